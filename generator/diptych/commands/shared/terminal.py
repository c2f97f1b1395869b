"""Progress and colours on a terminal; neither where there is none."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from diptych.characters import lazy
from diptych.model import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator


# How a diagnostic begins, in any language: its place, its severity and its code.
_DIAGNOSTIC = lazy(r"^(?:\S.*?:\d+:\d+: )?(?P<severity>\S+) D\d{3}(?=: )", re.MULTILINE)

_COLOURS = {"error": "bold red", "warning": "yellow", "info": "cyan"}


def has_colours(stream: TextIO) -> bool:
    """Tell whether to write in colours: on a terminal; ``NO_COLOR``, ``FORCE_COLOR`` go before."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (
        stream.isatty() and os.environ.get("TERM") != "dumb"
    )


def print_coloured(text: str, stream: TextIO) -> None:
    """Print a text; where there are colours, the severity of a diagnostic has its own."""
    found = [*_DIAGNOSTIC.finditer(text)] if has_colours(stream) else []
    if not found:
        print(text, file=stream, flush=True)
        return
    from rich.console import Console  # only where something is to be coloured
    from rich.text import Text

    from diptych.diagnostics.translation import severity_of

    styled = Text(text)
    for each in found:
        styled.stylize(
            _COLOURS.get(severity_of(each["severity"]), ""), each.start("severity"), each.end()
        )
    Console(file=stream, force_terminal=True).print(styled, soft_wrap=True)
    stream.flush()


@contextmanager
def progress_on(stream: TextIO, language: str) -> Iterator[Progress]:
    """Show a bar on a terminal, gone when the work is done; nothing in a pipe or a log."""
    if not stream.isatty():
        yield silent
        return
    from rich.console import Console  # only where there is a terminal to draw on
    from rich.progress import Progress as Bar

    from diptych.diagnostics.translation import translated_step

    with Bar(console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(
                task, description=translated_step(what, language), completed=done, total=total
            )

        yield show

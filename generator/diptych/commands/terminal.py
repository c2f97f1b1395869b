"""Progress on a terminal; silence where there is none."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from diptych.model import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Iterator


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

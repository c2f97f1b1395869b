"""``diptych figures``: draw figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import FINE, add_quiet, add_trust, reader_language
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


KEYS = {"figures": "the files that were drawn: `file`, and whether its drawing is `changed`"}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("figures", help="draw figures: those named, or all stale ones")
    command.add_argument("names", nargs="*", metavar="NAME", help="a figure's name")
    command.add_argument(
        "--notebook", type=Path, default=Path(), metavar="DIR", help="the notebook (default: here)"
    )
    command.add_argument("--fresh", action="store_true", help="draw all, stale or not")
    add_quiet(command)
    add_format(command, KEYS)
    add_trust(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Draw what was asked for, and print which files changed."""
    from diptych.commands.building.redraw import redraw
    from diptych.output.trust import is_trusted

    config, wrong = load_config(options.notebook)
    answer.language = reader_language(config)
    if wrong:
        return answer.refuse(wrong)
    if not is_trusted(replace(config, trusted=options.trust)):
        raise UsageError(f"drawing runs the code of {config.root}: `diptych trust` it first")
    with answer.progress() as progress:
        drawn, troubles = redraw(config, options.names, progress, fresh=options.fresh)
    if troubles:
        return answer.refuse(troubles)
    answer.put(figures=[{"file": path, "changed": changed} for path, changed in drawn.items()])
    for path, changed in drawn.items():
        answer.say(f"{path}: drawn" if changed else f"{path}: drawn, the same as before")
    if not drawn:
        answer.say("No figure is stale; --fresh draws them all.")
    return FINE

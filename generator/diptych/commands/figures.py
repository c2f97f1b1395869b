"""``diptych figures``: draw figures."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import FINE, add_quiet, add_trust, reader_language, refuse
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("figures", help="draw figures: those named, or all stale ones")
    command.add_argument("names", nargs="*", metavar="NAME", help="a figure's name")
    command.add_argument(
        "--notebook", type=Path, default=Path(), metavar="DIR", help="the notebook (default: here)"
    )
    command.add_argument("--fresh", action="store_true", help="draw all, stale or not")
    add_quiet(command)
    add_trust(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draw what was asked for, and print which files changed."""
    from diptych.commands.redraw import redraw
    from diptych.output.trust import is_trusted

    config, wrong = load_config(options.notebook)
    if wrong:
        return refuse(wrong, reader_language(config))
    if not is_trusted(replace(config, trusted=options.trust)):
        raise UsageError(f"drawing runs the code of {config.root}: `diptych trust` it first")
    with progress_on(sys.stderr, reader_language(config)) as progress:
        drawn, troubles = redraw(config, options.names, progress, fresh=options.fresh)
    if troubles:
        return refuse(troubles, reader_language(config))
    if options.quiet:
        return FINE
    for path, changed in drawn.items():
        print(f"{path}: {'drawn' if changed else 'drawn, the same as before'}")
    if not drawn:
        print("No figure is stale; --fresh draws them all.")
    return FINE

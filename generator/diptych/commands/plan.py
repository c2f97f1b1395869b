"""``diptych plan``: say what importing the next build will do to the deck of the last."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from diptych.commands.common import ERRORS, FINE, add_path, print_text, reader_language
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers, reader_language


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "plan",
        help="say what importing the next build will do to the deck of the last; write nothing",
    )
    add_path(command)
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="(default: text)"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare the notes with the last build, and print what an import will do."""
    from diptych.commands.pipeline import plan_notes

    config, wrong = load_config(options.path)
    language = reader_language(config)
    with progress_on(sys.stderr, language) as progress:
        report, plan = plan_notes(config, wrong, progress)
    if plan is None:
        print_text(report, language, verbose=options.verbose)
        return ERRORS
    if options.format == "json":
        print(plan.as_json())
    else:
        print_text(report, language, verbose=options.verbose)
        print(plan.as_text())
    return FINE

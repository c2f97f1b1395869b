"""``diptych plan``: say what importing the next build will do to the deck of the last."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from diptych.commands.common import (
    ERRORS,
    FINE,
    add_path,
    in_words_of,
    now,
    print_text,
    reader_language,
)
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config
from diptych.model import UsageError

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
    command.add_argument(
        "--ask",
        action="store_true",
        help="go through the questions of which it is not certain who they are, one by one",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare the notes with the last build, and print what an import will do."""
    if options.ask:
        return _ask(options)
    from diptych.commands.planned_import import plan_notes

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
        print(in_words_of(plan.as_text(), language))
    return FINE


def _ask(options: argparse.Namespace) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--ask needs a terminal; `diptych same` and `diptych different` do not")
    from diptych.commands.deciding import ask

    config, wrong = load_config(options.path)
    report = ask(config, wrong, now(), (print, input))
    if report is not None:
        print_text(report, reader_language(config), verbose=options.verbose)
        return ERRORS
    return FINE

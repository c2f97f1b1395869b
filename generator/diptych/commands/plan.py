"""``diptych plan``: say what importing the next build will do to the deck of the last."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec import to_builtins

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import ERRORS, FINE, add_path, add_quiet, now, reader_language
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


KEYS = {
    "steps": "what happens to each note: `kind`, `id`, `prompt`, `was`, `likely`, `difference`, "
    "`stays_in`, `former`",
    "unchanged": "how many notes an import leaves as they are",
    "unclear": "what is for you to decide: `id` and `prompt` of a question that counts as new, "
    "`old` and `was` of the one that it may be",
    "empty_decks": "the decks that come without a card",
    "search": "what finds in Anki the notes that nothing belongs to any more",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "plan",
        help="say what importing the next build will do to the deck of the last; write nothing",
    )
    add_path(command)
    add_quiet(command)
    add_format(command, KEYS)
    command.add_argument(
        "--ask",
        action="store_true",
        help="go through the questions of which it is not certain who they are, one by one",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Compare the notes with the last build, and print what an import will do."""
    if options.ask:
        return _ask(options, answer)
    from diptych.commands.building.planned_import import plan_notes

    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    with answer.progress() as progress:
        report, plan = plan_notes(config, wrong, progress)
    answer.report(report, verbose=options.verbose)
    if plan is None:
        return ERRORS
    answer.put(**to_builtins(plan), search=plan.search)
    answer.say(plan.as_text())
    return FINE


def _ask(options: argparse.Namespace, answer: Answer) -> int:
    if answer.as_data or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("--ask needs a terminal; `diptych same` and `diptych different` do not")
    from diptych.commands.building.deciding import ask

    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    report = ask(config, wrong, now(), (answer.tell, input))
    if report is not None:
        answer.report(report, verbose=options.verbose)
        return ERRORS
    return FINE

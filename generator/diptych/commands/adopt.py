"""``diptych adopt``: let questions take over the cards of a deck that is already studied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import ERRORS, FINE, add_path, add_quiet, reader_language
from diptych.commands.shared.from_anki import exported, read_exported
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


KEYS = {
    "taken": "the questions that took over a card's history, each with the front of its note",
    "unclear": "the questions that several notes fit",
    "refused": "those that a note of another kind fits, and why it cannot be taken",
    "costs": "those that lose cards when the type of their note is changed, and how to keep them",
    "left": "those that no note fits",
    "strangers": "the fronts of notes that no question fits",
    "renewed": "the fronts of notes taken over before, whose type was changed since",
    "searches": "for each notetype, what finds in Anki the notes that are to get it",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "adopt", help="let your questions take over the cards of a deck that you already study"
    )
    command.add_argument("package", type=Path, metavar="FILE.apkg", help="exported from Anki")
    add_path(command)
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Match the deck's notes with the questions, and print who took over what."""
    from diptych.commands.importing.adopting import adopt_cards

    package = read_exported(options.package)
    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    with exported(options.package):
        report, adopted = adopt_cards(config, wrong, package)
    if adopted is None:
        answer.report(report, verbose=options.verbose)
        return ERRORS
    answer.put(**{name: getattr(adopted, name) for name in KEYS})
    answer.say(adopted.done_text())
    answer.tell(adopted.problems_text())
    answer.say(adopted.steps_text())
    return FINE

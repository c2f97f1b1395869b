"""``diptych adopt``: let questions take over the cards of a deck that is already studied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import ERRORS, FINE, add_path, in_words_of, print_text, reader_language
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers, reader_language


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "adopt", help="let your questions take over the cards of a deck that you already study"
    )
    command.add_argument("package", type=Path, metavar="FILE.apkg", help="exported from Anki")
    add_path(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Match the deck's notes with the questions, and print who took over what."""
    from diptych.commands.adopting import adopt_cards

    try:
        package = options.package.read_bytes()
        config, wrong = load_config(options.path)
        report, adopted = adopt_cards(config, wrong, package)
    except (OSError, ValueError) as error:
        raise UsageError(f"{options.package}: {error}") from error
    if adopted is None:
        print_text(report, reader_language(config), verbose=options.verbose)
        return ERRORS
    print(in_words_of(adopted.as_text(), reader_language(config)))
    return FINE

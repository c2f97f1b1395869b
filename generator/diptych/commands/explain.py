"""``diptych explain``: say what a code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import FINE

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


KEYS = {
    "codes": "the code, or all: `code`, `severity`, `meaning`",
    "page": "what `diptych explain CODE` shows, as Markdown; null without a code",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("explain", help="say what a code means; without one, list them")
    command.add_argument("code", nargs="?", metavar="CODE", help="such as D401")
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Print the page of a code, or the list of all."""
    from diptych.diagnostics.explain import all_codes, codes_as_data, explain

    page = explain(options.code, answer.language) if options.code else None
    answer.put(codes=codes_as_data(options.code), page=page)
    answer.tell(page or all_codes(answer.language))
    return FINE

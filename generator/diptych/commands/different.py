"""``diptych different``: keep two questions apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import add_pair, add_quiet

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "different", help="say that a question is not the old one that it resembles"
    )
    add_pair(command)
    add_quiet(command)
    add_format(command, {})
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Write it into the ledger, and print what an import will do."""
    from diptych.commands.building.deciding import run_decision

    return run_decision(options, answer, same=False)

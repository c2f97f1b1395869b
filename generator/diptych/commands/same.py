"""``diptych same``: say that two questions are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.common import add_pair

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "same", help="say that a new question is an old one, so that it keeps its card"
    )
    add_pair(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write it into the ledger, and print what an import will do."""
    from diptych.commands.deciding import run_decision

    return run_decision(options, same=True)

"""``diptych explain``: say what a code means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.common import FINE, language_around

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("explain", help="say what a code means; without one, list them")
    command.add_argument("code", nargs="?", metavar="CODE", help="such as D401")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the page of a code, or the list of all."""
    from diptych.diagnostics.explain import all_codes, explain

    print(explain(options.code) if options.code else all_codes(language_around()))
    return FINE

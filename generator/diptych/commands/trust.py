"""``diptych trust``: let the code of a notebook run, its figures and its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.common import FINE, add_path, reader_language, refuse, say
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "trust", help="let the code of a notebook run: its figures, the templates of its theme"
    )
    add_path(command)
    how = command.add_mutually_exclusive_group()
    how.add_argument(
        "--always", action="store_true", help="whatever its code becomes: for what you write"
    )
    how.add_argument("--revoke", action="store_true", help="let it run no more")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Remember that a notebook is trusted, or forget it, and say what may run."""
    from diptych.output.trust import code_files, revoke, trust

    config, wrong = load_config(options.path)
    language = reader_language(config)
    if wrong:
        return refuse(wrong, language)
    if options.revoke:
        known = revoke(config)
        say("Its code does not run any more." if known else "It was not trusted.", language)
        return FINE
    files = code_files(config)
    if not files:
        say("There is no code in it: nothing needs to be trusted.", language)
        return FINE
    trust(config, always=options.always)
    until = "whatever becomes of it" if options.always else "as it is now"
    say(f"The code of {config.root} may run, {until}; -v lists its files.", language)
    for file in files if options.verbose else ():
        print(f"  {config.relative(file)}")
    return FINE

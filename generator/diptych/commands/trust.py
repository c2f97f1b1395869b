"""``diptych trust``: let the code of a notebook run, its figures and its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import FINE, add_path, add_quiet, reader_language
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


KEYS = {
    "trusted": "whether its code may run now",
    "files": "the files of its code",
}


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
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Remember that a notebook is trusted, or forget it, and say what may run."""
    from diptych.output.trust import code_files, revoke, trust

    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    if wrong:
        return answer.refuse(wrong)
    files = code_files(config)
    answer.put(trusted=not options.revoke, files=[config.relative(file) for file in files])
    if options.revoke:
        known = revoke(config)
        answer.say("Its code does not run any more." if known else "It was not trusted.")
        return FINE
    if not files:
        answer.say("There is no code in it: nothing needs to be trusted.")
        return FINE
    trust(config, always=options.always)
    until = "whatever becomes of it" if options.always else "as it is now"
    answer.say(f"The code of {config.root} may run, {until}; -v lists its files.")
    for file in files if options.verbose else ():
        answer.say(f"  {config.relative(file)}")
    return FINE

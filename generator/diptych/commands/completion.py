"""``diptych completion``: let a shell complete commands, options and files by the Tab key."""

from __future__ import annotations

import os
from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from diptych.commands.shared.common import FINE

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers

ASKS = "_ARGCOMPLETE"
"""The environment variable by which a shell asks for completions, as argcomplete names it."""

HOW = {
    "bash": "diptych completion bash >> ~/.bashrc",
    "zsh": "diptych completion zsh >> ~/.zshrc   (below compinit)",
    "fish": "diptych completion fish > ~/.config/fish/completions/diptych.fish",
    "powershell": "diptych completion powershell >> $PROFILE",
}
"""Shell → the command after which each new window of it completes."""


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "completion",
        help="let the Tab key of a shell complete commands, options and files",
        formatter_class=RawDescriptionHelpFormatter,
        epilog="\n".join(
            ["once, then open a new window:", *(f"  {line}" for line in HOW.values())]
        ),
    )
    command.add_argument("shell", choices=tuple(HOW), help="which shell")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Print what the shell reads at its start."""
    from argcomplete.shell_integration import shellcode

    answer.tell(shellcode(["diptych"], shell=options.shell).strip())
    return FINE


def answer_shell(parser: argparse.ArgumentParser) -> None:
    """Give the completions and end the process, where a shell asks for them."""
    if ASKS in os.environ:
        from argcomplete import autocomplete  # only then: a build imports the standard library

        autocomplete(parser)

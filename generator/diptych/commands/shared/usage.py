"""The parser of the command line, whose own words are in the reader's language, too."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NoReturn

from diptych.commands.shared.common import in_words_of, language_around
from diptych.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class ArgumentsError(UsageError):
    """Arguments that no command takes.

    Attributes:
        shown: what people read: how it is called, what is wrong, in their language.
    """

    def __init__(self, message: str, shown: str) -> None:
        super().__init__(message)
        self.shown = shown


class Parser(argparse.ArgumentParser):
    """Speaks the language that the environment says; commands' parsers are of this kind, too."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Read arguments; a command itself refuses what it does not know, with its own usage."""
        found, rest = super().parse_known_args(args, namespace)
        if rest and self._subparsers is None:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def format_help(self) -> str:
        """Write the help; each sentence is translated before lines are broken."""
        language = language_around()
        self.description = in_words_of(self.description or "", language) or None
        self.epilog = in_words_of(self.epilog or "", language) or None
        for group in self._action_groups:
            group.title = in_words_of(group.title or "", language)
        for action in self._actions:
            _translate(action, language)
        return in_words_of(super().format_help(), language)

    def format_usage(self) -> str:
        """Write how the command is called."""
        return in_words_of(super().format_usage(), language_around())

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments.

        Raises:
            ArgumentsError: always.
        """
        said = in_words_of(f"error: {message}", language_around())
        help_of = f"{self.prog} --help"
        shown = in_words_of(f"`{help_of}` lists what it takes.", language_around())
        raise ArgumentsError(
            f"{message}. `{help_of}` lists what it takes.",
            f"{self.format_usage()}{self.prog}: {said}\n{shown}\n",
        )


def _translate(action: argparse.Action, language: str) -> None:
    shown = [action]
    if isinstance(action, argparse._SubParsersAction):
        shown += action._choices_actions
    for each in shown:
        each.help = in_words_of(each.help or "", language) or None

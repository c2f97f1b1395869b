"""What a command says: lines for people as it goes, or one JSON object at its end for programs.

The object has the keys of ``COMMON``, and those that the command declares by `add_format`; all of
them are always there, and null where the command did not come so far.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager, redirect_stdout
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.commands.shared.common import (
    ERRORS,
    agreed,
    in_words_of,
    language_around,
    print_text,
    say,
)
from diptych.commands.shared.terminal import progress_on

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from diptych.diagnostics.report import Report
    from diptych.model import Diagnostic, Progress

COMMON: Mapping[str, str] = {
    "command": "which command answers; null if the command line was not understood",
    "exit": "its exit code",
    "error": "why it stopped and what to do, in English; null if it did not stop",
    "diagnostics": "what is to be said of the notes, each with `code`, `severity`, `message`, "
    "`file`, `line`, `column`, `hint`",
}
"""What every object holds: key → what stands there."""

FORMATS = ("text", "json")


def add_format(command: argparse.ArgumentParser, keys: Mapping[str, str], *further: str) -> None:
    """Let a command answer programs.

    Args:
        keys: of its own, and what stands there; the names of fields in backticks.
        further: formats beside text and JSON.
    """
    command.add_argument(
        "--format", choices=(*FORMATS, *further), default="text", help="(default: text)"
    )
    command.set_defaults(keys=keys)


def wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether a program asked, even where its arguments are wrong in other ways."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


class Answer:
    """What one run of a command says.

    Attributes:
        language: of the lines; the environment's until the notebook is known.
        as_data: whether a program asked: then nothing is printed or asked before the end.
        quiet: whether people want to hear only what is wrong.
    """

    def __init__(
        self,
        command: str | None = None,
        keys: Mapping[str, str] | None = None,
        *,
        as_data: bool = False,
        quiet: bool = False,
    ) -> None:
        self.language = language_around() or "en"
        self.as_data, self.quiet = as_data, quiet
        self._command = command
        self._values: dict[str, object] = dict.fromkeys(keys or ())
        self._diagnostics: dict[Diagnostic, None] = {}
        self._error: str | None = None

    @classmethod
    def to(cls, options: argparse.Namespace) -> Answer:
        """Begin the answer that a command line asks for."""
        asked = vars(options)
        return cls(
            asked.get("command"),
            asked.get("keys"),
            as_data=asked.get("format") == "json",
            quiet=asked.get("quiet", False),
        )

    def report(self, report: Report, *, verbose: bool = False, brief: bool = False) -> None:
        """Say what is to be said of the notes.

        Args:
            verbose: with remarks, and how the notes were read.
            brief: only the first of many diagnostics.
        """
        from diptych.diagnostics.report import as_brief_text  # not where there is nothing to do

        if self.as_data:
            self._diagnostics.update(dict.fromkeys(report.diagnostics))
        elif brief and not verbose:
            say(as_brief_text(report), self.language)
        else:
            print_text(report, self.language, verbose=verbose)

    def refuse(self, diagnostics: Sequence[Diagnostic]) -> int:
        """Say why nothing was done, and give the exit code."""
        from diptych.diagnostics.report import Report

        self.report(Report(tuple(diagnostics)), verbose=True)
        return ERRORS

    def tell(self, text: str) -> None:
        """Say what people asked for, or have to know before they agree to it."""
        if text and not self.as_data:
            print(in_words_of(text, self.language), flush=True)

    def show(self, text: str, *, agreed: bool) -> None:
        """Say what people are to agree to; if they did, it is only what will be done."""
        (self.say if agreed else self.tell)(text)

    def say(self, text: str) -> None:
        """Say what was done; nothing where people want to hear only what is wrong."""
        if not self.quiet:
            self.tell(text)

    def repeat(self, text: str) -> None:
        """Say again what a report said before."""
        if not self.as_data:
            say(text, self.language)

    def sum_up(self, text: str) -> None:
        """Say in numbers what was found or made; nothing where people do not want to hear that."""
        if not self.quiet:
            self.repeat(text)

    def warn(self, text: str) -> None:
        """Say that something was not done, and why."""
        if not self.as_data:
            say(in_words_of(text, self.language), self.language, sys.stderr)

    def fail(self, text: str) -> None:
        """Say why the command stops."""
        self._error = text
        if not self.as_data:
            print(f"diptych: {in_words_of(text, self.language)}", file=sys.stderr)

    def put(self, **values: object) -> None:
        """Give programs what stands under some of the keys that the command declares."""
        if unknown := values.keys() - self._values.keys():
            raise KeyError(f"not declared by add_format: {unknown}")
        self._values.update(values)

    def agreed(self, question: str) -> bool:
        """Ask on a terminal; where there is none, or a program asks us, nobody agrees."""
        return not self.as_data and agreed(in_words_of(question, self.language))

    @property
    def can_ask(self) -> bool:
        """Tell whether somebody is there who could agree."""
        return not self.as_data and sys.stdin.isatty()

    def progress(self) -> AbstractContextManager[Progress]:
        """Show a bar on a terminal meanwhile."""
        return progress_on(sys.stderr, self.language)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep what others print, such as the code of figures, out of what programs read."""
        if not self.as_data:
            yield
            return
        with redirect_stdout(sys.stderr):
            yield

    def end(self, code: int) -> int:
        """Print the object where a program asked, and give the exit code."""
        if self.as_data:
            from diptych.diagnostics.report import diagnostics_as_data

            table = {
                "command": self._command,
                "exit": code,
                "error": self._error,
                "diagnostics": diagnostics_as_data([*self._diagnostics]),
                **self._values,
            }
            print(json.dumps(table, ensure_ascii=False, indent=2))
        return code

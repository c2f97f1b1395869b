"""What all commands share: exit codes, the path that they are given, how a report is printed."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from diptych.commands.shared.terminal import print_coloured
from diptych.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from diptych.diagnostics.report import Report
    from diptych.input.config import Config
    from diptych.model import Diagnostic

    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

FINE, ERRORS, USAGE = 0, 1, 2
_LONGEST_TIME = 11  # digits: the year 5138

# The first that names a language decides; ours stands before those of the system.
LANGUAGE_VARIABLES = ("DIPTYCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def add_path(command: argparse.ArgumentParser) -> None:
    """Let a command take a path, and be verbose."""
    command.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="a notebook, or any folder or file of Markdown (default: here)",
    )
    command.add_argument(
        "-v", "--verbose", action="store_true", help="also say how notes were read and repaired"
    )


def add_quiet(command: argparse.ArgumentParser) -> None:
    """Let a command be quiet."""
    command.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="say only what is wrong, not what was done",
    )


def add_trust(command: argparse.ArgumentParser) -> None:
    """Let a command be told that the notebook's code may run, for once."""
    command.add_argument(
        "--trust",
        action="store_true",
        help="let the notebook's own code run, for once: its figures, the templates of its theme",
    )


def reader_language(config: Config) -> str:
    """Read which language to speak: as the environment says, else as the notebook is set."""
    return language_around() or config.language or "en"


def language_around() -> str:
    """Read which language the environment says; empty where it says none."""
    for name in LANGUAGE_VARIABLES:
        written = os.environ.get(name, "").partition(".")[0].partition("@")[0]
        if written and written.upper() not in {"C", "POSIX"}:
            return written.replace("_", "-")
    return _language_of_windows()


def _language_of_windows() -> str:
    """Read the language of Windows itself, which sets no variable; empty elsewhere."""
    if sys.platform == "win32":
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(number, "").replace("_", "-")
    return ""


def in_words_of(text: str, language: str) -> str:
    """Write what a command says of itself, or of what it did, in a language."""
    if not text or not language or language.startswith("en"):
        return text
    from diptych.diagnostics.translation import translated_lines  # not where it is English anyhow

    return translated_lines(text, language)


def say(text: str, language: str, stream: TextIO | None = None) -> None:
    """Print a text in a language, as far as it is translated; nothing where it is empty."""
    if text and not language.startswith("en"):
        from diptych.diagnostics.translation import translated  # not where it is English anyhow

        text = translated(text, language)
    if text:
        print_coloured(text, stream or sys.stdout)


def add_pair(command: argparse.ArgumentParser) -> None:
    """Let a command take an old and a new question, and a path."""
    for name, where in (("old", "in the ledger"), ("new", "in the notes")):
        command.add_argument(
            name,
            metavar=name.upper(),
            help=f"the {name} question, {where}: its id or its words, or how they begin",
        )
    add_path(command)


def print_text(report: Report, language: str, *, verbose: bool) -> None:
    """Print a report as compilers do; nothing where there is nothing to say."""
    from diptych.diagnostics.report import as_text  # not where there is nothing to do

    say(as_text(report, verbose=verbose), language)
    if report.aside and verbose:
        print(report.aside, file=sys.stderr)


def refuse(diagnostics: Sequence[Diagnostic], language: str) -> int:
    """Print why nothing was done, and give the exit code."""
    from diptych.diagnostics.report import Report

    print_text(Report(tuple(diagnostics)), language, verbose=True)
    return ERRORS


def refuse_part(config: Config, what: str) -> None:
    """Let a command go on only with a whole notebook.

    Args:
        what: the command does, for the message.

    Raises:
        UsageError: only a part of the notes was asked for.
    """
    if config.only != config.notes:
        whole = config.file.parent if config.file else config.notes
        raise UsageError(f"{config.only} is a part of a notebook; {what} the whole: {whole}")


def now() -> int:
    """Read the clock, or what reproducible builds set in its place.

    Raises:
        UsageError: that is no number of seconds.
    """
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if not named:
        return int(time.time())
    if not (named.isascii() and named.isdecimal() and len(named) <= _LONGEST_TIME):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is no number of seconds since 1970: {named!r}. Set one, or unset it"
        )
    return int(named)


def agreed(question: str) -> bool:
    """Ask on a terminal; where there is none, nobody agrees."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        return False

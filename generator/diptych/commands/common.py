"""What all commands share: exit codes, the path that they are given, how a report is printed."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from diptych.diagnostics.report import Report
    from diptych.input.config import Config
    from diptych.model import Diagnostic

    Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

FINE, ERRORS, USAGE = 0, 1, 2


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


def add_pair(command: argparse.ArgumentParser) -> None:
    """Let a command take an old and a new question, and a path."""
    for name, where in (("old", "in the ledger"), ("new", "in the notes")):
        command.add_argument(
            name,
            metavar=name.upper(),
            help=f"the {name} question, {where}: its id or its words, or how they begin",
        )
    add_path(command)


def print_text(report: Report, *, verbose: bool) -> None:
    """Print a report as compilers do; nothing where there is nothing to say."""
    from diptych.diagnostics.report import as_text  # not where there is nothing to do

    if text := as_text(report, verbose=verbose):
        print(text)
    if report.aside and verbose:
        print(report.aside, file=sys.stderr)


def refuse(diagnostics: Sequence[Diagnostic]) -> int:
    """Print why nothing was done, and give the exit code."""
    from diptych.diagnostics.report import Report

    print_text(Report(tuple(diagnostics)), verbose=True)
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
    """Read the clock, or what reproducible builds set in its place."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())

"""What the commands share that read Anki: from a file that it exported, or while it runs."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.common import ERRORS, add_path
from diptych.connect import ADDRESS
from diptych.input.regular import read_file
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from diptych.commands.shared.answering import Answer
    from diptych.connect.client import Client

EXPORTED = (".apkg", ".colpkg")
"""How the names of files end that Anki exports."""


EXPORT = (
    "In Anki: File → Export, as a collection (.colpkg), or as a deck (.apkg) with “Include "
    "scheduling information”"
)
"""How Anki makes such a file."""


def read_exported(file: Path) -> bytes:
    """Read a file that Anki exported.

    Raises:
        UsageError: it is not there, is no file, or may not be read.
    """
    try:
        return read_file(file)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}. {EXPORT}") from error


@contextmanager
def exported(file: Path) -> Iterator[None]:
    """Say of which file something is wrong, and how to have a better one.

    Raises:
        UsageError: what is done meanwhile finds no package, or nothing in it.
    """
    try:
        yield
    except ValueError as error:
        raise UsageError(f"{file}: {error}. {EXPORT}") from error


def add_anki(command: argparse.ArgumentParser) -> None:
    """Let a command say which Anki it means."""
    command.add_argument(
        "--profile", default="", metavar="NAME", help="only if this profile is open in Anki"
    )
    command.add_argument(
        "--anki",
        metavar="ADDRESS",
        default=ADDRESS,
        help=f"where AnkiConnect answers (default: {ADDRESS})",
    )


def add_source(command: argparse.ArgumentParser) -> None:
    """Let a command take a file that Anki exported, or none: then it asks a running Anki."""
    command.add_argument(
        "package",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="an .apkg or .colpkg that Anki exported (default: ask the running Anki)",
    )
    add_path(command)
    add_anki(command)


def settle_source(options: argparse.Namespace) -> Path | None:
    """Read which file was named, if one was: a path alone is that of the notebook.

    The notebook's path is put right in the options.
    """
    named: Path | None = options.package
    if named is None or options.path != Path() or named.suffix.lower() in EXPORTED:
        return named
    options.package, options.path = None, named
    return None


def client_of(options: argparse.Namespace) -> Client:
    """Make the client that asks the Anki which is meant.

    Raises:
        UsageError: its address is none.
    """
    from diptych.connect.client import KEY_VARIABLE, Client

    return Client.at(options.anki, os.environ.get(KEY_VARIABLE, ""))


def told_by_anki(work: Callable[[], int], answer: Answer) -> int:
    """Do what asks Anki; say why it cannot be done, and what to do, where that is so."""
    from diptych.connect.client import AnkiError

    try:
        return work()
    except (AnkiError, OSError) as error:  # also what keeps the memory of what was sent
        answer.fail(str(error))
        return ERRORS

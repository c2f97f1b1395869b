"""What the commands share that read Anki: from a file that it exported, or while it runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import ERRORS, add_path, in_words_of
from diptych.connect import ADDRESS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from diptych.connect.client import Client

EXPORTED = (".apkg", ".colpkg")
"""How the names of files end that Anki exports."""


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


def told_by_anki(work: Callable[[], int], language: str) -> int:
    """Do what asks Anki; say why it cannot be done, and what to do, where that is so."""
    from diptych.connect.client import AnkiError

    try:
        return work()
    except (AnkiError, OSError) as error:  # also what keeps the memory of what was sent
        print(f"diptych: {in_words_of(str(error), language)}", file=sys.stderr)
        return ERRORS

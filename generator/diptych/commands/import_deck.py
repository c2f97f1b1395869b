"""``diptych import``: make a notebook of a deck that somebody already studies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import FINE, in_words_of, language_around, now
from diptych.commands.terminal import progress_on
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "import", help="make a notebook of a deck that you already study, its history kept"
    )
    command.add_argument(
        "package", type=Path, metavar="FILE", help="an .apkg or .colpkg, exported from Anki"
    )
    command.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="FOLDER",
        help="a new folder for the notebook (default: named after the file)",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the notebook, and say what it holds and what it could not take."""
    from diptych.commands.importing import import_deck

    folder = (options.folder or Path(options.package.stem)).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty; name a new folder: diptych import FILE FOLDER")
    language = language_around() or "en"
    try:
        package = options.package.read_bytes()
        with progress_on(sys.stderr, language) as progress:
            imported = import_deck(package, folder, now(), progress)
    except (OSError, ValueError) as error:
        raise UsageError(f"{options.package}: {error}") from error
    print(in_words_of(imported.as_text(), language))
    return FINE

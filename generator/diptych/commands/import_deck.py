"""``diptych import``: make a notebook of a deck that somebody already studies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import FINE, add_quiet, now
from diptych.commands.shared.from_anki import exported, read_exported
from diptych.model import UsageError
from diptych.output.locks import WriteError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


KEYS = {
    "folder": "where the notebook is",
    "questions": "how many questions it has",
    "files": "in how many files",
    "media": "how many pictures and sounds lie beside them",
    "missing": "the names of those that the package does not hold",
    "left": "the fronts of notes that are left out, because they ask about places on a picture",
    "unshown": "the fields that stand on no card and are left out",
    "reworded": "the fronts of notes that read otherwise than on their cards",
    "cards": "the fronts of notes with cards that a question of ours does not have",
    "searches": "for each notetype, what finds in Anki the notes that are to get it",
}


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
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Write the notebook, and say what it holds and what it could not take."""
    from diptych.commands.importing.notebook import import_deck

    folder = (options.folder or Path(options.package.stem)).absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not empty; name a new folder: diptych import FILE FOLDER")
    package = read_exported(options.package)
    try:
        with exported(options.package), answer.progress() as progress:
            imported = import_deck(package, folder, now(), progress)
    except OSError as error:
        raise WriteError.of(folder, error) from error
    answer.put(**{name: getattr(imported, name) for name in KEYS})
    answer.put(folder=str(imported.folder))
    answer.say(imported.done_text())
    answer.tell(imported.problems_text())
    answer.say(imported.steps_text())
    return FINE

"""What the decks of earlier builds said of each note: one of them may be what Anki has got.

Kept in the user's data folder, for a deck that was built need not have been imported. It is written
whenever a build puts another deck in the place of one.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from diptych.connect.shipped import Shipped
from diptych.deck import read_package
from diptych.output.data_folder import data_folder
from diptych.output.replacing import replace_file, sweep_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from diptych.commands.building.making import Made
    from diptych.link.notebook import Notebook

_VERSION = 1
_MOST = 12
"""Of so many decks it is kept what a note said."""


def digest_of(text: str) -> str:
    """Make a name for a file of any text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def memory_name(notebook: Notebook) -> str:
    """Name what is remembered of a notebook."""
    return digest_of(notebook.ledger.notebook or notebook.name)


def remember_former(made: Made, last: Path) -> str:
    """Keep what the last deck said of the notes that the next one has otherwise, or not at all.

    What cannot be kept is let go: no deck is worth less without it, and a pull says so.

    Returns:
        why it cannot be kept; mostly nothing.
    """
    try:
        file = _file_of(made.notebook)
        sweep_parts(file)
        known = _read(file)
        found = _joined(known or {}, _replaced(made, last))
        if found != known:
            table = {"version": _VERSION, "notes": found}
            data = json.dumps(table, ensure_ascii=False, sort_keys=True, indent=0).encode()
            replace_file(file, data, 0o600)
    except OSError as error:
        return str(error)
    return ""


def former_decks(notebook: Notebook) -> Mapping[str, tuple[Shipped, ...]] | None:
    """Read what earlier decks said of each note, by GUID, the latest first; None if none does."""
    try:
        known = _read(_file_of(notebook))
    except OSError:
        return None
    if known is None:
        return None
    return {
        guid: tuple(Shipped(int(time), own[time]) for time in sorted(own, key=int, reverse=True))
        for guid, own in known.items()
    }


def _file_of(notebook: Notebook) -> Path:
    return data_folder() / "former" / f"{memory_name(notebook)}.json"


def _replaced(made: Made, last: Path) -> Iterable[tuple[str, int, dict[str, str]]]:
    """List the notes of the last deck that the next one does not have in the same words."""
    now = {note.guid: note.changed for note in made.notes}
    try:
        notes = read_package(last.read_bytes(), now)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
        return []
    return [(note.guid, note.changed, note.fields) for note in notes]


def _joined(
    known: Mapping[str, Mapping[str, Mapping[str, str]]],
    more: Iterable[tuple[str, int, dict[str, str]]],
) -> dict[str, dict[str, Mapping[str, str]]]:
    joined = {guid: dict(own) for guid, own in known.items()}
    for guid, time, fields in more:
        own = joined.setdefault(guid, {})
        own[str(time)] = fields
        for old in sorted(own, key=int, reverse=True)[_MOST:]:
            del own[old]
    return joined


def _read(file: Path) -> dict[str, dict[str, dict[str, str]]] | None:
    """Read what is kept, by GUID and time; None if nothing is, or it is damaged.

    Raises:
        OSError: it is there, and cannot be read: it must not be written over.
    """
    try:
        table = json.loads(file.read_bytes())
        if table["version"] != _VERSION:
            return None
        return {
            guid: {
                str(int(time)): {str(k): str(v) for k, v in fields.items()}
                for time, fields in own.items()
            }
            for guid, own in table["notes"].items()
        }
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None

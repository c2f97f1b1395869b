"""What each side of a conflict has that the other lacks, so that it is known what would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# First: anki's modules import each other in a circle, and this is where it may be entered.
import anki.collection  # noqa: F401
from anki.models import NotetypeId
from msgspec import Struct

from diptych.deck import NOTETYPES

if TYPE_CHECKING:
    from collections.abc import Container

    from anki.collection import Collection

    from diptych.model import NoteKind


class Lost(Struct, frozen=True):
    """What is lost where one collection replaces another.

    Attributes:
        changed: notes that both have and that say something else.
    """

    reviews: int
    notes: int
    changed: int


def lost_without(kept: Collection, replaced: Collection) -> Lost:
    """Count what a collection has that the one which replaces it lacks."""
    there, gone = _notes(kept), _notes(replaced)
    return Lost(
        reviews=len(_reviews(replaced) - _reviews(kept)),
        notes=len(gone.keys() - there.keys()),
        changed=sum(gone[guid] != there[guid] for guid in gone.keys() & there.keys()),
    )


def _notes(collection: Collection) -> dict[str, tuple[str, str]]:
    rows = _rows(collection, "SELECT guid, flds, tags FROM notes")
    return {guid: (fields, tags) for guid, fields, tags in rows}


def _reviews(collection: Collection) -> set[tuple[int, int]]:
    return {(when, card) for when, card in _rows(collection, "SELECT id, cid FROM revlog")}


def _rows(collection: Collection, query: str) -> list[list[Any]]:
    return [list(row) for row in collection.db.all(query)] if collection.db else []


def never_synced(collection: Collection) -> bool:
    """Tell whether a collection is new, and was never synced with any account."""
    return _rows(collection, "SELECT ls FROM col") == [[0]]


def incomplete_notetypes(collection: Collection, kinds: Container[NoteKind]) -> list[str]:
    """Name our notetypes that lost a field or a template in Anki.

    An import makes them whole again, which changes what the engine calls the schema: then only a
    full one-way sync brings it to the account. A notetype that is new does not, nor does its style.

    Args:
        kinds: those of which notes are to be brought.
    """
    return [
        str(there["name"])
        for ours in NOTETYPES
        if ours.kind in kinds and (there := collection.models.get(NotetypeId(ours.id)))
        if not (
            {name for name, _ in ours.fields} <= {each["name"] for each in there["flds"]}
            and {each.name for each in ours.templates} <= {each["name"] for each in there["tmpls"]}
        )
    ]

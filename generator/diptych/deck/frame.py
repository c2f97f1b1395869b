"""What genanki writes around notes: an empty collection, decks, notetypes.

It depends on the engine and on names only, so a build recalls what an earlier one was given, and
need not import genanki, and with it Python's machinery for networks and processes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from diptych.deck import notetype
from diptych.deck.kinds import NOTETYPES
from diptych.digests import Recalled, recalled

if TYPE_CHECKING:
    from collections.abc import Mapping


@recalled(bytes)
def empty_collection(changed: int) -> bytes:
    """Write a collection without notes.

    Args:
        changed: the time that it bears, in seconds since the epoch.
    """
    import genanki

    with closing(sqlite3.connect(":memory:")) as connection:
        # What a build of SQLite may preset differently, and the file would show.
        connection.executescript("PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE;")
        # Without a deck: for each, genanki would read and write the JSON of all of them again.
        genanki.Package([]).write_to_db(connection.cursor(), changed, iter(()))
        connection.commit()
        return connection.serialize()


def deck_json(number: int, name: str, description: str = "") -> dict[str, Any]:
    """Write a deck as a collection holds it."""
    written: dict[str, Any] = json.loads(_deck(number, name, description))
    return written


def notetype_json(number: int, changed: int, deck: int) -> dict[str, Any]:
    """Write a notetype as a collection holds it.

    Args:
        number: its id.
        changed: when its templates or its style last changed, in seconds since the epoch.
        deck: the id of the deck that new notes of it go to.
    """
    written: dict[str, Any] = json.loads(_notetype(number, notetype.style()))
    return {**written, "mod": changed, "did": deck}


def notetype_signature() -> str:
    """Hash all that an update of the notetypes would bring to Anki."""
    models = [notetype_json(each.id, 0, 0) for each in NOTETYPES]
    return hashlib.sha256(json.dumps(models, sort_keys=True).encode()).hexdigest()[:16]


@recalled(str)
def _deck(number: int, name: str, description: str) -> str:
    import genanki

    return json.dumps(genanki.Deck(number, name, description).to_json())


@recalled(str)
def _notetype(number: int, _style: str) -> str:
    """Write a notetype: also by its style, which may change while a process runs."""
    found = next(each for each in NOTETYPES if each.id == number)
    stock = {"originalStockKind": found.stock_kind} if found.stock_kind else {}
    return json.dumps({**notetype.model_of(found).to_json(0, 0), **stock})


FRAMES: Mapping[str, Recalled[..., Any]] = {
    "collections": empty_collection,
    "decks": _deck,
    "notetypes": _notetype,
}
"""What is worth recalling, by the name that it is kept by."""

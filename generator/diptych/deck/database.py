"""Checked notes as an Anki collection, in memory: genanki makes its tables and its notetypes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from msgspec import Struct

from diptych.deck.frame import deck_json, empty_collection, notetype_json
from diptych.deck.kinds import notetype_of
from diptych.deck.names import deck_id, distinct_ids
from diptych.deck.note import AnkiNote
from diptych.deck.preset import add_preset
from diptych.deck.values import FIELD_BORDER, visible
from diptych.model import NoteKind

# SQLite notes in the file which version of it wrote last (bytes 96 to 99 of the header).
_WRITER_VERSION = slice(96, 100)
_WRITER = (3_040_000).to_bytes(4, "big")

# And how often it was written (bytes 24 to 27, 92 to 95), which a recalled beginning would raise.
_COUNTERS = (slice(24, 28), slice(92, 96))

# New, never studied (0) and never synchronised (-1).
_NOTE = """INSERT INTO notes (id, guid, mid, mod, tags, flds, sfld, csum, usn, flags, data)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, -1, 0, '')"""
_CARD = """INSERT INTO cards (id, nid, did, ord, mod, due, usn, type, queue, ivl, factor, reps,
    lapses, left, odue, odid, flags, data)
    VALUES (?, ?, ?, ?, ?, ?, -1, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"""
_NEW, _SUSPENDED = 0, -1


class Entry(Struct, frozen=True):
    """One note, checked, with its place.

    Attributes:
        deck: the full name.
        values: the fields, in the order of the notetype.
        position: which new card it makes, from 1.
    """

    note: AnkiNote
    deck: str
    values: tuple[str, ...]
    position: int


def write_database(
    entries: Sequence[Entry],
    notetype_changed: int,
    *,
    described: Mapping[str, str],
    preset_of: str = "",
) -> bytes:
    """Write notes as the bytes of an Anki collection, in memory.

    Args:
        described: what Anki shows of decks, by their names; these come also without a card.
        preset_of: the deck that our preset is for; empty when no preset is to be in it.
    """
    decks = {
        name: deck_json(deck_id(name), name, described.get(name, ""))
        for name in dict.fromkeys((*_decks(entries), *described))
    }
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(empty_collection(notetype_changed))
        _write_collection(connection, entries, decks, notetype_changed)
        if preset_of:
            add_preset(connection, preset_of)
        ids = list(distinct_ids(entry.note.changed for entry in entries))
        connection.executemany(_NOTE, map(_note, entries, ids))
        connection.executemany(_CARD, _cards(entries, ids, decks))
        connection.commit()
        connection.execute("VACUUM")  # what was overwritten must leave no trace in the bytes
        database = bytearray(connection.serialize())
    database[_WRITER_VERSION] = _WRITER
    for counter in _COUNTERS:
        database[counter] = bytes(4)
    return bytes(database)


def _decks(entries: Sequence[Entry]) -> list[str]:
    """Name the decks in the order of their first notes."""
    return list(dict.fromkeys(entry.deck for entry in entries))


def _write_collection(
    connection: sqlite3.Connection,
    entries: Sequence[Entry],
    decks: Mapping[str, Any],
    notetype_changed: int,
) -> None:
    """Write the row about all: decks, notetypes, and when something last changed."""
    (written,) = connection.execute("SELECT decks FROM col").fetchone()
    all_decks = json.loads(written) | {str(each["id"]): each for each in decks.values()}
    newest = max((entry.note.changed for entry in entries), default=notetype_changed)
    connection.execute(
        "UPDATE col SET decks = ?, models = ?, mod = ?, scm = ?",
        (
            json.dumps(all_decks),
            json.dumps(_notetypes(entries, decks, notetype_changed)),
            newest * 1000,
            notetype_changed * 1000,
        ),
    )


def _notetypes(
    entries: Sequence[Entry], decks: Mapping[str, Any], notetype_changed: int
) -> dict[str, Any]:
    """Write the notetypes that there are notes of; each names the last deck that uses it."""
    last: dict[NoteKind, int] = {}
    order = {name: place for place, name in enumerate(decks)}
    for entry in sorted(entries, key=lambda each: order[each.deck]):
        last[entry.note.kind] = decks[entry.deck]["id"]
    return {
        str(notetype_of(kind).id): notetype_json(notetype_of(kind).id, notetype_changed, deck)
        for kind, deck in last.items()
    }


def _note(entry: Entry, number: int) -> tuple[int | str, ...]:
    """Make the row of a note, as Anki would."""
    note = entry.note
    notetype = notetype_of(note.kind)
    first = visible(entry.values[0])
    return (
        number,
        note.guid,
        notetype.id,
        note.changed,
        f" {' '.join(note.tags)} ",
        FIELD_BORDER.join(entry.values),
        visible(entry.values[notetype.sorted_by]) if notetype.sorted_by else first,
        _checksum(first),
    )


def _cards(
    entries: Sequence[Entry], notes: Sequence[int], decks: Mapping[str, Any]
) -> Iterator[tuple[int, ...]]:
    """Make the rows of all cards, in the order of their notes.

    Args:
        notes: the numbers of the notes.
    """
    ordinals = [notetype_of(entry.note.kind).ordinals(entry.note) for entry in entries]
    times = (e.note.changed for e, own in zip(entries, ordinals, strict=True) for _ in own)
    ids = distinct_ids(times)
    for entry, note, own in zip(entries, notes, ordinals, strict=True):
        deck = decks[entry.deck]["id"]
        for ordinal in own:
            queue = _SUSPENDED if entry.note.suspended else _NEW
            yield next(ids), note, deck, ordinal, entry.note.changed, entry.position, queue


def _checksum(text: str) -> int:
    """Compute what Anki finds duplicates of the first field by."""
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:4], "big")

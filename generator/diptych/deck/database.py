"""Checked notes as an Anki collection: genanki writes it, into memory."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import genanki

from diptych.deck.names import deck_id, distinct_ids
from diptych.deck.notetype import cloze_notetype, notetype
from diptych.deck.values import card_ordinals, visible
from diptych.model import AnkiNote

# SQLite notes in the file which version of it wrote last (bytes 96 to 99 of the header).
_WRITER_VERSION = slice(96, 100)
_WRITER = (3_040_000).to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class Entry:
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


def write_database(entries: Sequence[Entry], notetype_changed: int) -> bytes:
    """Write notes as the bytes of an Anki collection, in memory."""
    decks = _decks(entries)
    with closing(sqlite3.connect(":memory:")) as connection:
        # What a build of SQLite may preset differently, and the file would show.
        connection.executescript("PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE;")
        with warnings.catch_warnings():
            # genanki guesses at broken HTML and would say so; the fields are safe HTML already.
            warnings.filterwarnings("ignore", module="genanki")
            _write(connection.cursor(), decks, notetype_changed, _ids(entries, decks))
        _set_times(connection, entries, notetype_changed)
        connection.commit()
        connection.execute("VACUUM")  # what was overwritten must leave no trace in the bytes
        database = bytearray(connection.serialize())
    database[_WRITER_VERSION] = _WRITER
    return bytes(database)


def _write(
    cursor: sqlite3.Cursor, decks: Mapping[str, Any], notetype_changed: int, ids: Iterator[int]
) -> None:
    """Fill a new database as genanki does, but name all decks and notetypes at once.

    genanki reads and writes the JSON of all of them again for each deck.
    """
    genanki.Package([]).write_to_db(cursor, notetype_changed, ids)  # the tables, without a deck
    cursor.execute(
        "UPDATE col SET decks = ?, models = ?", _collection(cursor, decks, notetype_changed)
    )
    for deck in decks.values():
        for note in deck.notes:
            note.write_to_db(cursor, notetype_changed, deck.deck_id, ids)


def _collection(
    cursor: sqlite3.Cursor, decks: Mapping[str, Any], notetype_changed: int
) -> tuple[str, str]:
    """Make the JSON of all decks and notetypes; a notetype names the last deck that uses it."""
    (written,) = cursor.execute("SELECT decks FROM col").fetchone()
    all_decks = json.loads(written) | {str(each.deck_id): each.to_json() for each in decks.values()}
    notetypes = {
        str(note.model.model_id): (note.model, deck.deck_id)
        for deck in decks.values()
        for note in deck.notes
    }
    models = {
        number: model.to_json(notetype_changed, deck) for number, (model, deck) in notetypes.items()
    }
    return json.dumps(all_decks), json.dumps(models)


def _decks(entries: Sequence[Entry]) -> dict[str, Any]:
    """Sort notes into decks by name, in the order of their first notes."""
    basic, cloze = notetype(), cloze_notetype()
    decks: dict[str, Any] = {}
    for entry in entries:
        if entry.deck not in decks:
            decks[entry.deck] = genanki.Deck(deck_id(entry.deck), entry.deck)
        decks[entry.deck].add_note(_genanki_note(entry, cloze if entry.note.clozes else basic))
    return decks


def _genanki_note(entry: Entry, model: Any) -> Any:
    note = genanki.Note(
        model,
        list(entry.values),
        sort_field=visible(entry.values[0]),
        tags=entry.note.tags,
        guid=entry.note.guid,
        due=entry.position,
    )
    # Its own pattern sees no deletion within another.
    note.cards = [genanki.Card(ordinal) for ordinal in card_ordinals(entry.note)]
    return note


def _ids(entries: Sequence[Entry], decks: Mapping[str, Any]) -> Iterator[int]:
    """Give ids in the order in which genanki asks: deck by deck, each note before its cards."""
    notes = {note.guid: note for deck in decks.values() for note in deck.notes}
    cards = {guid: len(note.cards) for guid, note in notes.items()}
    note_ids = distinct_ids(e.note.changed for e in entries)
    card_ids = distinct_ids(e.note.changed for e in entries for _ in range(cards[e.note.guid]))
    # Counted in the order of the notes, whatever decks they lie in.
    ids = {e.note.guid: (next(note_ids), *islice(card_ids, cards[e.note.guid])) for e in entries}
    return chain.from_iterable(ids[guid] for guid in notes)


def _set_times(
    connection: sqlite3.Connection, entries: Sequence[Entry], notetype_changed: int
) -> None:
    """Set what genanki has one value for, or none: times of notes and cards, checksums."""
    rows = [(e.note.changed, _checksum(visible(e.values[0])), e.note.guid) for e in entries]
    connection.execute("CREATE UNIQUE INDEX temporary ON notes (guid)")
    connection.executemany("UPDATE notes SET mod = ?, csum = ? WHERE guid = ?", rows)
    connection.execute("DROP INDEX temporary")
    connection.execute("UPDATE cards SET mod = (SELECT mod FROM notes WHERE notes.id = cards.nid)")
    newest = max((entry.note.changed for entry in entries), default=notetype_changed)
    connection.execute("UPDATE col SET mod = ?, scm = ?", (newest * 1000, notetype_changed * 1000))


def _checksum(text: str) -> int:
    """Compute what Anki finds duplicates of the first field by."""
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)

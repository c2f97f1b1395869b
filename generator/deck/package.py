"""Notes and media as an ``.apkg``: genanki writes the database, into memory."""

from __future__ import annotations

import hashlib
import html
import json
import re
import sqlite3
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import genanki

from generator.deck.archive import archive
from generator.deck.media import collect_media
from generator.deck.names import check_tag, deck_id, deck_name, distinct_ids
from generator.deck.notetype import FIELDS, notetype
from generator.deck.values import field_values
from generator.model import AnkiNote, Asset

# SQLite notes in the file which version of it wrote last (bytes 96 to 99 of the header).
_WRITER_VERSION = slice(96, 100)
_WRITER = (3_040_000).to_bytes(4, "big")

_IMAGE = re.compile(r'<img\b[^>]*? src="([^">]+)"[^>]*>')
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


def build_deck(
    notes: Sequence[AnkiNote],
    media: Sequence[Asset],
    *,
    name: str,
    language: str,
    notetype_changed: int,
) -> bytes:
    """The deck as the bytes of an ``.apkg``; the same for the same input, wherever and whenever.

    Args:
        notes: in the order in which their cards shall come.
        media: what the fields name, no more and no less.
        name: the deck of notes that name none themselves.
        language: the BCP 47 tag of the notes and of the labels on their cards.
        notetype_changed: when the templates or the style last changed, in seconds since the
            epoch: a collection takes them over if its own are older.

    Raises:
        ValueError: something that Anki would reject, change or lose; the message names it.
    """
    entries = _entries(notes, name, language)
    collected = collect_media(media, (value for entry in entries for value in entry.values))
    database = _database(entries, notetype_changed)
    return archive({"collection.anki2": database, **_numbered(collected)})


@dataclass(frozen=True, slots=True)
class _Entry:
    """One note, checked, with its place: ``position`` counts from 1."""

    note: AnkiNote
    deck: str
    values: tuple[str, ...]
    position: int


def _entries(notes: Sequence[AnkiNote], name: str, language: str) -> list[_Entry]:
    spelling: dict[str, str] = {}
    guids: set[str] = set()
    entries = []
    for position, note in enumerate(notes, start=1):
        _check(note, guids)
        deck = deck_name(note.deck or (name,))
        # Anki holds "cv" and "CV" for one deck; the first spelling stands for both.
        deck = spelling.setdefault(deck.casefold(), deck)
        values = field_values(note, language)
        in_order = tuple(values.get(field, "") for field, _ in FIELDS)
        entries.append(_Entry(note, deck, in_order, position))
    return entries


def _check(note: AnkiNote, guids: set[str]) -> None:
    if not note.guid or note.guid in guids:
        raise ValueError(f"note {note.identifier!r}: GUID missing or used twice: {note.guid!r}")
    if note.changed < 0:
        raise ValueError(f"note {note.identifier!r}: changed before 1970: {note.changed}")
    for tag in note.tags:
        check_tag(tag)
    guids.add(note.guid)


def _database(entries: Sequence[_Entry], notetype_changed: int) -> bytes:
    decks = _decks(entries)
    with closing(sqlite3.connect(":memory:")) as connection:
        # What a build of SQLite may preset differently, and the file would show.
        connection.executescript("PRAGMA page_size = 4096; PRAGMA auto_vacuum = NONE;")
        with warnings.catch_warnings():
            # genanki guesses at broken HTML and would say so; the fields are safe HTML already.
            warnings.filterwarnings("ignore", module="genanki")
            package = genanki.Package(list(decks.values()))
            package.write_to_db(connection.cursor(), notetype_changed, _ids(decks))
        _set_times(connection, entries, notetype_changed)
        connection.commit()
        connection.execute("VACUUM")
        database = bytearray(connection.serialize())
    database[_WRITER_VERSION] = _WRITER
    return bytes(database)


def _decks(entries: Sequence[_Entry]) -> dict[str, Any]:
    """The decks by name, each with its notes in order, in the order of their first notes."""
    model = notetype()
    decks: dict[str, Any] = {}
    for entry in entries:
        if entry.deck not in decks:
            decks[entry.deck] = genanki.Deck(deck_id(entry.deck), entry.deck)
        decks[entry.deck].add_note(_genanki_note(entry, model))
    return decks


def _genanki_note(entry: _Entry, model: Any) -> Any:
    return genanki.Note(
        model,
        list(entry.values),
        sort_field=_visible(entry.values[0]),
        tags=entry.note.tags,
        guid=entry.note.guid,
        due=entry.position,
    )


def _ids(decks: Mapping[str, Any]) -> Iterator[int]:
    """The ids in the order in which genanki asks: deck by deck, each note before its cards."""
    notes = [note for deck in decks.values() for note in deck.notes]
    note_ids = distinct_ids(f"note {note.guid}" for note in notes)
    card_ids = distinct_ids(f"card {note.guid} {card.ord}" for note in notes for card in note.cards)
    for note in notes:
        yield next(note_ids)
        for _ in note.cards:
            yield next(card_ids)


def _set_times(connection: sqlite3.Connection, entries: Sequence[_Entry], scheme: int) -> None:
    """What genanki has one value for, or none: times of notes and cards, checksums."""
    rows = [(e.note.changed, _checksum(_visible(e.values[0])), e.note.guid) for e in entries]
    connection.execute("CREATE UNIQUE INDEX temporary ON notes (guid)")
    connection.executemany("UPDATE notes SET mod = ?, csum = ? WHERE guid = ?", rows)
    connection.execute("DROP INDEX temporary")
    connection.execute("UPDATE cards SET mod = (SELECT mod FROM notes WHERE notes.id = cards.nid)")
    newest = max((entry.note.changed for entry in entries), default=scheme)
    connection.execute("UPDATE col SET mod = ?, scm = ?", (newest * 1000, scheme * 1000))


def _visible(field: str) -> str:
    """A field as Anki sorts and compares it: its text, and the names of its images."""
    return html.unescape(_TAG.sub("", _IMAGE.sub(r" \1 ", field))).replace("\xa0", " ")


def _checksum(text: str) -> int:
    """What Anki finds doubles of the first field by."""
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _numbered(media: Mapping[str, bytes]) -> dict[str, bytes]:
    """The media under numbers, and the file that says which number is which name."""
    names = {str(number): name for number, name in enumerate(media)}
    index = json.dumps(names, ensure_ascii=True).encode()
    return {"media": index} | {number: media[name] for number, name in names.items()}

"""Decks that somebody already studies, whatever tool made them: what each of their notes says."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.deck.protobuf import bytes_fields
from diptych.deck.values import FIELD_BORDER, filled, visible
from diptych.zstd import unpack

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, sqlite3.Error, OSError),
    *(KeyError, TypeError, AttributeError, RecursionError),
)

# From the newest form of a package to the oldest; newer ones carry an older one as a stand-in.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")

# How the settings of a cloze notetype begin in newer collections: field 1, the kind, is 1.
_IS_CLOZE = b"\x08\x01"
_BORDER = lazy(
    r"</?(?:div|p|[uod]l|li|d[td]|br|hr|table|caption|t(?:head|body|foot|[rdh])|h[1-6]|pre"
    r"|blockquote|details|summary|section|figure|figcaption|center)\b[^>]*>",
    re.IGNORECASE,
)
_FRONT, _BACK = 1, 2
"""The numbers of a template's sides in the settings of newer collections."""
_ENTRY, _NAME = 1, 1
"""Likewise of a file in the list of media, and of its name."""
_AT_ONCE = 500
_ZSTD = b"\x28\xb5\x2f\xfd"


class Notetype(Struct, frozen=True):
    """A kind of note, as its deck has it.

    Attributes:
        templates: the front and the back of each card.
    """

    name: str
    fields: tuple[str, ...]
    is_cloze: bool
    templates: tuple[tuple[str, str], ...] = ()


class ForeignNote(Struct, frozen=True):
    """One note of a deck.

    Attributes:
        number: by which Anki's browser finds it.
        changed: in seconds since the epoch.
        values: its fields as they are, in the order of the notetype.
        cards: how often each of its cards was answered, by the card's ordinal.
        deck: that of its first card, levels parted by ``::``.
    """

    guid: str
    number: int
    notetype: Notetype
    changed: int
    tags: tuple[str, ...]
    values: tuple[str, ...]
    cards: Mapping[int, int] = field(default_factory=dict)
    deck: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What each field says, deletions filled in."""
        return tuple(map(_text, self.values))

    @property
    def front(self) -> str:
        """The text of its first field, by which Anki tells notes apart."""
        return self.texts[0]

    @property
    def back(self) -> str:
        """The text of all others."""
        return " ".join(filter(None, self.texts[1:]))

    @property
    def fields(self) -> dict[str, str]:
        """Its fields by name."""
        return dict(zip(self.notetype.fields, self.values, strict=True))


def read_package(package: bytes, known: Mapping[str, int] | None = None) -> list[ForeignNote]:
    """Read the notes of an ``.apkg`` or ``.colpkg``, in the order in which they were made.

    Args:
        known: GUID → a time; a note that changed then is left out.

    Raises:
        ValueError: it is neither.
    """
    with opened(package) as connection:
        return _notes(connection, known or {})


@contextmanager
def opened(package: bytes) -> Iterator[sqlite3.Connection]:
    """Open the database of an ``.apkg`` or ``.colpkg``, in whatever form it is packed.

    Raises:
        ValueError: it is neither, or what is looked for is not in it.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(_collection(package))
            yield connection
    except _UNREADABLE as error:
        raise ValueError(f"no Anki package: {error}") from error


def read_media(package: bytes, wanted: Container[str]) -> dict[str, bytes]:
    """Read those of a package's media that are wanted, by name.

    Raises:
        ValueError: it is no package.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archived:
            listed = archived.read("media") if "media" in archived.namelist() else b"{}"
            names = _media_names(listed)
            return {
                name: _plain(archived.read(number))
                for number, name in names.items()
                if name in wanted and number in archived.namelist()
            }
    except _UNREADABLE as error:
        raise ValueError(f"no Anki package: {error}") from error


def _media_names(listed: bytes) -> dict[str, str]:
    """Read how each numbered file of a package is called, in either way of listing them."""
    listed = _plain(listed)
    if listed.lstrip().startswith(b"{"):
        return {str(number): str(name) for number, name in json.loads(listed).items()}
    entries = (
        dict(bytes_fields(data)) for number, data in bytes_fields(listed) if number == _ENTRY
    )
    return {str(place): entry[_NAME].decode() for place, entry in enumerate(entries)}


def _plain(data: bytes) -> bytes:
    return unpack(data) if data.startswith(_ZSTD) else data


def lines_of(html: str) -> list[str]:
    """Read the lines of a field, deletions filled in; blocks and line breaks part them."""
    end = html.rfind(">") + 1  # behind it no tag ends
    *parts, last = _BORDER.split(html[:end])
    return [line for part in (*parts, f"{last}{html[end:]}") if (line := _text(part))]


def _notes(connection: sqlite3.Connection, known: Mapping[str, int]) -> list[ForeignNote]:
    notetypes = _notetypes(connection)
    decks = _decks(connection)
    wanted = _wanted_rows(connection, known)
    cards: dict[int, dict[int, int]] = {number: {} for _, number, *_ in wanted}
    lies: dict[int, str] = {}
    rows = connection.execute(
        "SELECT nid, ord, reps, CASE odid WHEN 0 THEN did ELSE odid END FROM cards ORDER BY ord"
    )
    for number, ordinal, answered, deck in rows:
        if number in cards:
            cards[number][ordinal] = answered
            lies.setdefault(number, decks.get(deck, ""))
    return [
        ForeignNote(
            guid,
            number,
            notetypes[notetype],
            changed,
            tuple(tags.split()),
            tuple(fields.split(FIELD_BORDER)),
            cards[number],
            lies.get(number, ""),
        )
        for guid, number, notetype, changed, tags, fields in wanted
    ]


def _wanted_rows(connection: sqlite3.Connection, known: Mapping[str, int]) -> list[Any]:
    """Read the rows of notes in the order in which they were made, but for those that are known.

    Of a deck that is known, few notes are wanted, and what the others say is not read.
    """
    columns = "SELECT guid, id, mid, mod, tags, flds FROM notes"
    if not known:
        return connection.execute(f"{columns} ORDER BY id").fetchall()
    times = connection.execute("SELECT guid, id, mod FROM notes ORDER BY id")
    numbers = [number for guid, number, changed in times if known.get(guid) != changed]
    rows: list[Any] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        rows += connection.execute(f"{columns} WHERE id IN ({marks}) ORDER BY id", some)
    return rows


def _notetypes(connection: sqlite3.Connection) -> dict[int, Notetype]:
    """Read the notetypes of a newer collection from its tables, of an older one from its JSON."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "notetypes" not in tables:
        ((models,),) = connection.execute("SELECT models FROM col").fetchall()
        return {int(number): _of_json(model) for number, model in json.loads(models).items()}
    sides: dict[int, list[tuple[int, tuple[str, str]]]] = {}
    for number, ordinal, settings in connection.execute("SELECT ntid, ord, config FROM templates"):
        said = dict(bytes_fields(bytes(settings)))
        both = said.get(_FRONT, b"").decode(), said.get(_BACK, b"").decode()
        sides.setdefault(number, []).append((ordinal, both))
    fields: dict[int, list[tuple[int, str]]] = {}
    for number, ordinal, name in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(number, []).append((ordinal, name))
    rows = connection.execute("SELECT id, name, config FROM notetypes").fetchall()
    return {
        number: Notetype(
            name,
            tuple(own for _, own in sorted(fields[number])),
            bytes(settings).startswith(_IS_CLOZE),
            tuple(both for _, both in sorted(sides.get(number, []))),
        )
        for number, name, settings in rows
    }


def _of_json(model: Mapping[str, Any]) -> Notetype:
    fields = sorted(model["flds"], key=lambda each: each["ord"])
    templates = sorted(model.get("tmpls", ()), key=lambda each: each["ord"])
    return Notetype(
        model["name"],
        tuple(each["name"] for each in fields),
        model.get("type") == 1,
        tuple((each["qfmt"], each["afmt"]) for each in templates),
    )


def _decks(connection: sqlite3.Connection) -> dict[int, str]:
    """Read the decks' names; newer collections part their levels by a sign of their own."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "decks" in tables:
        rows = connection.execute("SELECT id, name FROM decks").fetchall()
        return {number: name.replace(FIELD_BORDER, "::") for number, name in rows}
    ((decks,),) = connection.execute("SELECT decks FROM col").fetchall()
    return {int(number): str(deck["name"]) for number, deck in json.loads(decks).items()}


def _text(html: str) -> str:
    return " ".join(visible(filled(html)).split())


def _collection(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archived:
        names = set(archived.namelist())
        for name in _COLLECTIONS:
            if name in names:
                data = archived.read(name)
                return _without_log(unpack(data) if name.endswith("b") else data)
    raise ValueError("no Anki package: it holds no collection")


def _without_log(database: bytes) -> bytes:
    """Mark a database as one without a write-ahead log, which memory has no place for.

    Bytes 18 and 19 of SQLite's header say which of the two it is: 1 without, 2 with.
    """
    return database[:18] + b"\x01\x01" + database[20:]

"""Decks that somebody already studies, whatever tool made them: what each of their notes says."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import sys
import zipfile
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diptych.deck.values import FIELD_BORDER, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# From the newest form of a package to the oldest; newer ones carry an older one as a stand-in.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")

# How the settings of a cloze notetype begin in newer collections: field 1, the kind, is 1.
_IS_CLOZE = b"\x08\x01"
_DELETION = re.compile(r"\{\{c\d+::(.*?)(?:::[^{}]*)?\}\}", re.DOTALL)
_BORDER = re.compile(r"</?(?:div|p|li|br|tr|td|h[1-6])\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notetype:
    """A kind of note, as its deck has it."""

    name: str
    fields: tuple[str, ...]
    is_cloze: bool


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """One note of a deck.

    Attributes:
        number: by which Anki's browser finds it.
        changed: in seconds since the epoch.
        values: its fields as they are, in the order of the notetype.
        cards: how often each of its cards was answered, by the card's ordinal.
    """

    guid: str
    number: int
    notetype: Notetype
    changed: int
    tags: tuple[str, ...]
    values: tuple[str, ...]
    cards: Mapping[int, int] = field(default_factory=dict)

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


def read_package(package: bytes) -> list[ForeignNote]:
    """Read the notes of an ``.apkg`` or ``.colpkg``, in the order in which they were made.

    Raises:
        ValueError: it is neither.
    """
    with opened(package) as connection:
        return _notes(connection)


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
    except (zipfile.BadZipFile, zlib.error, EOFError, sqlite3.Error, OSError, KeyError) as error:
        raise ValueError(f"no Anki package: {error}") from error


def lines_of(html: str) -> list[str]:
    """Read the lines of a field, deletions filled in; blocks and line breaks part them."""
    return [line for part in _BORDER.split(html) if (line := _text(part))]


def _notes(connection: sqlite3.Connection) -> list[ForeignNote]:
    notetypes = _notetypes(connection)
    cards: dict[int, dict[int, int]] = {}
    for number, ordinal, answered in connection.execute("SELECT nid, ord, reps FROM cards"):
        cards.setdefault(number, {})[ordinal] = answered
    rows = connection.execute("SELECT guid, id, mid, mod, tags, flds FROM notes ORDER BY id")
    return [
        ForeignNote(
            guid,
            number,
            notetypes[notetype],
            changed,
            tuple(tags.split()),
            tuple(fields.split(FIELD_BORDER)),
            cards.get(number, {}),
        )
        for guid, number, notetype, changed, tags, fields in rows
    ]


def _notetypes(connection: sqlite3.Connection) -> dict[int, Notetype]:
    """Read the notetypes of a newer collection from its tables, of an older one from its JSON."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "notetypes" not in tables:
        ((models,),) = connection.execute("SELECT models FROM col").fetchall()
        return {int(number): _of_json(model) for number, model in json.loads(models).items()}
    fields: dict[int, list[tuple[int, str]]] = {}
    for number, ordinal, name in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(number, []).append((ordinal, name))
    rows = connection.execute("SELECT id, name, config FROM notetypes").fetchall()
    return {
        number: Notetype(
            name,
            tuple(own for _, own in sorted(fields[number])),
            bytes(settings).startswith(_IS_CLOZE),
        )
        for number, name, settings in rows
    }


def _of_json(model: Mapping[str, Any]) -> Notetype:
    fields = sorted(model["flds"], key=lambda each: each["ord"])
    return Notetype(model["name"], tuple(f["name"] for f in fields), model.get("type") == 1)


def _text(html: str) -> str:
    return " ".join(visible(_DELETION.sub(r"\1", html)).split())


def _collection(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archived:
        names = set(archived.namelist())
        for name in _COLLECTIONS:
            if name in names:
                data = archived.read(name)
                return _without_log(_decompressed(data) if name.endswith("b") else data)
    raise ValueError("no Anki package: it holds no collection")


def _without_log(database: bytes) -> bytes:
    """Mark a database as one without a write-ahead log, which memory has no place for.

    Bytes 18 and 19 of SQLite's header say which of the two it is: 1 without, 2 with.
    """
    return database[:18] + b"\x01\x01" + database[20:]


def _decompressed(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd

        return zstd.decompress(data)
    import zstandard

    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as reader:
        whole: bytes = reader.read()
    return whole

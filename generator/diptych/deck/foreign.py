"""Decks that somebody already studies, whatever tool made them: what each of their notes says."""

from __future__ import annotations

import io
import sqlite3
import sys
import zipfile
from contextlib import closing
from dataclasses import dataclass

from diptych.deck.values import FIELD_BORDER, visible

# From the newest form of a package to the oldest; newer ones carry an older one as a stand-in.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """One note of a deck.

    Attributes:
        front: the text of its first field, by which Anki tells notes apart.
        back: the text of all others.
    """

    guid: str
    front: str
    back: str


def read_package(package: bytes) -> list[ForeignNote]:
    """Read the notes of an ``.apkg`` or ``.colpkg``, in the order in which they were made.

    Raises:
        ValueError: it is neither.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(_collection(package))
            rows = connection.execute("SELECT guid, flds FROM notes ORDER BY id").fetchall()
    except (zipfile.BadZipFile, sqlite3.Error, OSError) as error:
        raise ValueError(f"no Anki package: {error}") from error
    return [_note(guid, fields) for guid, fields in rows]


def _note(guid: str, fields: str) -> ForeignNote:
    front, *others = (" ".join(visible(field).split()) for field in fields.split(FIELD_BORDER))
    return ForeignNote(guid, front, " ".join(filter(None, others)))


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

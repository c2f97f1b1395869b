"""Bytes by the hash of what they were made of, kept from build to build in the user's cache folder.

Nothing depends on it but time. A file that is damaged is made anew; where that cannot be, where
the folder cannot be written to or the disk is full, nothing is kept, and `Store.trouble` says why.
What is read is checked, so that a damaged file never gives wrong bytes.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

from diptych.output.cache_folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

FILE = "compiled-1.sqlite3"
"""Its number is raised when the table changes: each version of Diptych finds its own file."""

MADE = "made-1.sqlite3"
"""Finished files lie apart: each edit makes some anew, and would push out what was compiled."""

LIMIT = 512 * 2**20
_LIMIT_OF_MADE = 256 * 2**20
_LEFT = 0.75  # what is left of the limit when something has to go, so that it is not each time
_WAIT = 5  # seconds, until another build has written
_AT_ONCE = 500
_DAY = 24 * 60 * 60
_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept"
    " (key BLOB PRIMARY KEY, value BLOB NOT NULL, check_sum INTEGER NOT NULL, day INTEGER NOT NULL)"
)
_GONE = ("", "-wal", "-shm", "-journal")


class Store:
    """What was kept; opened for each batch, so that the file can be deleted at any moment.

    Attributes:
        trouble: why nothing is kept; empty while all is well.
    """

    def __init__(self, file: Path | None, limit: int = LIMIT) -> None:
        self._file = file
        self._limit = limit
        self.trouble = ""

    def read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Find the bytes of all keys that are known."""
        found: dict[bytes, bytes] = {}

        def look_up(kept: sqlite3.Connection) -> None:
            today, stale = _today(), []
            for some in _batches(keys):
                marks = ",".join("?" * len(some))
                rows = kept.execute(f"SELECT * FROM kept WHERE key IN ({marks})", some)
                for key, value, check_sum, day in rows:
                    if _check_sum(key, value) == check_sum:
                        found[key] = value
                        stale += [key] if day < today else []
            if stale:  # once a day for each
                kept.execute("BEGIN IMMEDIATE")
                used = [(today, key) for key in stale]
                kept.executemany("UPDATE kept SET day = ? WHERE key = ?", used)
                kept.execute("COMMIT")

        self._try(look_up)
        return found

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Keep bytes; what was not used for longest goes when there is too much."""
        today = _today()
        rows = [(key, value, _check_sum(key, value), today) for key, value in values.items()]

        def put(kept: sqlite3.Connection) -> None:
            kept.execute("BEGIN IMMEDIATE")
            kept.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)
            if _used(kept) > self._limit:
                kept.executemany("DELETE FROM kept WHERE key = ?", self._too_much(kept))
            kept.execute("COMMIT")

        if rows:
            self._try(put)

    def _too_much(self, kept: sqlite3.Connection) -> list[tuple[bytes]]:
        """Find what has to go: what was not used for longest, then what was kept first."""
        over = _used(kept) - int(self._limit * _LEFT)
        gone: list[tuple[bytes]] = []
        for key, size in kept.execute("SELECT key, length(value) FROM kept ORDER BY day, rowid"):
            if over <= 0:
                break
            gone.append((key,))
            over -= size
        return gone

    def _try(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Work on the file; make a damaged one anew, once, and give up after that."""
        if self._file is None or self.trouble:
            return
        try:
            try:
                self._on(self._file, work)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                for ending in _GONE:
                    self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
                self._on(self._file, work)
        except (sqlite3.Error, OSError) as error:
            self.trouble = f"compiled notes are not kept in {self._file}: {error}"

    @staticmethod
    def _on(file: Path, work: Callable[[sqlite3.Connection], None]) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as kept:
            kept.execute("PRAGMA journal_mode = WAL")
            kept.execute("PRAGMA synchronous = NORMAL")
            kept.execute(_TABLE)
            work(kept)


def open_store() -> Store:
    """Open what was kept for this user."""
    folder = cache_folder()
    return Store(folder / FILE if folder else None)


def open_store_of_made() -> Store:
    """Open the finished files that were kept for this user."""
    folder = cache_folder()
    return Store(folder / MADE if folder else None, _LIMIT_OF_MADE)


def _batches(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))


def _used(kept: sqlite3.Connection) -> int:
    """Measure how many bytes of the file are in use."""
    pages, free, size = (
        kept.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _check_sum(key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key))


def _today() -> int:
    return int(time.time()) // _DAY

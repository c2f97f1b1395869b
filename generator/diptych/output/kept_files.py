"""Files that earlier builds made, packed, by what they were made of.

An output that was lost, or was never there because notes and cache came to another machine, is
then written without filling in a template. Only what takes longer to make than to unpack is kept.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from diptych.zstd import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model.book import PlannedFile
    from diptych.output.store import Store

_AT_ONCE = 200
"""So many files are looked for at once."""

_WAITING = 2**20
"""So many bytes of packed files wait to be kept."""

_LONGEST = 8 * 2**20
"""What is longer, such as a deck with recordings, would soon be all that is kept."""


class KeptFiles:
    """Makes files, and keeps what was dear to make."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, files: Sequence[PlannedFile]) -> Iterator[tuple[PlannedFile, bytes]]:
        """Give the bytes of files, in their order: those made before, or else made now."""
        for start in range(0, len(files), _AT_ONCE):
            yield from self._make(files[start : start + _AT_ONCE])

    def _make(self, files: Sequence[PlannedFile]) -> Iterator[tuple[PlannedFile, bytes]]:
        known = self._store.read([_key(file) for file in files if file.dear])
        new: dict[bytes, bytes] = {}
        for file in files:
            data = _unpacked(known.get(_key(file), b"")) if file.dear else None
            if data is None:
                data = file.make()
                if file.dear and len(data) <= _LONGEST:
                    new[_key(file)] = pack(data)
            yield file, data
            if sum(map(len, new.values())) >= _WAITING:
                self._store.write(new)
                new = {}
        self._store.write(new)


def _key(file: PlannedFile) -> bytes:
    """Hash what tells a file from all others, of whatever notebook."""
    whole = f"file\0{file.path}\0{file.key}".encode(errors="surrogatepass")
    return hashlib.blake2b(whole, digest_size=32).digest()


def _unpacked(packed: bytes) -> bytes | None:
    """Unpack what `pack` gave; None if there is nothing, or these are other bytes."""
    try:
        return unpack(packed) if packed else None
    except ValueError:
        return None

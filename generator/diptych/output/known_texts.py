"""What the files of notes said when they were last read, by how they look.

To open, hash and decode ten thousand files takes a second; to look at them, and to read what they
said from one file, takes a tenth. It describes this machine, so it lies in the user's cache folder.
A link, whose target may change unseen, is read each time, as is whatever a diagnostic tells of.
Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from diptych.input.note_files import KnownText
from diptych.output.looks import is_settled
from diptych.output.stamps import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from diptych.output.store import Store

_LONGEST = 2**18
"""What is longer takes no time worth mentioning to open, and much of what may be kept."""

_DIGEST = 64  # hexadecimal digits


class _Seen(NamedTuple):
    key: bytes
    youngest: int


class KnownTexts:
    """The texts of files that were read before, as long as these look the same."""

    def __init__(self) -> None:
        self._seen: dict[Path, _Seen] = {}
        self._began = 0

    @cached_property
    def _store(self) -> Store:
        from diptych.output.store import open_store  # SQLite: only where something changed

        return open_store()

    def recall(self, files: Iterable[Path]) -> dict[Path, KnownText]:
        """Look at files that are about to be read, and find what is known of them."""
        self._began = time.time_ns()
        looked = {file: _look(file) for file in files}
        self._seen = {file: seen for file, seen in looked.items() if seen is not None}
        kept = self._store.read([seen.key for seen in self._seen.values()])
        return {
            file: known
            for file, seen in self._seen.items()
            if (known := _unpacked(kept.get(seen.key))) is not None
        }

    def keep(self, texts: Mapping[Path, KnownText]) -> None:
        """Keep what files said that were looked at before they were read, and still look so."""
        values = {
            seen.key: packed
            for file, known in texts.items()
            if (seen := self._seen.get(file)) is not None
            and is_settled(seen.youngest, self._began)
            and _look(file) == seen
            and (packed := _packed(known))
        }
        self._store.write(values)


def _look(file: Path) -> _Seen | None:
    """Look at a file without following links; None for all but regular files."""
    name = str(file)
    try:
        status = os.lstat(name)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    stamp = Stamp.read(status)
    whole = f"text\0{name}\0{stamp.size} {stamp.modified} {stamp.changed} {status.st_ino}"
    key = hashlib.blake2b(whole.encode(errors="surrogatepass"), digest_size=32).digest()
    return _Seen(key, max(stamp.modified, stamp.changed))


def _packed(known: KnownText) -> bytes:
    """Write a text as bytes; empty if it is too long, or holds what no bytes can."""
    if len(known.text) > _LONGEST:
        return b""
    try:
        return f"{known.digest}{known.text}".encode()
    except UnicodeEncodeError:
        return b""


def _unpacked(packed: bytes | None) -> KnownText | None:
    if packed is None:
        return None
    try:
        whole = packed.decode()
    except UnicodeDecodeError:
        return None
    return KnownText(whole[:_DIGEST], whole[_DIGEST:])

"""What written files look like: size and times, by which a build sees that none was touched.

That describes this machine, so it lies in the user's cache folder and never beside the output: the
same notes give the same bytes wherever they are built. It belongs to one manifest at one place;
where there is none, or another build wrote since, files are read instead. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from diptych.output.cache_folder import cache_folder
from diptych.output.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Two writes within one tick of the clock that stamps files leave the same stamp.
_TICK = 20_000_000
# Where stamps have no fraction of a second, they may be as coarse as FAT's.
_COARSE_TICK = 2_000_000_000
_NAMES = 3  # so many hexadecimal digits: no more files than 4096 are ever kept


class Stamp(NamedTuple):
    """What tells that a file was touched, in nanoseconds where it is a time."""

    size: int
    modified: int
    changed: int

    @classmethod
    def read(cls, status: os.stat_result) -> Stamp:
        """Read it from what the system says of a file."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def stamp_of(place: str) -> Stamp | None:
    """Look at a file; None when it is not there, or is none."""
    try:
        status = os.stat(place)
    except (OSError, ValueError):
        return None
    return Stamp.read(status) if stat.S_ISREG(status.st_mode) else None


def keep_stamps(output: Path, manifest: bytes, written: Stamp, stamps: Mapping[str, Stamp]) -> None:
    """Remember how the files of a build look, but for those that are as young as its manifest.

    Args:
        manifest: what the build has just written down in the output.
        written: how the manifest's file looks.
    """
    if (file := _file(output)) is None:
        return
    settled = written.modified - (_TICK if written.modified % 1_000_000_000 else _COARSE_TICK)
    old = {
        path: each for path, each in stamps.items() if max(each.modified, each.changed) < settled
    }
    try:
        replace_file(file, json.dumps([_belongs_to(output, manifest), old]).encode())
    except OSError:
        return  # then they are read the next time


def kept_stamps(output: Path, manifest: bytes) -> Mapping[str, Stamp]:
    """Look up how the files of the last build looked; empty where nobody knows.

    Args:
        manifest: what lies in the output now.
    """
    file = _file(output)
    try:
        belongs_to, stamps = json.loads(file.read_bytes()) if file else ("", {})
        if belongs_to != _belongs_to(output, manifest):
            return {}
        return {path: Stamp(*stamp) for path, stamp in stamps.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _file(output: Path) -> Path | None:
    folder = cache_folder()
    return folder / "stamps" / _hash(_place(output))[:_NAMES] if folder else None


def _belongs_to(output: Path, manifest: bytes) -> str:
    return _hash(_place(output), manifest)


def _place(output: Path) -> bytes:
    return os.fsencode(os.path.abspath(output))


def _hash(*parts: bytes) -> str:
    return hashlib.blake2b(b"\0".join(parts), digest_size=32).hexdigest()

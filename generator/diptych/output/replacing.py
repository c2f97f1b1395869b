"""One file, written whole or not at all. Standard library only."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path

READABLE = 0o644
"""Whatever the user keeps from others, a site is there to be read."""

PART = ".part"
# What file systems say that know no such thing, as some on the network.
_CANNOT = (errno.EINVAL, errno.ENOTSUP)
_LONGEST = 40  # characters of a name that go into the name of its part; 255 bytes are allowed


_written: list[str] = []


def written_places() -> list[str]:
    """List the files that must last and that this process wrote, and the outputs."""
    return list(dict.fromkeys(_written))


def forget_written() -> None:
    """Begin a command, of which nothing is written yet."""
    _written.clear()


def note_written(place: str) -> None:
    """Remember that something was written, should the command fail after it."""
    _written.append(place)


def replace_file(path: Path, data: bytes, mode: int = READABLE, *, lasting: bool = False) -> None:
    """Write a file whole or not at all.

    Args:
        lasting: whether it must be on the disk itself when this returns, whatever fails then.

    Raises:
        OSError: the place cannot be written to; it names that place.
    """
    import tempfile  # and with it, compression and random numbers: only to write

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_before(path), suffix=PART)
        os.close(handle)
        try:
            fill(name, data, mode, sync=lasting)
            os.replace(name, path)  # noqa: PTH105 -- one way of writing for all
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    if lasting:
        note_written(str(path))
        sync_folder(str(path.parent))


def sweep_parts(path: Path) -> None:
    """Delete what was left beside a file by those who were killed while they wrote it."""
    with contextlib.suppress(OSError):
        for each in os.listdir(path.parent):  # noqa: PTH208 -- names only
            if each.startswith(_before(path)) and each.endswith(PART):
                with contextlib.suppress(OSError):
                    (path.parent / each).unlink()


def _before(path: Path) -> str:
    return f".{path.name[:_LONGEST]}."


def fill(place: str, data: bytes, mode: int = READABLE, *, sync: bool) -> None:
    """Write a file, new or emptied; what could not be written whole is taken away.

    Args:
        sync: whether it must be on the disk itself when this returns.
    """
    how = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    handle = os.open(place, how, mode)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            if os.name == "posix" and stat.S_IMODE(os.fstat(handle).st_mode) != mode:
                os.fchmod(handle, mode)
            if sync:
                os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(place)  # noqa: PTH108 -- likewise
        raise


def sync_folder(folder: str) -> None:
    """Have the disk itself remember which files a folder holds; Windows does so by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(handle)

"""What the files of a build look like from outside: size, times and place on the disk.

To hash all that a build reads and has written takes a second for ten thousand notes; to look at it
takes a tenth. So when hashes have shown that nothing changed, what the files looked like is
remembered, and while they look the same they are not read again. That describes this machine, so
it lies in the user's cache folder and never beside the output. Standard library only.

A build knows as much of what it has read: that nothing changed since before it began. So how that
looked is remembered with what the build wrote down, and only its files are still compared.

A change leaves a trace: the size, the time of the last change to the content, or, except on
Windows, the time of the last change to anything, which nobody can set back. Only a change within
the same tick of the clock leaves none, so nothing is remembered while something is that young.
"""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.input.config import LEDGER
from diptych.input.ledgers import folders_above
from diptych.input.media import list_media
from diptych.input.vaults import OBSIDIAN, SETTINGS
from diptych.output import versions
from diptych.output.cache_folder import cache_folder
from diptych.output.replacing import replace_file
from diptych.output.versions import libraries_digest

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

    from diptych.input.config import Config

_TICK = 50_000_000
_COARSE_TICK = 2_000_000_000  # of file systems that count in seconds, or in two
_FINE = 1_000_000  # no time is a multiple of it by chance where nanoseconds are counted
_NAMES = 3  # so many hexadecimal digits: no more files than 4096 are ever kept


class Look(Struct, frozen=True):
    """What all files of a build looked like at one moment.

    Attributes:
        place: a hash of which build it is: of the folders that it reads and writes.
        read: a hash of how each file looked that it reads, but for its ledger.
        written: a hash of how each file looked that it wrote, and the ledger.
        read_settled: whether any later change of what it reads must look different.
        settled: whether that holds of all.
    """

    place: str
    read: str
    written: str
    read_settled: bool
    settled: bool


def look(config: Config, referenced: Iterable[str], *, pictures: bool) -> Look:
    """Look at all files that a build reads, and at all in its output.

    Args:
        referenced: paths that the notes refer to, relative to the notebook's root.
        pictures: whether it matters which pictures there are.
    """
    now = time.time_ns()
    # Those of a folder are seen; those around a single file are not.
    around = list_media(config.root, config.notes, config.output) if pictures else []
    read, youngest_read = _summed_up(_read(config, referenced), [libraries_digest(), *around])
    written, youngest = _summed_up(_written(config), [])
    return Look(
        _place(config),
        read,
        written,
        read_settled=is_settled(youngest_read, now),
        settled=is_settled(max(youngest, youngest_read), now),
    )


def is_remembered(seen: Look) -> bool:
    """Tell whether the files looked so when they were last compared by their hashes."""
    return _remembered(seen) == _line(seen, seen.written)


def remember(seen: Look) -> None:
    """Remember how the files looked, if any later change must look different."""
    if seen.settled:
        _write(seen, seen.written)


def is_what_was_read(seen: Look, manifest: bytes) -> bool:
    """Tell whether a build has read files that looked so, and then wrote this manifest."""
    return _remembered(seen) == _line(seen, _digest(manifest))


def remember_what_was_read(seen: Look, manifest: bytes) -> None:
    """Remember how the files looked that a build has read, unless a change could look the same.

    Args:
        seen: before anything was read.
        manifest: what the build wrote down at its end.
    """
    if seen.read_settled:
        _write(seen, _digest(manifest))


def _summed_up(
    files: Iterable[tuple[str, os.stat_result | None]], said: Iterable[str]
) -> tuple[str, int]:
    """Hash how files look, and what else there is; with the latest of their times."""
    digest = hashlib.blake2b(digest_size=32)
    youngest = 0
    for path, seen in files:
        line = path
        if seen is not None:
            youngest = max(youngest, seen.st_mtime_ns, seen.st_ctime_ns)
            times = f"{seen.st_mtime_ns} {seen.st_ctime_ns}"
            line = f"{path}\0{seen.st_size} {times} {seen.st_ino}"
        digest.update(f"{line}\n".encode(errors="surrogatepass"))
    digest.update("\0".join(said).encode(errors="surrogatepass"))
    return digest.hexdigest(), youngest


def is_settled(youngest: int, now: int) -> bool:
    """Tell whether any change after a moment must give a file a later time than it has.

    Args:
        youngest: the latest of its times, in nanoseconds since the epoch.
        now: that moment, likewise.
    """
    tick = _TICK if youngest % _FINE else _COARSE_TICK
    return youngest + tick < now


def _line(seen: Look, rest: str) -> str:
    return f"{seen.place} {seen.read} {rest}"


def _remembered(seen: Look) -> str:
    file = _file(seen)
    try:
        return file.read_text("ascii") if file else ""
    except (OSError, ValueError):
        return ""


def _write(seen: Look, rest: str) -> None:
    file = _file(seen)
    try:
        if file:
            replace_file(file, _line(seen, rest).encode("ascii"))
    except OSError:
        return  # then they are hashed again the next time


def _file(seen: Look) -> Path | None:
    folder = cache_folder()
    return folder / "looks" / seen.place[:_NAMES] if folder else None


def _place(config: Config) -> str:
    folders = (config.root, config.notes, config.output, config.file, config.figures, config.theme)
    return _digest("\0".join(map(str, folders)).encode(errors="surrogatepass"))


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _written(config: Config) -> Iterator[tuple[str, os.stat_result | None]]:
    """Walk what builds write, each folder in the order in which the system lists it."""
    yield from _walk(str(config.output), hidden=True)
    yield str(config.ledger), _stat(str(config.ledger))


def _read(config: Config, referenced: Iterable[str]) -> Iterator[tuple[str, os.stat_result | None]]:
    """Walk what builds read but for the ledger, likewise."""
    root, notes, output, ledger = map(
        str, (config.root, config.notes, config.output, config.ledger)
    )
    # How a folder looks itself changes whenever the ledger in it is written.
    single = {str(file) for file in (config.notes, config.file) if file and not file.is_dir()}
    single |= {os.path.normpath(f"{root}{os.sep}{name}") for name in referenced}
    single |= {
        str(folder / OBSIDIAN / name)
        for folder in config.notes.parents
        if folder.is_relative_to(config.root)
        for name in SETTINGS
    }
    single |= {str(file) for folder in folders_above(config) for file in folder.glob(f"*{LEDGER}")}
    yield from _walk(str(versions.ENGINE), without=versions.NOT_READ, hidden=True)
    for folder in (config.figures, config.theme):
        for path, seen in _walk(str(folder), hidden=True) if folder else ():
            single.discard(path)
            yield path, seen
    for path, seen in _walk(notes, without={output}, hidden=False):
        single.discard(path)
        if path != ledger:
            yield path, seen
    for path in sorted(single - {ledger}):
        yield path, _stat(path)


def _walk(
    folder: str, without: Container[str] = (), *, hidden: bool
) -> Iterator[tuple[str, os.stat_result | None]]:
    """Walk the files in a folder and below it; links to folders are named, not followed.

    Args:
        without: folders that are passed over, by their names or paths.
        hidden: whether hidden files and folders count, too.
    """
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = list(found)
        except OSError:  # closed, or not there
            yield f"{here}{os.sep}", None
            continue
        for entry in entries:
            name = entry.name
            if name == OBSIDIAN and not hidden:
                for file in SETTINGS:
                    path = f"{entry.path}{os.sep}{file}"
                    yield path, _stat(path)
            if name == "__pycache__" or (not hidden and name[0] == "."):
                continue
            if entry.is_dir(follow_symlinks=False):
                passed = name in without or entry.path in without
                if not passed and (hidden or name != "node_modules"):
                    waiting.append(entry.path)
            else:
                yield entry.path, _of(entry)


def _of(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:  # a link to nothing, or closed
        return None


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116 -- no path object for each of many files
    except (OSError, ValueError):  # a name that this system cannot have is a missing file
        return None

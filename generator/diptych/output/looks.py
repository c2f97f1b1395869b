"""What the files of a build look like from outside: size, times and place on the disk.

To hash all that a build reads and has written takes a second for ten thousand notes; to look at it
takes a tenth. So when hashes have shown that nothing changed, what the files looked like is
remembered, and while they look the same they are not read again. That describes this machine, so
it lies in the user's cache folder and never beside the output. Standard library only.

A change leaves a trace: the size, the time of the last change to the content, or, except on
Windows, the time of the last change to anything, which nobody can set back. Only a change within
the same tick of the clock leaves none, so nothing is remembered while something is that young.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class Look:
    """What all files of a build looked like at one moment.

    Attributes:
        place: a hash of which build it is: of the folders that it reads and writes.
        digest: a hash of how each of its files looked.
        settled: whether any later change must look different.
    """

    place: str
    digest: str
    settled: bool


def look(config: Config, referenced: Iterable[str], *, pictures: bool) -> Look:
    """Look at all files that a build reads, and at all in its output.

    Args:
        referenced: paths that the notes refer to, relative to the notebook's root.
        pictures: whether it matters which pictures there are.
    """
    now = time.time_ns()
    digest = hashlib.blake2b(digest_size=32)
    youngest = 0
    for path, seen in _files(config, referenced):
        line = path
        if seen is not None:
            youngest = max(youngest, seen.st_mtime_ns, seen.st_ctime_ns)
            times = f"{seen.st_mtime_ns} {seen.st_ctime_ns}"
            line = f"{path}\0{seen.st_size} {times} {seen.st_ino}"
        digest.update(f"{line}\n".encode(errors="surrogatepass"))
    # Those of a folder were seen; those around a single file were not.
    around = list_media(config.root, config.notes, config.output) if pictures else []
    digest.update("\0".join([libraries_digest(), *around]).encode(errors="surrogatepass"))
    tick = _TICK if youngest % _FINE else _COARSE_TICK
    return Look(_place(config), digest.hexdigest(), settled=youngest + tick < now)


def is_remembered(seen: Look) -> bool:
    """Tell whether the files looked so when they were last compared by their hashes."""
    file = _file(seen)
    try:
        return file is not None and file.read_text("ascii") == f"{seen.place} {seen.digest}"
    except (OSError, ValueError):
        return False


def remember(seen: Look) -> None:
    """Remember how the files looked, if any later change must look different."""
    file = _file(seen)
    if file is None or not seen.settled:
        return
    try:
        replace_file(file, f"{seen.place} {seen.digest}".encode("ascii"))
    except OSError:
        return  # then they are hashed again the next time


def _file(seen: Look) -> Path | None:
    folder = cache_folder()
    return folder / "looks" / seen.place[:_NAMES] if folder else None


def _place(config: Config) -> str:
    folders = (config.root, config.notes, config.output, config.file, config.figures, config.theme)
    whole = "\0".join(map(str, folders))
    return hashlib.blake2b(whole.encode(errors="surrogatepass"), digest_size=32).hexdigest()


def _files(
    config: Config, referenced: Iterable[str]
) -> Iterator[tuple[str, os.stat_result | None]]:
    """Walk all that matters, each folder in the order in which the system lists it."""
    root, notes, output = str(config.root), str(config.notes), str(config.output)
    single = {notes, str(config.ledger), *([str(config.file)] if config.file else [])}
    single |= {os.path.normpath(f"{root}{os.sep}{name}") for name in referenced}
    single |= {
        str(folder / OBSIDIAN / name)
        for folder in config.notes.parents
        if folder.is_relative_to(config.root)
        for name in SETTINGS
    }
    single |= {str(file) for folder in folders_above(config) for file in folder.glob(f"*{LEDGER}")}
    yield from _walk(str(versions.ENGINE), without=versions.NOT_READ, hidden=True)
    for folder in (config.figures, config.theme, config.output):
        for path, seen in _walk(str(folder), hidden=True) if folder else ():
            single.discard(path)
            yield path, seen
    for path, seen in _walk(notes, without={output}, hidden=False):
        single.discard(path)
        yield path, seen
    for path in sorted(single):
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

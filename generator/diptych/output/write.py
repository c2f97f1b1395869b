"""Planned files → files: under a lock, each replaced at once, what is no longer made taken away.

Of the output folder only the files that Diptych itself wrote are ever removed; a list of them, the
manifest, lies beside them. It also says by which key each was made, and what its file looked like
then: a file whose key is the same, and which still looks so, is neither made nor written.

A build may be killed at any moment. The manifest is written last, so whatever it says was so; what
such a build wrote beyond that is compared with what it should be, byte by byte, by the next.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from diptych.model import PlannedFile

MANIFEST = ".diptych.json"
LOCK = ".diptych.lock"
PART = ".diptych.part"
LOCK_SECONDS = 30

_MODE = 0o644

# Two writes within one tick of the clock that stamps files leave the same stamp.
_TICK = 20_000_000
# Where stamps have no fraction of a second, they may be as coarse as FAT's.
_COARSE_TICK = 2_000_000_000


class WriteError(Exception):
    """The output cannot be written; says why."""


class Stamp(NamedTuple):
    """What tells that a file was touched, in nanoseconds where it is a time."""

    size: int
    modified: int
    changed: int


class Written(NamedTuple):
    """A file as it was written.

    Attributes:
        key: by which it was made.
        digest: of its bytes.
        stamp: None when it is not known.
    """

    key: str
    digest: str
    stamp: Stamp | None


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Keep a second build out of the same folder; made if it is not there.

    Raises:
        WriteError: another build does not finish, or the folder cannot be made.
    """
    from filelock import FileLock, Timeout  # not on the path of a build without changes

    try:
        output.mkdir(parents=True, exist_ok=True)
        with FileLock(output / LOCK, timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise WriteError(f"another build is writing to {output}") from error
    except OSError as error:
        raise WriteError(f"cannot write to {output}: {error.strerror}") from error


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: the place cannot be written to.
    """
    import tempfile  # and with it, compression and random numbers: only to write

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def make_fallible(output: Path, plan: Iterable[PlannedFile]) -> dict[str, bytes]:
    """Make, before anything is written, those files whose making may fail and that are needed.

    Returns:
        their bytes by path.
    """
    last = _Folder(output)
    return {file.path: file.make() for file in plan if file.fallible and not last.has(file)}


def write_output(
    output: Path,
    plan: Sequence[PlannedFile],
    remember: Mapping[str, Any],
    done: Callable[[], None],
    made: Mapping[str, bytes],
) -> int:
    """Make the output folder hold exactly the planned files of ours, in the order of the plan.

    Args:
        remember: what `read_manifest` shall give back beside the list of files.
        done: called after each file, for progress.
        made: the bytes of files that are made already, by path.

    Returns:
        How many files were new or different.

    Raises:
        ValueError: two files would have one name, so one would be lost.
    """
    planned = _by_path(plan)
    folder = _Folder(output)
    folder.announce(planned.keys())
    written = 0
    for path, file in planned.items():
        if not folder.has(file):
            data = made.get(path)
            written += folder.put(file, file.make() if data is None else data)
        done()
    folder.remove_others(planned.keys())
    folder.close(remember)
    return written


def read_manifest(output: Path) -> dict[str, Any]:
    """Read what the last build left behind; empty when there was none or it cannot be read."""
    try:
        manifest = json.loads((output / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def paths_by_key(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Index the path of each file that the last build wrote by its key."""
    return {file.key: path for path, file in _files_of(manifest).items()}


def _by_path(plan: Sequence[PlannedFile]) -> dict[str, PlannedFile]:
    planned: dict[str, PlannedFile] = {}
    for file in plan:
        if planned.setdefault(file.path, file) is not file:
            raise ValueError(f"two files of the output would be called {file.path}")
    return planned


class _Folder:
    """An output folder: what the last build left there, and what this one does."""

    def __init__(self, output: Path) -> None:
        manifest = read_manifest(output)
        self._output = output
        self._top = str(output)
        self._before = _files_of(manifest)
        self._unfinished = _names(manifest.get("unfinished"))
        self._settled = _settled(output / MANIFEST)
        self._now: dict[str, Written] = {}

    def has(self, file: PlannedFile) -> bool:
        """Tell whether a planned file lies there as it would be made."""
        before = self._before.get(file.path)
        return before is not None and before.key == file.key and self._untouched(file.path, before)

    def announce(self, paths: Iterable[str]) -> None:
        """Note which files will be new, so that they can be taken away if this build is killed."""
        for folder in {os.path.dirname(path) for path in paths}:
            with contextlib.suppress(OSError):  # most often there is none
                os.unlink(self._place(folder, PART))
        new = {path for path in paths if path not in self._before} | self._unfinished
        if new > self._unfinished:
            self._write_manifest({"unfinished": sorted(new)}, self._before)
        self._unfinished = new

    def put(self, file: PlannedFile, data: bytes) -> bool:
        """Write a file unless it holds these bytes already; tell whether it was written."""
        digest = hashlib.sha256(data).hexdigest()
        before = self._before.get(file.path)
        same = before is not None and before.digest == digest
        if before and same and self._untouched(file.path, before):
            self._now[file.path] = self._now[file.path]._replace(key=file.key)
            return False
        place = self._place(file.path)
        is_new = not _holds(place, data)
        if is_new:
            _write(place, data)
        self._now[file.path] = Written(file.key, digest, _stamp(place))
        return is_new

    def remove_others(self, paths: Iterable[str]) -> None:
        """Take away what this or an earlier build wrote and the plan does not name."""
        for name in (self._before.keys() | self._unfinished) - set(paths):
            _remove(self._output, name)

    def close(self, remember: Mapping[str, Any]) -> None:
        """Write down what lies there now."""
        self._write_manifest(remember, self._now)

    def _untouched(self, path: str, before: Written) -> bool:
        """Tell whether a file is as it was written, and keep in mind how it looks."""
        place = self._place(path)
        stamp = _stamp(place)
        if stamp is None:
            return False
        known = stamp == before.stamp and max(stamp.modified, stamp.changed) < self._settled
        if not known and _digest_of(place) != before.digest:
            return False
        self._now[path] = before._replace(stamp=stamp)
        return True

    def _place(self, *names: str) -> str:
        return os.path.join(self._top, *names)

    def _write_manifest(self, remember: Mapping[str, Any], files: Mapping[str, Written]) -> None:
        manifest = {
            **remember,
            "files": {path: file.digest for path, file in files.items()},
            "keys": {path: (file.key, *(file.stamp or ())) for path, file in files.items()},
        }
        replace_file(self._output / MANIFEST, json.dumps(manifest, ensure_ascii=False).encode())


def _files_of(manifest: Mapping[str, Any]) -> dict[str, Written]:
    """Read which files the last build wrote, by path."""
    files, keys = manifest.get("files"), manifest.get("keys")
    if not isinstance(files, dict):
        return {}
    rows = keys if isinstance(keys, dict) else {}
    return {path: _written(digest, rows.get(path)) for path, digest in files.items()}


def _written(digest: str, row: Any) -> Written:
    match row:
        case [str(key), int(size), int(modified), int(changed)]:
            return Written(key, digest, Stamp(size, modified, changed))
        case [str(key), *_]:
            return Written(key, digest, None)
    return Written("", digest, None)


def _names(value: Any) -> set[str]:
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()


def _settled(manifest: Path) -> int:
    """Find the time before which a stamp was left by the last write that could leave it."""
    try:
        written = manifest.stat().st_mtime_ns
    except OSError:
        return 0
    return written - (_TICK if written % 1_000_000_000 else _COARSE_TICK)


def _stamp(place: str) -> Stamp | None:
    """Look at a file; None when it is not there, or is none."""
    try:
        status = os.stat(place)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _digest_of(place: str) -> str | None:
    try:
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    except OSError:
        return None


def _holds(place: str, data: bytes) -> bool:
    stamp = _stamp(place)
    return stamp is not None and stamp.size == len(data) and Path(place).read_bytes() == data


def _write(place: str, data: bytes) -> None:
    """Write a file: straight away where there is none, else beside it and then in its place."""
    try:
        _fill(place, os.O_EXCL, data)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        _fill(place, os.O_EXCL, data)
    except FileExistsError:
        part = os.path.join(os.path.dirname(place), PART)
        _fill(part, os.O_TRUNC, data)
        os.replace(part, place)


def _fill(place: str, how: int, data: bytes) -> None:
    """Open a file, new or emptied, and write it; what could not be written whole is taken away."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_BINARY", 0), _MODE)
    try:
        with os.fdopen(handle, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
            # Whatever the user keeps from others, a site is there to be read.
            if os.name == "posix" and stat.S_IMODE(os.fstat(handle).st_mode) != _MODE:
                os.fchmod(handle, _MODE)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(place)
        raise


def _remove(output: Path, name: str) -> None:
    path = output / name
    if not path.resolve().is_relative_to(output.resolve()):
        return  # a manifest that somebody edited must not lead outside
    path.unlink(missing_ok=True)
    folder = path.parent
    while folder != output and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

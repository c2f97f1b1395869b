"""Planned files → files: each replaced at once, what is no longer made taken away.

Of the output folder only the files that Diptych itself wrote are ever removed; a list of them, the
manifest, lies beside them. It also says by which key each was made and what bytes it holds: a file
whose key is the same, and which still holds them, is neither made nor written. That it does is told
by how it looks, where this machine remembers that (`diptych.output.stamps`), else by reading it.

A build may be killed at any moment. The manifest is written last, so whatever it says was so; what
such a build wrote beyond that is compared with what it should be, byte by byte, by the next.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from diptych.output.replacing import replace_file
from diptych.output.stamps import Stamp, keep_stamps, kept_stamps, stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from diptych.model import PlannedFile

MANIFEST = ".diptych.json"
PART = ".diptych.part"

_MODE = 0o644


class Written(NamedTuple):
    """By which key a file was made, and a digest of its bytes."""

    key: str
    digest: str


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
) -> tuple[str, ...]:
    """Make the output folder hold exactly the planned files of ours, in the order of the plan.

    Args:
        remember: what `read_manifest` shall give back beside the list of files.
        done: called after each file, for progress.
        made: the bytes of files that are made already, by path.

    Returns:
        The paths of the files that were new or different.

    Raises:
        ValueError: two files would have one name, so one would be lost.
    """
    planned = _by_path(plan)
    folder = _Folder(output)
    folder.announce(planned.keys())
    written = []
    for path, file in planned.items():
        if not folder.has(file):
            data = made.get(path)
            if folder.put(file, file.make() if data is None else data):
                written.append(path)
        done()
    folder.remove_others(planned.keys())
    folder.close(remember)
    return tuple(written)


def read_manifest(output: Path) -> Mapping[str, Any]:
    """Read what the last build left behind; empty when there was none or it cannot be read."""
    return _understood(_bytes_of(output / MANIFEST))


def paths_by_key(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Index the path of each file that the last build wrote by its key."""
    return {file.key: path for path, file in _files_of(manifest).items()}


def written_paths(output: Path) -> list[str]:
    """List the files that the last build wrote."""
    return list(_files_of(read_manifest(output)))


def files_of(manifest: Mapping[str, Any]) -> set[str]:
    """Gather the files that builds wrote, also one that did not come to its end."""
    return _files_of(manifest).keys() | _names(manifest.get("unfinished"))


def _by_path(plan: Sequence[PlannedFile]) -> dict[str, PlannedFile]:
    planned: dict[str, PlannedFile] = {}
    for file in plan:
        if planned.setdefault(file.path, file) is not file:
            raise ValueError(f"two files of the output would be called {file.path}")
    return planned


class _Folder:
    """An output folder: what the last build left there, and what this one does."""

    def __init__(self, output: Path) -> None:
        data = _bytes_of(output / MANIFEST)
        manifest = _understood(data)
        self._output = output
        self._top = str(output)
        self._before = _files_of(manifest)
        self._unfinished = _names(manifest.get("unfinished"))
        self._looked = kept_stamps(output, data)
        self._now: dict[str, Written] = {}
        self._stamps: dict[str, Stamp] = {}

    def has(self, file: PlannedFile) -> bool:
        """Tell whether a planned file lies there as it would be made."""
        before = self._before.get(file.path)
        if before is None or before.key != file.key or not self._untouched(file.path, before):
            return False
        self._now[file.path] = before
        return True

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
        self._now[file.path] = Written(file.key, digest)
        if before and before.digest == digest and self._untouched(file.path, before):
            return False
        place = self._place(file.path)
        is_new = not _holds(place, data)
        stamp = _write(place, data) if is_new else stamp_of(place)
        if stamp is not None:
            self._stamps[file.path] = stamp
        return is_new

    def remove_others(self, paths: Iterable[str]) -> None:
        """Take away what this or an earlier build wrote and the plan does not name."""
        for name in (self._before.keys() | self._unfinished) - set(paths):
            _remove(self._output, name)

    def close(self, remember: Mapping[str, Any]) -> None:
        """Write down what lies there now, and remember how it looks."""
        data = self._write_manifest(remember, self._now)
        if written := stamp_of(self._place(MANIFEST)):
            keep_stamps(self._output, data, written, self._stamps)

    def _untouched(self, path: str, before: Written) -> bool:
        """Tell whether a file is as it was written, and keep in mind how it looks."""
        place = self._place(path)
        stamp = stamp_of(place)
        if stamp is None:
            return False
        if stamp != self._looked.get(path) and _digest_of(place) != before.digest:
            return False
        self._stamps[path] = stamp
        return True

    def _place(self, *names: str) -> str:
        return os.path.join(self._top, *names)

    def _write_manifest(self, remember: Mapping[str, Any], files: Mapping[str, Written]) -> bytes:
        manifest = {
            **remember,
            "files": {path: file.digest for path, file in files.items()},
            "keys": {path: file.key for path, file in files.items()},
        }
        data = json.dumps(manifest, ensure_ascii=False).encode()
        replace_file(self._output / MANIFEST, data)
        return data


def _bytes_of(manifest: Path) -> bytes:
    try:
        return manifest.read_bytes()
    except OSError:
        return b""


@lru_cache(maxsize=1)
def _understood(data: bytes) -> Mapping[str, Any]:
    """Read a manifest; a build looks at the same one several times."""
    try:
        manifest = json.loads(data)
    except ValueError:
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _files_of(manifest: Mapping[str, Any]) -> dict[str, Written]:
    """Read which files the last build wrote, by path; other versions wrote other manifests."""
    keys = _texts(manifest.get("keys"))
    digests = _texts(manifest.get("files"))
    return {path: Written(keys.get(path, ""), digest) for path, digest in digests.items()}


def _texts(value: Any) -> dict[str, str]:
    """Read a table of texts, passing over what is none."""
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}


def _names(value: Any) -> set[str]:
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()


def _digest_of(place: str) -> str | None:
    try:
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    except OSError:
        return None


def _holds(place: str, data: bytes) -> bool:
    stamp = stamp_of(place)
    return stamp is not None and stamp.size == len(data) and Path(place).read_bytes() == data


def _write(place: str, data: bytes) -> Stamp | None:
    """Write a file: straight away where there is none, else beside it and then in its place.

    Returns:
        how it looks then.
    """
    try:
        return _fill(place, os.O_EXCL, data)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        return _fill(place, os.O_EXCL, data)
    except FileExistsError:
        part = os.path.join(os.path.dirname(place), PART)
        _fill(part, os.O_TRUNC, data)
        os.replace(part, place)
        return stamp_of(place)


def _fill(place: str, how: int, data: bytes) -> Stamp | None:
    """Open a file, new or emptied, and write it; what could not be written whole is taken away."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_BINARY", 0), _MODE)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            status = os.fstat(handle)
            # Whatever the user keeps from others, a site is there to be read.
            if os.name == "posix" and stat.S_IMODE(status.st_mode) != _MODE:
                os.fchmod(handle, _MODE)
                status = os.fstat(handle)
        finally:
            os.close(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(place)
        raise
    # Where closing may change its times, as on Windows, it is looked at after that.
    return Stamp.read(status) if os.name == "posix" else stamp_of(place)


def _remove(output: Path, name: str) -> None:
    path = output / name
    if not path.resolve().is_relative_to(output.resolve()):
        return  # a manifest that somebody edited must not lead outside
    path.unlink(missing_ok=True)
    folder = path.parent
    while folder != output and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

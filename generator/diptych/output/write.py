"""Planned files → files: all of them replaced together, what is no longer made taken away.

Of the output folder only the files that Diptych itself wrote are ever removed; a list of them, the
manifest, lies beside them. It also says by which key each was made and what bytes it holds: a file
whose key is the same, and which still holds them, is neither made nor written. That it does is told
by how it looks, where this machine remembers that (`diptych.output.stamps`), else by reading it.

A build may fail or be killed at any moment: `diptych.output.staging` says what is there then. The
manifest is replaced last, so whatever it says was so.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from diptych.output.edits import HandEdits
from diptych.output.staging import PAGE, Stage, behind_link, journal_of
from diptych.output.stamps import Stamp, keep_stamps, kept_stamps, stamp_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model.book import PlannedFile

MANIFEST = ".diptych.json"


Maker = Callable[[Sequence["PlannedFile"]], Iterable[tuple["PlannedFile", bytes]]]
"""Gives the bytes of files, each with its file, in their order."""


class Written(NamedTuple):
    """By which key a file was made, and a digest of its bytes."""

    key: str
    digest: str


class Outcome(NamedTuple):
    """What became of an output folder.

    Attributes:
        written: the files that were new or different.
        edits: what was changed by hand since the last build.
        manifest: what was written down at the end.
    """

    written: tuple[str, ...]
    edits: HandEdits
    manifest: bytes


def make_fallible(output: Path, plan: Iterable[PlannedFile], make: Maker) -> dict[str, bytes]:
    """Make, before anything is written, those files whose making may fail and that are needed.

    Returns:
        their bytes by path.
    """
    last = _Folder(output)
    needed = [file for file in plan if file.fallible and not last.has(file)]
    return {file.path: data for file, data in make(needed)}


def write_output(
    output: Path,
    plan: Sequence[PlannedFile],
    remember: Mapping[str, Any],
    done: Callable[[], None],
    made: Mapping[str, bytes],
    make: Maker,
) -> Outcome:
    """Make the output folder hold exactly the planned files of ours, in the order of the plan.

    If anything fails, the folder is as it was. What was changed by hand is kept elsewhere.

    Args:
        remember: what `read_manifest` shall give back beside the list of files.
        done: called after each file, for progress.
        made: the bytes of files that are made already, by path.
        make: makes the others that are needed.

    Raises:
        ValueError: two files would have one name, so one would be lost.
        OSError: a file cannot be written, or what lies there cannot be read.
    """
    planned = _by_path(plan)
    folder = _Folder(output)
    stage = Stage(str(output), folder.unfinished)
    try:
        needed = []
        for path, file in planned.items():
            if folder.has(file):
                done()
            else:
                needed.append(_made(file, made[path]) if path in made else file)
        for file, data in make(needed):
            folder.put(stage, file, data)
            done()
        return folder.close(stage, planned.keys(), remember)
    except BaseException:
        stage.abandon()
        raise


def manifest_bytes(output: Path) -> bytes:
    """Read the manifest of an output folder as it lies there; no bytes where there is none.

    Raises:
        OSError: it is there and cannot be read, so that nobody knows what lies beside it.
    """
    try:
        return (output / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""


def read_manifest(output: Path) -> Mapping[str, Any]:
    """Read what the last build left behind; empty when there was none or it cannot be read."""
    return _understood(_bytes_if_any(output))


def _bytes_if_any(output: Path) -> bytes:
    try:
        return manifest_bytes(output)
    except OSError:
        return b""


def is_as_written(output: Path) -> bool:
    """Tell whether each file that the last build wrote still holds what it wrote."""
    data = manifest_bytes(output)
    looked = kept_stamps(output, data)
    top = str(output)
    return all(
        _stamp_if_untouched(os.path.join(top, path), looked.get(path), file.digest)
        for path, file in _files_in(data).items()
    )


def paths_by_key(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Index the path of each file that the last build wrote by its key."""
    return {file.key: path for path, file in _files_of(manifest).items()}


def written_paths(output: Path) -> list[str]:
    """List the files that the last build wrote."""
    return list(_files_in(_bytes_if_any(output)))


def known_files(output: Path) -> set[str]:
    """Gather the files that builds wrote, also one that was killed before its end."""
    return _files_in(_bytes_if_any(output)).keys() | journal_of(str(output)).keys()


def _made(file: PlannedFile, data: bytes) -> PlannedFile:
    return replace(file, make=lambda: data, dear=False)


def _by_path(plan: Sequence[PlannedFile]) -> dict[str, PlannedFile]:
    planned: dict[str, PlannedFile] = {}
    for file in plan:
        if planned.setdefault(file.path, file) is not file:
            raise ValueError(f"two files of the output would be called {file.path}")
    return planned


class _Folder:
    """An output folder: what the last build left there, and what this one does.

    Attributes:
        unfinished: what a build that was killed wanted to write: path → digest.
        edits: what was changed by hand since.
    """

    def __init__(self, output: Path) -> None:
        data = manifest_bytes(output)
        self._output = output
        self._manifest_before = data
        self._top = str(output)
        self._before = _files_in(data)
        self.unfinished = journal_of(self._top)
        self.edits = HandEdits(output)
        self._now: dict[str, Written] = {}
        self._stamps: dict[str, Stamp] = {}
        self._staged: list[str] = []

    @cached_property
    def _looked(self) -> Mapping[str, Stamp]:
        """Look up how the files looked when they were written."""
        return kept_stamps(self._output, self._manifest_before)

    def has(self, file: PlannedFile) -> bool:
        """Tell whether a planned file lies there as it would be made."""
        before = self._before.get(file.path)
        if before is None or before.key != file.key or not self._untouched(file.path, before):
            return False
        self._now[file.path] = before
        return True

    def put(self, stage: Stage, file: PlannedFile, data: bytes) -> None:
        """Lay a file ready unless it holds these bytes already."""
        digest = hashlib.sha256(data).hexdigest()
        before = self._before.get(file.path)
        self._now[file.path] = Written(file.key, digest)
        if before and before.digest == digest and self._untouched(file.path, before):
            return
        place = self._place(file.path)
        stamp = stamp_of(place)
        if stamp is not None and _holds(place, stamp, data):
            self._stamps[file.path] = stamp
            return
        if before and stamp is not None and stamp != self._looked.get(file.path):
            self._keep_edit(file.path, place, before)
        stage.add(file.path, data)
        self._staged.append(file.path)

    def _keep_edit(self, path: str, place: str, before: Written) -> None:
        """Keep what somebody wrote into a file of ours."""
        found = Path(place).read_bytes()
        ours = (before.digest, self.unfinished.get(path))
        if hashlib.sha256(found).hexdigest() not in ours:
            self.edits.keep(path, found)

    def close(self, stage: Stage, paths: Iterable[str], remember: Mapping[str, Any]) -> Outcome:
        """Put all in place, and remember how it looks."""
        paths = [*paths]
        gone = self._gone({*paths})
        data = self._manifest(paths, remember)
        stage.add(MANIFEST, data)
        there = [path for path in self._staged if os.path.lexists(self._place(path))]
        stage.commit(gone, there, MANIFEST)
        for path in self._staged:
            if stamp := stamp_of(self._place(path)):
                self._stamps[path] = stamp
        if written := stamp_of(self._place(MANIFEST)):
            keep_stamps(self._output, data, written, self._stamps)
        return Outcome(tuple(self._staged), self.edits, data)

    def _gone(self, paths: set[str]) -> list[str]:
        """List what this or an earlier build wrote and the plan does not name, pages first.

        A file that is not what was written is somebody's work, or was never ours, and stays.
        """
        wrote = {path: file.digest for path, file in self._before.items()}
        gone: list[str] = []
        for path, digest in {**self.unfinished, **wrote}.items():
            if path in paths or (found := self._digest_inside(path)) is None:
                continue
            ours = found in (digest, self.unfinished.get(path))
            (gone if ours else self.edits.left).append(path)
        return sorted(gone, key=lambda path: not path.endswith(PAGE))

    def _digest_inside(self, path: str) -> str | None:
        """Hash a file that a manifest names; None where it is none, or lies elsewhere."""
        strange = {"", os.curdir, os.pardir}.intersection(path.split("/"))
        if strange or os.path.splitdrive(path)[0] or behind_link(self._top, path):
            return None
        try:
            return hashlib.sha256(Path(self._place(path)).read_bytes()).hexdigest()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def _untouched(self, path: str, before: Written) -> bool:
        """Tell whether a file is as it was written, and keep in mind how it looks."""
        stamp = _stamp_if_untouched(self._place(path), self._looked.get(path), before.digest)
        if stamp is None:
            return False
        self._stamps[path] = stamp
        return True

    def _place(self, *names: str) -> str:
        return os.path.join(self._top, *names)

    def _manifest(self, paths: Iterable[str], remember: Mapping[str, Any]) -> bytes:
        now = {path: self._now[path] for path in paths}
        manifest = {
            **remember,
            "files": {path: file.digest for path, file in now.items()},
            "keys": {path: file.key for path, file in now.items()},
        }
        return json.dumps(manifest, ensure_ascii=False).encode(errors="surrogatepass")


@lru_cache(maxsize=1)
def _understood(data: bytes) -> Mapping[str, Any]:
    """Read a manifest; a build looks at the same one several times."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    # What names no files is no manifest, whatever else it holds.
    is_ours = isinstance(manifest, dict) and isinstance(manifest.get("files"), dict)
    return manifest if is_ours else {}


@lru_cache(maxsize=1)
def _files_in(data: bytes) -> Mapping[str, Written]:
    """Read which files a manifest names, likewise."""
    return _files_of(_understood(data))


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


def _stamp_if_untouched(place: str, looked: Stamp | None, digest: str) -> Stamp | None:
    """Look at a file that a build wrote; None if it does not hold what that wrote.

    Args:
        looked: how it looked then, if that is known; only what looks different is read.
    """
    stamp = stamp_of(place)
    if stamp is None or (stamp != looked and _digest_of(place) != digest):
        return None
    return stamp


def _digest_of(place: str) -> str | None:
    try:
        return hashlib.sha256(Path(place).read_bytes()).hexdigest()
    except OSError:
        return None


def _holds(place: str, stamp: Stamp, data: bytes) -> bool:
    return stamp.size == len(data) and Path(place).read_bytes() == data

"""Many files, changed all together or not at all: laid ready, then put in their places.

What is new lies ready in a hidden folder before anything is touched, so a disk that is full, or a
process that is killed while pages are made, leaves what was there. Putting it in place is renaming,
and what it replaces is kept until all is done: whatever fails is taken back. Only a kill among the
renamings leaves some files new and some old; none is torn, and a journal of what was to come lets
the next build go on. Standard library only.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from diptych.output.replacing import fill, note_written, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STAGE = ".diptych.new"
JOURNAL = "journal.json"
PAGE = ".html"
_LASTING = (".apkg", ".json")


class _Ready(NamedTuple):
    """A file that lies ready: its path in the folder, where it lies, and a digest of its bytes."""

    path: str
    place: str
    digest: str


def journal_of(top: str) -> dict[str, str]:
    """Read what a build that was killed wanted to write: path → digest; mostly nothing."""
    try:
        with open(os.path.join(top, STAGE, JOURNAL), "rb") as file:
            told = json.loads(file.read())
    except (OSError, ValueError, RecursionError):
        return {}
    rows = told.items() if isinstance(told, dict) else ()
    return {path: digest for path, digest in rows if isinstance(digest, str)}


def behind_link(top: str, path: str) -> bool:
    """Tell whether a file would be found through a link to another folder."""
    folder = os.path.dirname(path)
    while folder:
        if os.path.islink(os.path.join(top, folder)):
            return True
        folder = os.path.dirname(folder)
    return False


class Stage:
    """Files that lie ready for a folder, none of them in its place yet."""

    def __init__(self, top: str, unfinished: dict[str, str]) -> None:
        """Begin; what another build left half done is swept away, but for what it wanted.

        Args:
            top: the folder's path.
            unfinished: what `journal_of` gave.
        """
        self._top = top
        self._stage = os.path.join(top, STAGE)
        self._unfinished = unfinished
        self._ready: list[_Ready] = []
        self._undo: list[Callable[[], object]] = []
        self._kept = 0
        self._seen: set[str] = set()
        if os.path.isdir(self._stage):
            for name in os.listdir(self._stage):
                if name != JOURNAL:
                    _drop(os.path.join(self._stage, name))

    def add(self, path: str, data: bytes) -> None:
        """Lay a file ready."""
        place = os.path.join(self._stage, str(len(self._ready)))
        self._ready.append(_Ready(path, place, hashlib.sha256(data).hexdigest()))
        if len(self._ready) == 1:
            os.makedirs(self._stage, exist_ok=True)
        with _named(os.path.join(self._top, path)):
            fill(place, data, sync=path.endswith(_LASTING))

    def commit(self, gone: Iterable[str], known: Iterable[str], last: str) -> None:
        """Put all in place and take away what is gone; if anything fails, take all of it back.

        What is new comes first, pages after what they load, each in the order in which it was
        added; then what is replaced, so that nothing that was there ever names a file that is not.
        What goes, goes after that, and the file that tells of all others is replaced at the end.

        Args:
            gone: paths of files to take away.
            known: paths of files that were there before.
            last: the path of the last one.

        Raises:
            OSError: something failed; all is as it was.
        """
        before = {*known}
        ordered = sorted(self._ready, key=lambda each: _rank(each.path, before, last))
        try:
            self._write_journal(last)
            for each in ordered:
                if each.path == last:
                    for path in gone:
                        self._take_away(path)
                self._put(each)
            sync_folder(self._top)
        except BaseException:
            self._take_back()
            raise
        note_written(self._top)
        self.sweep()

    def abandon(self) -> None:
        """Drop what lies ready; what was killed before stays known."""
        if self._unfinished:
            for each in self._ready:
                _drop(each.place)
        else:
            self.sweep()

    def sweep(self) -> None:
        """Drop the hidden folder; where that fails, the next build does it."""
        shutil.rmtree(self._stage, ignore_errors=True)

    def _write_journal(self, last: str) -> None:
        wanted = {each.path: each.digest for each in self._ready if each.path != last}
        journal = os.path.join(self._stage, JOURNAL)
        data = json.dumps({**self._unfinished, **wanted}, ensure_ascii=False)
        with _named(journal):
            fill(f"{journal}.part", data.encode(errors="surrogatepass"), sync=False)
            os.replace(f"{journal}.part", journal)

    def _put(self, ready: _Ready) -> None:
        place = os.path.join(self._top, ready.path)
        with _named(place):
            self._make_folders(os.path.dirname(ready.path))
            if not self._keep(place):
                self._undo.append(partial(os.unlink, place))
            os.replace(ready.place, place)

    def _keep(self, place: str) -> bool:
        """Keep what lies at a place, under another name; false where nothing does."""
        kept = self._free_name()
        try:
            try:
                os.link(place, kept, follow_symlinks=False)
            except FileNotFoundError:
                return False
            except (OSError, NotImplementedError):  # a file system without links
                shutil.copy2(place, kept, follow_symlinks=False)
        except FileNotFoundError:
            return False
        self._undo.append(partial(os.replace, kept, place))
        return True

    def _take_away(self, path: str) -> None:
        place = os.path.join(self._top, path)
        kept = self._free_name()
        os.makedirs(self._stage, exist_ok=True)
        with _named(place):
            try:
                os.replace(place, kept)
            except FileNotFoundError:
                return
            self._undo.append(partial(os.replace, kept, place))
            self._remove_empty(os.path.dirname(path))

    def _remove_empty(self, folder: str) -> None:
        while folder:
            place = os.path.join(self._top, folder)
            try:
                os.rmdir(place)
            except OSError:  # it holds something, or somebody looks at it
                return
            self._undo.append(partial(os.mkdir, place))
            self._seen.discard(folder)
            folder = os.path.dirname(folder)

    def _make_folders(self, folder: str) -> None:
        if not folder or folder in self._seen:
            return
        self._make_folders(os.path.dirname(folder))
        place = os.path.join(self._top, folder)
        if os.path.islink(place):
            raise OSError(errno.ELOOP, "a folder on the way is a link to another one", place)
        with contextlib.suppress(FileExistsError):
            os.mkdir(place)
            self._undo.append(partial(os.rmdir, place))
        self._seen.add(folder)

    def _free_name(self) -> str:
        self._kept += 1
        return os.path.join(self._stage, f"kept-{self._kept}")

    def _take_back(self) -> None:
        for undo in reversed(self._undo):
            with contextlib.suppress(OSError):
                undo()
        self._undo.clear()
        self.abandon()


def _rank(path: str, before: set[str], last: str) -> int:
    """Put first what pages load, then pages that nothing leads to yet, then what was there."""
    if path == last:
        return 3
    return 2 if path in before else path.endswith(PAGE)


@contextlib.contextmanager
def _named(place: str) -> Iterator[None]:
    """Let an error name the file that was to be written, not where it lay ready."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), place) from error


def _drop(place: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(place)

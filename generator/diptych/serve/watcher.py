"""Which files changed, as soon as they have."""

from __future__ import annotations

from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

from msgspec import Struct
from watchfiles import watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Milliseconds. An editor that writes a file in several steps takes less than the first.
_QUIET = 25
_AT_MOST = 50
_BETWEEN_LOOKS = 200

_PASSED_OVER = frozenset({"node_modules", "__pycache__"})


class Places(Struct, frozen=True):
    """Folders to be watched.

    Attributes:
        deep: with all that lies below them.
        flat: only what lies in them.
    """

    deep: frozenset[Path]
    flat: frozenset[Path] = frozenset()

    def reduced(self) -> Places:
        """Leave out what is not there, and what lies within another."""
        deep = {each for each in self.deep if each.is_dir()}
        deep -= {each for each in deep if deep.intersection(each.parents)}
        flat = {
            each
            for each in self.flat
            if each.is_dir() and each not in deep and not deep.intersection(each.parents)
        }
        return Places(frozenset(deep), frozenset(flat))


class Watcher:
    """Watches folders from threads of its own, and gathers what changed.

    Args:
        matters: tells of a path whether its change is to be told.
    """

    def __init__(self, matters: Callable[[Path], bool]) -> None:
        self._matters = matters
        self._changes: Queue[frozenset[Path] | OSError] = Queue()
        self._stop = Event()
        self._threads: list[Thread] = []
        self._places = Places(frozenset())

    def watch(self, places: Places) -> bool:
        """Watch these folders instead of those before; tell whether they differ."""
        places = places.reduced()
        if places == self._places:
            return False
        self.stop()
        self._places, self._stop = places, Event()
        for folders, deep in ((places.deep, True), (places.flat, False)):
            if folders:
                ready = Event()
                thread = Thread(
                    target=self._run, args=(folders, deep, ready, self._stop), daemon=True
                )
                thread.start()
                self._threads.append(thread)
                ready.wait()
        return True

    def wait(self, seconds: float) -> frozenset[Path]:
        """Wait for changes, so long at most; none when there were none.

        Raises:
            OSError: the folders cannot be watched.
        """
        changed: set[Path] = set()
        try:
            found = self._changes.get(timeout=seconds)
            while True:
                if isinstance(found, OSError):
                    raise found
                changed |= found
                found = self._changes.get_nowait()
        except Empty:
            return frozenset(changed)

    def stop(self) -> None:
        """Watch nothing any more."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._places = Places(frozenset())

    def _run(self, folders: Iterable[Path], deep: bool, ready: Event, stop: Event) -> None:
        try:
            changes = watch(
                *sorted(folders),
                watch_filter=lambda _, path: self._matters(Path(path)),
                debounce=_AT_MOST,
                step=_QUIET,
                stop_event=stop,
                rust_timeout=_BETWEEN_LOOKS,
                yield_on_timeout=True,
                recursive=deep,
                ignore_permission_denied=True,
            )
            for found in changes:
                ready.set()  # also when nothing changed: from now on nothing is missed
                if found:
                    self._changes.put(frozenset(Path(path) for _, path in found))
        except OSError as error:
            self._changes.put(error)
        finally:
            ready.set()


def is_passed_over(path: Path, top: Path) -> bool:
    """Tell whether a path is hidden, or lies in a folder that holds no notes."""
    try:
        parts = path.relative_to(top).parts
    except ValueError:
        parts = (path.name,)
    return any(part.startswith(".") or part in _PASSED_OVER for part in parts)

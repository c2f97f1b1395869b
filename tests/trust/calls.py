"""Count the calls by which a process reaches for the disk below a folder, and act at the n-th.

Python tells of most of them by its audit hook; the others (looking at a file, writing, syncing) are
wrapped while they are counted. What is imported is not counted: only what lies below the folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Act = Callable[[str, str], None]
"""Name of the call, and its path → may raise, or kill the process."""

HEARD = frozenset(
    {
        "open",
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.listdir",
        "os.scandir",
        "os.chmod",
        "os.truncate",
        "sqlite3.connect",
    }
)
LOOKS = ("stat", "lstat")
BY_HANDLE = ("write", "fsync")
WRITES = frozenset(
    {
        "open to write",
        "os.rename",
        "os.remove",
        "os.mkdir",
        "os.rmdir",
        "os.link",
        "os.chmod",
        "write",
        "fsync",
    }
)


class _Listener:
    """Calls back for each call below a folder, as long as it listens."""

    def __init__(self) -> None:
        self.folder = ""
        self.heard: Act | None = None
        self._installed = False
        self._acting = False

    def install(self) -> None:
        if not self._installed:
            sys.addaudithook(self._hook)
            self._installed = True

    def tell(self, call: str, place: object) -> None:
        if self.heard is None or self._acting:
            return
        path = os.fsdecode(place) if isinstance(place, (str, bytes, os.PathLike)) else ""
        if path.startswith(self.folder):
            self._acting = True
            try:
                self.heard(call, path)
            finally:
                self._acting = False

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.heard is None or event not in HEARD or not arguments:
            return
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING
        self.tell("open to write" if writes else event, arguments[0])


_WRITING = os.O_WRONLY | os.O_RDWR
_listener = _Listener()


@contextmanager
def listening(folder: str, act: Act) -> Iterator[None]:
    """Have each call below a folder told as long as this lasts."""
    _listener.install()
    plain = {name: getattr(os, name) for name in (*LOOKS, *BY_HANDLE, "open")}
    handles: dict[int, str] = {}

    def look(name: str) -> Callable[..., Any]:
        def wrapped(path: Any, *rest: Any, **named: Any) -> Any:
            _listener.tell(f"os.{name}", path)
            return plain[name](path, *rest, **named)

        return wrapped

    def by_handle(name: str) -> Callable[..., Any]:
        def wrapped(handle: int, *rest: Any) -> Any:
            if handle in handles:
                _listener.tell(name, handles[handle])
            return plain[name](handle, *rest)

        return wrapped

    def opened(path: Any, *rest: Any, **named: Any) -> int:
        handle: int = plain["open"](path, *rest, **named)
        handles[handle] = os.fsdecode(path)
        return handle

    replaced: dict[str, Callable[..., Any]] = {name: look(name) for name in LOOKS}
    replaced |= {name: by_handle(name) for name in BY_HANDLE}
    replaced["open"] = opened
    for name, each in replaced.items():
        setattr(os, name, each)
    _listener.folder, _listener.heard = folder, act
    try:
        yield
    finally:
        _listener.heard = None
        for name, each in plain.items():
            setattr(os, name, each)


def count_calls(folder: str, work: Callable[[], object]) -> list[tuple[str, str]]:
    """Do some work: the calls below a folder, in their order, with their paths."""
    calls: list[tuple[str, str]] = []
    with listening(folder, lambda call, path: calls.append((call, path))):
        work()
    return calls


def at_call(number: int, act: Act) -> Act:
    """Act at the call of that number, counted from 0, and at no other."""
    seen = -1

    def heard(call: str, path: str) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            act(call, path)

    return heard

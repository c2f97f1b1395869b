"""A site in memory, each file made when it is first asked for."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Site:
    """The files of one build by path, made on demand and then kept.

    Attributes:
        version: what tells it from the sites before and after it.
    """

    def __init__(self, version: str, files: Mapping[str, Callable[[], bytes]]) -> None:
        self.version = version
        self._files = files
        self._made: dict[str, bytes] = {}
        self._lock = Lock()

    def read(self, path: str) -> bytes | None:
        """Make a file, or give it again; None when the site has none of that name.

        Raises:
            ThemeError: a template of the notebook's own cannot be filled in.
        """
        make = self._files.get(path)
        if make is None:
            return None
        # One at a time: two threads would do the same work twice, and take no less time.
        with self._lock:
            if path not in self._made:
                self._made[path] = make()
            return self._made[path]

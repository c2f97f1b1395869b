"""A site in memory, each file made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from diptych.digests import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diptych.model.book import PlannedFile

LOST = "404.html"

# It loads cards of all sections as they are needed, which its own bytes do not tell.
_LOADS_ALL = "rehearse.html"

_HOLD_NOTES = frozenset({"rehearse-questions.js", "search-data.js"})


class Site:
    """The planned files of one build, made on demand and then kept.

    Attributes:
        moved: path that a page had while it was looked at → the one that it has now.
    """

    def __init__(self, plan: Iterable[PlannedFile], moved: Mapping[str, str] | None = None) -> None:
        self.moved = moved or {}
        self._files = {file.path: file for file in plan}
        self._made: dict[str, bytes] = {}
        self._lock = Lock()

    @cached_property
    def _whole(self) -> str:
        """A digest of all files."""
        return key_of([[path, file.key] for path, file in self._files.items()])

    @cached_property
    def _loaded(self) -> str:
        """A digest of the style, the scripts and the fonts of all pages."""
        files = self._files.items()
        return key_of([[path, file.key] for path, file in files if _is_loaded(path)])

    def edited(self, plan: Iterable[PlannedFile]) -> Site:
        """Make the site in which some pages are other ones, which load the same files."""
        site = Site((), self.moved)
        site._files = {**self._files, **{file.path: file for file in plan}}
        # What differs is told by the pages' own keys; the rest is for the next build to find out.
        site.__dict__ |= {"_whole": self._whole, "_loaded": self._loaded}
        return site

    def version_of(self, path: str) -> str:
        """Name what a page shows now: the same as long as it need not be loaded again."""
        if path == _LOADS_ALL:
            return self._whole
        file = self._files.get(path) or self._files.get(LOST)
        return f"{file.key}.{self._loaded}" if file else ""

    def read(self, path: str) -> bytes | None:
        """Make a file, or give it again; None when the site has none of that name.

        Raises:
            ThemeError: a template of the notebook's own cannot be filled in.
        """
        file = self._files.get(path)
        if file is None:
            return None
        # One at a time: two threads would do the same work twice, and take no less time.
        with self._lock:
            if path not in self._made:
                self._made[path] = file.make()
            return self._made[path]


def _is_loaded(path: str) -> bool:
    """Tell whether a file belongs to all pages and says nothing of the notes."""
    is_script = path.endswith(".js") and "/" not in path and path not in _HOLD_NOTES
    return is_script or path.endswith((".css", ".woff2"))

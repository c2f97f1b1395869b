"""The list of questions that stands beside each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from diptych.digests import key_of

if TYPE_CHECKING:
    from diptych.site.writer import Writer


class Navigation:
    """The list of questions beside each of them: the same for some, so written once."""

    def __init__(self, writer: Writer, values: dict[str, Any]) -> None:
        self._writer = writer
        self._values = values
        self._written: str | None = None
        self.key = key_of(values)

    def at(self, slug: str) -> str:
        """Show the list on the page of one of its questions."""
        if self._written is None:
            self._written = self._writer.part("navigation.html", self._values)
        link = f'href="../q/{quote(slug, safe="")}.html"'
        return self._written.replace(link, f'{link} aria-current="page"', 1)


class Beside(NamedTuple):
    """A navigation as it stands on the page of one question."""

    navigation: Navigation
    slug: str

    def __html__(self) -> str:
        return self.navigation.at(self.slug)

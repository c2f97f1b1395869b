"""Limit how deeply raw HTML is nested: for each tag, sanitisers look through all that are open."""

from __future__ import annotations

import html
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.syntax.html import replace_tags
from diptych.syntax.nesting import MAX_NESTING

if TYPE_CHECKING:
    import re

_NEVER_DEEP = frozenset(
    {"br", "col", "hr", "img", "input", "wbr"}  # hold nothing
    | {"a", "dd", "dt", "li", "p", "rp", "rt"}  # the next one of its kind closes these
    | {"tbody", "td", "tfoot", "th", "thead", "tr"}
)


class OpenElements(Struct):
    """The elements of raw HTML that are open where a text is read.

    Attributes:
        names: the outermost first.
        count: how many there are of each name.
    """

    names: list[str] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)

    def limited(self, written: str) -> str:
        """Write as text the tags of elements that are nested too deeply, and go on from there."""
        return replace_tags(written, self._tag)

    def _tag(self, found: re.Match[str]) -> str:
        name = (found[1] or found[2] or "").lower()
        if name in _NEVER_DEEP:
            return found[0]
        if found[2]:
            self.names.append(name)
            self.count[name] += 1
            return self._shown(found[0], len(self.names))
        if not self.count[name]:
            return found[0]
        self._close(name)
        return self._shown(found[0], len(self.names) + 1)

    def _close(self, name: str) -> None:
        """Close the last element of a name, with all that is still open in it."""
        closed = ""
        while closed != name:
            closed = self.names.pop()
            self.count[closed] -= 1

    @staticmethod
    def _shown(tag: str, depth: int) -> str:
        return html.escape(tag, quote=False) if depth > MAX_NESTING else tag

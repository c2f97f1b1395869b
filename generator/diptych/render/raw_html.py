"""Raw HTML of notes, read tag by tag: its headings, emphasis and tables become as Markdown's."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.render.safe import MARK
from diptych.render.shaping import is_latin_text
from diptych.syntax.html import TAG, tags_of, without_tags

if TYPE_CHECKING:
    from collections.abc import Callable

_HEADING = lazy(r"h[1-6]")


def as_on_pages(html: str, heading: Callable[[str, int], tuple[str, str]]) -> str:
    """Write headings, emphasis and empty table heads as those of Markdown are written.

    Args:
        heading: what a heading says and its level → what stands before and behind its words.
    """
    pieces = _Pieces(heading)
    done = 0
    for tag in tags_of(html):
        pieces.add(html[done : tag.start()])
        pieces.add_tag(tag)
        done = tag.end()
    pieces.add(html[done:])
    return "".join(pieces.found)


class _Pieces(Struct):
    """What was read so far, and where in it elements were opened."""

    heading: Callable[[str, int], tuple[str, str]]
    found: list[str] = field(default_factory=list)
    opened: dict[str, int] = field(default_factory=dict)

    def add(self, text: str) -> None:
        if text:
            self.found.append(text)

    def add_tag(self, tag: re.Match[str]) -> None:
        if tag[2]:
            self.opened[tag[2].lower()] = len(self.found)
        elif tag[1] and (start := self.opened.pop(tag[1].lower(), None)) is not None:
            self._close(tag[1].lower(), start)
        self.add(tag[0])

    def _close(self, name: str, start: int) -> None:
        inside = "".join(self.found[start + 1 :])
        if _HEADING.fullmatch(name):
            title = " ".join(unescape(MARK.sub("", without_tags(inside))).split())
            before, behind = self.heading(title, int(name[1]))
            self.found[start] += before
            self.add(behind)
        elif name == "em" and not TAG.search(inside) and is_latin_text(inside):
            self.found[start] = '<em class="latin">'
        elif name == "th" and not inside:
            self.found[start] = f"<td{self.found[start][3:]}"

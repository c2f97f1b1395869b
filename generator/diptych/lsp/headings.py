"""The headings of a text, with where their words, their ids and their attributes stand."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.compile.anchors import numbered
from diptych.syntax.repairs.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

# `4.  ### What is JSX?` and `> ## Why?` are headings, too.
_HEADING = lazy(
    r"(?P<before>[ \t>]*(?:(?:\d{1,9}[.)]|[-*+])[ \t]+)?)(?P<marks>#{1,6})[ \t]+"
    r"(?P<text>\S.*?)??(?P<attributes>[ \t]*\{[^{}\n]*\})?(?:[ \t]+#+)?[ \t]*"
)
_ID = lazy(r"(?<=[{\s])#(?P<id>[^\s{}.#=]+)")


class Heading(NamedTuple):
    """One heading.

    Attributes:
        line: from 0.
        start, end: where its words stand, in characters.
        text: its words as they are written.
        id: the id that its author pinned; empty without one.
        id_start: where that begins; 0 without one.
        anchor: what forges call it.
    """

    line: int
    level: int
    start: int
    end: int
    text: str
    id: str
    id_start: int
    anchor: str


@lru_cache(maxsize=64)
def headings_of(text: str) -> Sequence[Heading]:
    """Find the headings of a text that begin with ``#``, but those in code."""
    found = [
        (number, heading)
        for number, line in Text.of(text).prose(re.compile("#"))
        if (heading := _HEADING.fullmatch(line))
    ]
    plain = [(number, heading["text"] or "", ("section", 0)) for number, heading in found]
    anchors = [anchor for anchor, _ in numbered(plain)]
    return [
        _made(number, heading, anchor)
        for (number, heading), anchor in zip(found, anchors, strict=True)
    ]


def _made(number: int, heading: re.Match[str], anchor: str) -> Heading:
    pinned = _ID.search(heading["attributes"] or "")
    at = heading.start("attributes") + pinned.start("id") if pinned else 0
    start = heading.end("marks") + 1 if heading["text"] is None else heading.start("text")
    text = heading["text"] or ""
    return Heading(
        line=number,
        level=len(heading["marks"]),
        start=start,
        end=start + len(text),
        text=text,
        id=pinned["id"] if pinned else "",
        id_start=at,
        anchor=anchor,
    )

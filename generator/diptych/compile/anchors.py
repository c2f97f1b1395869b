"""What links may point at in a document."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from diptych.syntax.html import opening_tags
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import RAW_HTML, walk_elements
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.compile.compiled import Anchor
    from diptych.render.context import Place
    from diptych.syntax.document import Document
    from diptych.syntax.tree import Node


SETS_ANCHOR = frozenset({"id", "name"})

# Of Unicode's categories: letters, the marks that Indian scripts write vowels with, and digits.
IN_ANCHOR = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Pc"})


def anchors(document: Document) -> Iterator[Anchor]:
    """List the anchors of a document, the surest first.

    Pinned ids, then headings' anchors as forges make and number them, then what raw HTML sets, then
    a question's words without its number. What is shown nowhere, such as the heading of a table of
    contents, is the document's top.
    """
    pinned: list[tuple[str, Place]] = []
    headings: list[tuple[int, str, Place]] = []
    raw: list[tuple[str, Place]] = []
    spoken: list[tuple[str, Place]] = []
    here: Place
    for number, section in enumerate(document.sections):
        here = ("section", number)
        if section.heading:
            headings.append((section.span.line, section.heading, here))
        spoken.append((anchor_of(section.title), here))
        inside = _inside(section.intro)
        headings += [(line, text, here) for line, text in inside.headings]
        raw += [(anchor, here) for anchor in inside.anchors]
    for number, question in enumerate(document.questions):
        here = ("question", number)
        if question.pinned:
            pinned.append((question.pinned, here))
        if question.heading:
            headings.append((question.span.line, question.heading, here))
        spoken.append((anchor_of(question.prompt), here))
        inside = _inside(question.nodes)
        headings += [(line, text, here) for line, text in inside.headings]
        raw += [(anchor, here) for anchor in inside.anchors]
    lines = {
        **{section.span.line: ("section", n) for n, section in enumerate(document.sections)},
        **{question.span.line: ("question", n) for n, question in enumerate(document.questions)},
    }
    above = [
        (anchor, lines[line]) for anchor, line in _above_headings(document.nodes) if line in lines
    ]
    of_headings = numbered(sorted(headings, key=lambda heading: heading[0]))
    for anchor, (kind, number) in (*pinned, *of_headings, *above, *raw, *spoken):
        yield anchor, kind, number
    top: Place = ("section", 0)
    inside = _inside(document.nodes)
    everything = numbered([(line, text, top) for line, text in inside.headings])
    all_raw = [*inside.anchors, *_inside(chain(*document.footnotes.values())).anchors]
    for anchor in dict.fromkeys([*(each for each, _ in everything), *all_raw, "top"]):
        yield anchor, *top


def anchor_of(heading: str) -> str:
    """Make the anchor that forges give a heading: lower case, no punctuation, hyphens for spaces.

    Of an emoji some keep invisible parts, which no author sees or writes: they are left out of
    headings and of links alike.
    """
    text = unicodedata.normalize("NFC", heading).strip().lower()
    if text.isascii():
        return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))
    return "".join(map(_in_anchor, text))


@cache
def _in_anchor(character: str) -> str:
    if character == "-" or character.isspace():
        return "-"
    if character == "\N{VARIATION SELECTOR-16}":
        return ""
    return character if unicodedata.category(character) in IN_ANCHOR else ""


def numbered(headings: Sequence[tuple[int, str, Place]]) -> Iterator[tuple[str, Place]]:
    """Give each heading an anchor; the second of two alike gets ``-1``, and so on."""
    taken: dict[str, int] = {}
    for _, text, place in headings:
        anchor = free = anchor_of(text)
        while free in taken:
            free = f"{anchor}-{taken[anchor]}"
            taken[anchor] += 1
        taken[free] = 1
        yield free, place


class _Inside(NamedTuple):
    """What links may point at within a text.

    Attributes:
        headings: their lines and their words.
        anchors: those that raw HTML sets, and those of blocks.
    """

    headings: list[tuple[int, str]]
    anchors: list[str]


def _inside(nodes: Iterable[Node]) -> _Inside:
    found = _Inside([], [])
    for node in walk_elements(nodes):
        if node.type == "heading":
            found.headings.append((node.line, plain_text(node.children)))
        elif node.type in RAW_HTML:
            found.anchors.extend(_set_by(node.content))
        elif node.type == "block_id":
            found.anchors.append(node.meta["anchor"])
    return found


def _set_by(html: str) -> Iterator[str]:
    for tag in opening_tags(html):
        yield from (value for name, value in tag.pairs if name in SETS_ANCHOR and value)


def _above_headings(nodes: Sequence[Node]) -> Iterator[tuple[str, int]]:
    """Find anchors that stand alone right above a heading, and mean it, with its line."""
    for block, below in pairwise(nodes):
        if not below.heading_level:
            continue
        said = plain_text([block]) or shown_text(block.content if block.type in RAW_HTML else "")
        if not said.strip():
            for anchor in _inside([block]).anchors:
                yield anchor, below.line

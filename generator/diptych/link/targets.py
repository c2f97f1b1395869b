"""Where links between notes lead."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from diptych.link.lookup import Names, note_names
from diptych.syntax.html import opening_tags
from diptych.syntax.tree import RAW_HTML, walk_elements
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.syntax.document import Document
    from diptych.syntax.references import Target
    from diptych.syntax.tree import Node

# `1-介绍`, `q3-why`: what an anchor begins with whose heading has lost its number, or got another.
NUMBER = re.compile(r"\A(?:第|q|问题|题)?-?\d+题?-*")

SETS_ANCHOR = frozenset({"id", "name"})

# What a forge puts before the anchors of its own pages; links with it work there.
PREFIX = "user-content-"

# Of Unicode's categories: letters, the marks that Indian scripts write vowels with, and digits.
IN_ANCHOR = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Pc"})

Place = tuple[str, int]
"""("question" or "section", its number in the notebook, from 0)."""


@dataclass(frozen=True, slots=True)
class LinkMap:
    """Every place that a link can lead to.

    Attributes:
        places: (document path, anchor) → place; the anchor is empty for a document's top.
        nearly: the same by anchors without doubled or outer hyphens, as some forges make them.
        documents: the paths of all documents.
        names: what wiki links may call the documents.
    """

    places: Mapping[tuple[str, str], Place]
    nearly: Mapping[tuple[str, str], Place]
    documents: frozenset[str]
    names: Names

    def find(self, target: Target) -> Place | None:
        """Find the place that a link means, or None; a name that several notes bear means none."""
        path = target.path
        if target.name:
            named = self.names.find(target.name)
            path = named[0] if len(named) == 1 else None
        if path is None:
            return None
        if target.fragment.startswith("^"):
            return self.places.get((path, target.fragment.lower()))
        anchor = anchor_of(target.fragment.removeprefix(PREFIX))
        return (
            self.places.get((path, target.fragment))
            or self.places.get((path, anchor))
            or self.nearly.get((path, _squeezed(anchor)))
            or self.places.get((path, NUMBER.sub("", anchor) or anchor))
        )

    def anchors(self, path: str) -> list[str]:
        """List the anchors of one document, for a hint."""
        return [anchor for file, anchor in self.places if file == path and anchor]


def map_links(documents: Sequence[Document]) -> LinkMap:
    """Collect what links can mean.

    Pinned ids first, then headings' anchors as forges make and number them, then what raw HTML
    sets, and last a question's words without its number.
    """
    places: dict[tuple[str, str], Place] = {}
    questions = sections = 0
    for document in documents:
        places[document.path, ""] = ("section", sections)
        pinned = [
            (question.pinned, ("question", number))
            for number, question in enumerate(document.questions, start=questions)
            if question.pinned
        ]
        for anchor, place in [*pinned, *_anchors(document, sections, questions)]:
            places.setdefault((document.path, anchor), place)
        sections += len(document.sections)
        questions += len(document.questions)
    nearly: dict[tuple[str, str], Place] = {}
    for (path, anchor), place in places.items():
        if squeezed := _squeezed(anchor_of(anchor)):
            nearly.setdefault((path, squeezed), place)
    paths = frozenset(document.path for document in documents)
    return LinkMap(places, nearly, paths, note_names(documents))


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


def _squeezed(anchor: str) -> str:
    return re.sub(r"-{2,}", "-", anchor).strip("-")


def _anchors(document: Document, sections: int, questions: int) -> Iterator[tuple[str, Place]]:
    """List the anchors of one document, the surest first.

    Args:
        sections, questions: how many stand before it.
    """
    headings: list[tuple[int, str, Place]] = []
    raw: list[tuple[str, Place]] = []
    spoken: list[tuple[str, Place]] = []
    here: Place
    for number, section in enumerate(document.sections, start=sections):
        here = ("section", number)
        if section.heading:
            headings.append((section.span.line, section.heading, here))
        spoken.append((anchor_of(section.title), here))
        nodes = section.intro
        headings += [(line, text, here) for line, text in _headings_in(nodes)]
        raw += [(anchor, here) for anchor in _anchors_in(nodes)]
    for number, question in enumerate(document.questions, start=questions):
        here = ("question", number)
        if question.heading:
            headings.append((question.span.line, question.heading, here))
        spoken.append((anchor_of(question.prompt), here))
        nodes = question.nodes
        headings += [(line, text, here) for line, text in _headings_in(nodes)]
        raw += [(anchor, here) for anchor in _anchors_in(nodes)]
    yield from _numbered(sorted(headings, key=lambda heading: heading[0]))
    yield from raw
    yield from spoken


def _numbered(headings: Sequence[tuple[int, str, Place]]) -> Iterator[tuple[str, Place]]:
    """Give each heading an anchor; the second of two alike gets ``-1``, and so on."""
    taken: dict[str, int] = {}
    for _, text, place in headings:
        anchor = free = anchor_of(text)
        while free in taken:
            free = f"{anchor}-{taken[anchor]}"
            taken[anchor] += 1
        taken[free] = 1
        yield free, place


def _headings_in(nodes: Iterable[Node]) -> Iterator[tuple[int, str]]:
    """Find the headings within a text, with their lines."""
    for node in walk_elements(nodes):
        if node.heading_level:
            yield node.line, plain_text(node.children)


def _anchors_in(nodes: Iterable[Node]) -> Iterator[str]:
    """Find the anchors that raw HTML sets, and those of blocks."""
    for node in walk_elements(nodes):
        if node.type in RAW_HTML:
            for tag in opening_tags(node.content):
                yield from (value for name, value in tag.pairs if name in SETS_ANCHOR and value)
        elif node.type == "block_id":
            yield node.meta["anchor"]

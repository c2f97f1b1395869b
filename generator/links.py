"""Where links between notes lead."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.lookup import Names, note_names
from generator.parse.markdown import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from generator.model import Document
    from generator.references import Target

# `1-介绍`, `q3-why`: what a heading's anchor begins with that its question's leaves out.
NUMBER = re.compile(r"(?:第|q|问题|题)?-?\d+题?-*")

HTML_ANCHOR = re.compile(r"""\s(?:id|name)=["']([^"']+)["']""", re.IGNORECASE)

Place = tuple[str, int]
"""("question" or "section", its number in the notebook, from 0)."""


@dataclass(frozen=True, slots=True)
class LinkMap:
    """Every place that a link can lead to.

    Attributes:
        places: (document path, anchor) → place; the anchor is empty for a document's top.
        names: what wiki links may call the documents.
    """

    places: Mapping[tuple[str, str], Place]
    names: Names

    def find(self, target: Target) -> Place | None:
        """The place that a link means, or None; a name that several notes bear means none."""
        path = target.path
        if target.name:
            named = self.names.find(target.name)
            path = named[0] if len(named) == 1 else None
        if path is None:
            return None
        anchor = target.fragment
        if anchor.startswith("^"):
            return self.places.get((path, anchor.lower()))
        written = anchor_of(anchor)
        for each in (anchor, written, NUMBER.sub("", written, count=1) or written):
            if place := self.places.get((path, each)):
                return place
        return None

    def anchors(self, path: str) -> list[str]:
        """The anchors of one document, for a hint."""
        return [anchor for file, anchor in self.places if file == path and anchor]

    @property
    def documents(self) -> frozenset[str]:
        """The paths of all documents."""
        return frozenset(path for path, _ in self.places)


def map_links(documents: Sequence[Document]) -> LinkMap:
    """Collect what links can mean: pinned ids first, then anchors as forges make them."""
    places: dict[tuple[str, str], Place] = {}
    questions = sections = 0
    for document in documents:
        pinned: dict[str, Place] = {}
        anchors: list[tuple[str, Place]] = []
        for number, section in enumerate(document.sections, start=sections):
            anchors.append((anchor_of(section.title), ("section", number)))
            anchors += [(each, ("section", number)) for each in _inside(section.intro)]
        for number, question in enumerate(document.questions, start=questions):
            here: Place = ("question", number)
            if question.pinned:
                pinned[question.pinned] = here
            anchors.append((anchor_of(plain_text(question.prompt_tokens)), here))
            anchors.append((anchor_of(question.prompt), here))
            anchors += [(each, here) for each in _inside(question.tokens)]
        places[document.path, ""] = ("section", sections)
        for anchor, place in [*pinned.items(), *anchors]:
            places.setdefault((document.path, anchor), place)
        sections += len(document.sections)
        questions += len(document.questions)
    return LinkMap(places, note_names(documents))


def anchor_of(heading: str) -> str:
    """The anchor that forges give a heading: lower case, no punctuation, hyphens for spaces."""
    text = unicodedata.normalize("NFC", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))


def _inside(tokens: Sequence[Token]) -> Iterator[str]:
    """The anchors of headings within a text, of blocks, and those that raw HTML sets."""
    for before, token in itertools.pairwise(tokens):
        if before.type == "heading_open":
            yield anchor_of(plain_text(token.children or ()))
    for token in tokens:
        for each in (token, *(token.children or ())):
            if each.type in {"html_block", "html_inline"}:
                yield from HTML_ANCHOR.findall(each.content)
            elif each.type == "block_id":
                yield each.meta["anchor"]

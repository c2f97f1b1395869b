"""Where links between notes lead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diptych.compile.anchors import anchor_of
from diptych.link.lookup import Names, note_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.compile import Compiled
    from diptych.syntax.references import Target

# `1-介绍`, `q3-why`: what an anchor begins with whose heading has lost its number, or got another.
NUMBER = re.compile(r"\A(?:第|q|问题|题)?-?\d+题?-*")

# What a forge puts before the anchors of its own pages; links with it work there.
PREFIX = "user-content-"

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


def map_links(documents: Sequence[Compiled]) -> LinkMap:
    """Collect what links can mean; of two anchors alike the surer, or the first."""
    places: dict[tuple[str, str], Place] = {}
    questions = sections = 0
    for document in documents:
        places[document.path, ""] = ("section", sections)
        before = {"section": sections, "question": questions}
        for anchor, kind, number in document.anchors:
            places.setdefault((document.path, anchor), (kind, before[kind] + number))
        sections += len(document.sections)
        questions += len(document.questions)
    nearly: dict[tuple[str, str], Place] = {}
    for (path, anchor), place in places.items():
        if squeezed := _squeezed(anchor_of(anchor)):
            nearly.setdefault((path, squeezed), place)
    paths = frozenset(document.path for document in documents)
    return LinkMap(places, nearly, paths, note_names(documents))


def _squeezed(anchor: str) -> str:
    return re.sub(r"-{2,}", "-", anchor).strip("-")

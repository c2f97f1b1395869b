"""Where links between notes lead."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.parse.markdown import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.model import Document
    from generator.references import Target

Place = tuple[str, int]
"""("question" or "section", its number in the notebook, from 0)."""


@dataclass(frozen=True, slots=True)
class LinkMap:
    """Every place that a link can lead to.

    Attributes:
        places: (document path, anchor) → place; the anchor is empty for a document's top.
    """

    places: Mapping[tuple[str, str], Place]

    def find(self, target: Target) -> Place | None:
        """The place that a link means, or None."""
        if target.path is None:
            return None
        anchor = target.fragment
        return self.places.get((target.path, anchor)) or self.places.get(
            (target.path, anchor_of(anchor))
        )

    def anchors(self, path: str) -> list[str]:
        """The anchors of one document, for a hint."""
        return [anchor for file, anchor in self.places if file == path and anchor]

    @property
    def documents(self) -> frozenset[str]:
        """The paths of all documents."""
        return frozenset(path for path, _ in self.places)


def map_links(documents: Sequence[Document]) -> LinkMap:
    """Collect the anchors of all headings: pinned ids first, then as forges make them."""
    places: dict[tuple[str, str], Place] = {}
    question_number = section_number = 0
    for document in documents:
        places[document.path, ""] = ("section", section_number)
        for section in document.sections:
            places.setdefault(
                (document.path, anchor_of(section.title)), ("section", section_number)
            )
            section_number += 1
        first = question_number
        for question_number, question in enumerate(document.questions, start=first):
            if question.pinned:
                places[document.path, question.pinned] = ("question", question_number)
        for question_number, question in enumerate(document.questions, start=first):
            anchor = anchor_of(plain_text(question.prompt_tokens))
            places.setdefault((document.path, anchor), ("question", question_number))
        question_number = first + len(document.questions)
    return LinkMap(places)


def anchor_of(heading: str) -> str:
    """The anchor that forges give a heading: lower case, no punctuation, hyphens for spaces."""
    text = unicodedata.normalize("NFC", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text))

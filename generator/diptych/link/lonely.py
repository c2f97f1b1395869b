"""Find sections that hold one question and say nothing else: the question's page does for both.

A file of its own for each question makes a section of each question. A few such sections stand each
by itself; a list of a thousand sections is no list, and a thousand decks of one card are no decks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.compile import Compiled

FEW = 30
"""Fewer sections of one question than this stand each by itself."""


def lonely_sections(documents: Sequence[Compiled]) -> Mapping[int, int]:
    """Find sections that hold one question, no introduction and no section below them.

    Of two sections of one name within a document, the first holds the questions of both.

    Returns:
        the number of each such section, and that of its question, both from 0 in the notebook.
    """
    above = {
        section.path[:depth]
        for document in documents
        for section in document.sections
        for depth in range(len(section.path))
    }
    found: dict[int, int] = {}
    sections = questions = 0
    for document in documents:
        held: dict[tuple[str, ...], list[int]] = {}
        for number, question in enumerate(document.questions):
            held.setdefault(question.section, []).append(number)
        for number, section in enumerate(document.sections):
            inside = held.pop(section.path, ())
            if len(inside) == 1 and not section.intro and section.path not in above:
                found[sections + number] = questions + inside[0]
        sections += len(document.sections)
        questions += len(document.questions)
    return found

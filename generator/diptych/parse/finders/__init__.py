"""The ways in which people write questions.

A dialect is one module with ``NAME`` and ``read(page)``. It returns None when a page is not written
in it. Add a module, then add it to ``DIALECTS`` and its name to ``diptych.input.options``; the
reading with the highest confidence wins, and the earlier one of two equals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from diptych.model import Diagnostic
from diptych.parse.finders import (
    bullets,
    chapters,
    cloze,
    definitions,
    folded,
    headings,
    listed_headings,
    question_answer,
    question_file,
    quoted_answers,
    sides,
    start_end,
)
from diptych.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading


class Dialect(Protocol):
    """What a module in this folder offers."""

    NAME: str

    def read(self, page: Page) -> Reading | None:
        """Read a page's sections and questions; return None when it is not written so."""


# The most particular first: what is written in one of them is seldom written in another.
DIALECTS: Sequence[Dialect] = (
    question_file,
    start_end,
    bullets,
    quoted_answers,
    sides,
    listed_headings,
    question_answer,
    chapters,
    definitions,
    folded,
    headings,
    cloze,
)

# So sure, nobody need look further.
SURE = 0.95


def read_page(page: Page) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read a page in the dialect that fits it best, or in the one that was asked for."""
    name, best = _best(page)
    document = Document(
        path=page.path,
        title=best.title,
        language=page.language,
        sections=best.sections,
        questions=best.questions,
        footnotes=page.footnotes,
        understood=f"{name}: {best.reason}",
    )
    return document, best.diagnostics


def _best(page: Page) -> tuple[str, Reading]:
    found: tuple[str, Reading] | None = None
    for dialect in _candidates(page):
        reading = dialect.read(page)
        if reading and (found is None or reading.confidence > found[1].confidence):
            found = dialect.NAME, reading
            if reading.confidence >= SURE:
                break
    # Perhaps nothing is written in the dialect that was asked for.
    return found or (headings.NAME, headings.read(page))


def _candidates(page: Page) -> Sequence[Dialect]:
    if page.dialect is not None:
        return [dialect for dialect in DIALECTS if page.dialect == dialect.NAME]
    if page.question_level is not None:  # a level is one of headings
        return [listed_headings, headings]
    return DIALECTS

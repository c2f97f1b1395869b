"""The ways in which people write questions.

A dialect is one module with ``NAME`` and ``read(page)``. It returns None when a page is not written
in it. Add a module, then add it to ``DIALECTS``; the reading with the highest confidence wins, and
the earlier one of two equals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from generator.model import Diagnostic, Document
from generator.parse.dialects import headings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.parse.page import Page
    from generator.parse.reading import Reading


class Dialect(Protocol):
    """What a module in this folder offers."""

    NAME: str

    def read(self, page: Page) -> Reading | None:
        """The page's sections and questions, or None."""


DIALECTS: Sequence[Dialect] = (headings,)


def read_page(page: Page) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read a page in the dialect that fits it best."""
    readings = [(d.NAME, reading) for d in DIALECTS if (reading := d.read(page))]
    name, best = max(readings, key=lambda named: named[1].confidence)
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

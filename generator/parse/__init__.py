"""Markdown → Documents of Questions: repair, tokenise, choose a dialect, split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.parse.dialects import read_page
from generator.parse.page import make_page
from generator.parse.repairs import repair

if TYPE_CHECKING:
    from generator.model import Diagnostic, Document, Source


def parse(
    source: Source, question_level: int | None = None
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Understand one file.

    Args:
        question_level: the heading level of questions; front matter overrides it, and None infers.
    """
    repaired, repairs = repair(source)
    page, front_matter_problems = make_page(repaired, question_level)
    document, remarks = read_page(page)
    return document, (*repairs, *front_matter_problems, *remarks)

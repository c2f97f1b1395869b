"""The reviews room: questions and a learner's reviews in, which are forgotten and why out. Pure."""

from __future__ import annotations

from diptych.reviews.asked import AskedCard, asked_cards
from diptych.reviews.diagnosing import diagnose_cards
from diptych.reviews.marks import are_marks, marks_json
from diptych.reviews.sections import SectionRow, section_rows
from diptych.reviews.writing import reviews_as_data, table_lines

__all__ = [
    "AskedCard",
    "SectionRow",
    "are_marks",
    "asked_cards",
    "diagnose_cards",
    "marks_json",
    "reviews_as_data",
    "section_rows",
    "table_lines",
]

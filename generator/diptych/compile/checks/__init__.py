"""Rules about one document. A rule is a pure function of what was read of it.

Each rule is one function in one of the modules here, and a line in ``RULES``. What needs more than
one document, or the files that it refers to, is a rule in `diptych.link.checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.checks import (
    answers,
    code,
    conflicts,
    doubled,
    footnotes,
    foreign_marks,
    headings,
    kinds,
    occlusion,
    raw_html,
    recall,
    swallowed,
    terms,
    uncovered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

RULES: Sequence[Callable[[DocumentFacts], Iterator[Diagnostic]]] = (
    conflicts.left_in_text,
    answers.wordless,
    answers.unanswered,
    headings.skipped_levels,
    kinds.unfollowed_classes,
    code.without_language,
    code.without_colours,
    code.diagrams,
    footnotes.undefined,
    footnotes.unused,
    raw_html.left_out,
    foreign_marks.foreign_marks,
    swallowed.swallowed_headings,
    swallowed.markdown_in_html,
    occlusion.unusable,
    occlusion.nowhere_asked,
    occlusion.misspelled,
    doubled.doubled_math,
    recall.too_long,
    recall.without_source,
    terms.other_names,
    uncovered.sections_without_cards,
    uncovered.swallowed_questions,
    uncovered.nearly_cards,
)


def check_document(facts: DocumentFacts) -> list[Diagnostic]:
    """Apply each rule to one document."""
    return [diagnostic for rule in RULES for diagnostic in rule(facts)]

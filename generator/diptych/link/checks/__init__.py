"""Rules about the notes. A rule is a pure function of all that was read.

Each rule is one function in one of the modules here, and a line in ``RULES``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.link.checks import (
    answers,
    code,
    doubled,
    figures,
    footnotes,
    headings,
    ids,
    images,
    links,
    near_duplicates,
    raw_html,
    recall,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

RULES: Sequence[Callable[[Facts], Iterator[Diagnostic]]] = (
    answers.no_questions,
    answers.wordless,
    answers.unanswered,
    ids.same_id,
    ids.same_question,
    near_duplicates.near_same,
    headings.skipped_levels,
    code.without_language,
    links.dead_images,
    links.moved_images,
    images.without_alternative,
    links.broken_links,
    links.missing_code,
    figures.unknown,
    figures.stale,
    footnotes.undefined,
    footnotes.unused,
    raw_html.left_out,
    doubled.doubled_math,
    recall.too_long,
    recall.without_source,
    recall.unexplained_terms,
)


def check(facts: Facts) -> list[Diagnostic]:
    """All that is to be said about the notes."""
    return [diagnostic for rule in RULES for diagnostic in rule(facts)]

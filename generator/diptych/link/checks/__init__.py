"""Rules about the notebook as a whole. A rule is a pure function of all that was read.

Each rule is one function in one of the modules here, and a line in ``RULES``. What needs one
document only is a rule in `diptych.compile.checks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.link.checks import (
    answers,
    figures,
    ids,
    images,
    links,
    near_duplicates,
    same_fronts,
    terms,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

RULES: Sequence[Callable[[Facts], Iterator[Diagnostic]]] = (
    answers.no_questions,
    answers.only_dead_pictures,
    ids.same_id,
    ids.same_question,
    near_duplicates.near_same,
    same_fronts.same_fronts,
    images.dead_images,
    images.moved_images,
    images.without_alternative,
    links.broken_links,
    links.not_transcluded,
    links.links_to_programs,
    links.missing_code,
    figures.unknown,
    figures.stale,
    terms.unexplained,
    terms.other_names_in_figures,
)


def check(facts: Facts) -> list[Diagnostic]:
    """Apply each rule to the notebook."""
    return [diagnostic for rule in RULES for diagnostic in rule(facts)]

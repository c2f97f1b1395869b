"""Is each abbreviation written out somewhere? Asked for by a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic


def unexplained(facts: Facts) -> Iterator[Diagnostic]:
    """Report abbreviations that no answer writes out: once, where each is first used.

    A term is written out where it stands beside a bracket, as in `region proposal network (RPN)`
    or `RPN (region proposal network)`, or where a heading asks what it is.
    """
    if facts.known_terms is None:
        return
    explained = set(facts.known_terms).union(*(each.explained for each in facts.questions))
    for question in facts.questions:
        for term in question.terms:
            if term in explained:
                continue
            explained.add(term)
            message = f"`{term}` is written out nowhere in these notes"
            hint = f"Write `… ({term})` or `{term} (…)` once, or add it to `known_terms`."
            yield diagnose("D310", message, question.span.first_line, hint)

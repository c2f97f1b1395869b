"""Is each abbreviation written out, and does each figure use the agreed names? By settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.compile.agreed_names import names_in
from diptych.diagnostics.codes import diagnose
from diptych.figures.svg import words_in

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


def other_names_in_figures(facts: Facts) -> Iterator[Diagnostic]:
    """Report words of figures for which the notebook has agreed on another one."""
    if not facts.terms:
        return
    for figure in facts.gallery.figures.values():
        # What a stale drawing says, its code may not say any more.
        words = words_in("" if figure.stale else figure.drawing or "")
        lines = facts.gallery.sources[figure.module].decode().splitlines()
        yield from names_in([[(each, 0)] for each in words], facts.terms, figure.module, lines)

"""Is each question itself, once?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile import CompiledQuestion
    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic


def same_id(facts: Facts) -> Iterator[Diagnostic]:
    """Report two questions with one pinned id; ids name files, so case does not tell them apart."""
    first: dict[str, CompiledQuestion] = {}
    for question in facts.questions:
        if question.pinned is None:
            continue
        key = question.pinned.casefold()
        if key in first:
            other = first[key].span
            message = f"the id `{question.pinned}` is taken by {other.path}, line {other.line}"
            yield diagnose(
                "D303", message, question.span.first_line, "Give one of them another id."
            )
        first.setdefault(key, question)


def same_question(facts: Facts) -> Iterator[Diagnostic]:
    """Report two questions that ask the same in the same place."""
    first: dict[tuple[tuple[str, ...], str], CompiledQuestion] = {}
    for question in facts.questions:
        key = (question.section, question.asked.casefold())
        if key in first:
            other = first[key].span
            message = f"“{question.prompt}” is asked in {other.path}, line {other.line}, too"
            hint = "Both become cards; reword or delete one."
            yield diagnose("D304", message, question.span.first_line, hint)
        first.setdefault(key, question)

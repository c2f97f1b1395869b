"""Is each abbreviation written out somewhere? Asked for by a setting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question

# Two capitals at least, as in RPN, mAP or BatchNorm; a plural's s does not count.
TERM = re.compile(r"(?<![\w$\\])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][A-Za-z0-9]*(?!\w)")


def unexplained(facts: Facts) -> Iterator[Diagnostic]:
    """Report abbreviations that no answer writes out: once, where each is first used.

    A term is written out where it stands beside a bracket, as in `region proposal network (RPN)`
    or `RPN (region proposal network)`, or where a heading asks what it is.
    """
    if facts.known_terms is None:
        return
    answers = [_answer(question) for question in facts.questions]
    explained = set(facts.known_terms)
    for question, answer in zip(facts.questions, answers, strict=True):
        explained |= _terms(plain_text(question.prompt_nodes, formulas=False))
        explained |= _in_brackets(answer)
    for question, answer in zip(facts.questions, answers, strict=True):
        for term in sorted(_terms(answer) - explained):
            explained.add(term)
            message = f"`{term}` is written out nowhere in these notes"
            hint = f"Write `… ({term})` or `{term} (…)` once, or add it to `known_terms`."
            yield diagnose("D310", message, question.span.first_line, hint)


def _answer(question: Question) -> str:
    """Read an answer without its formulas, whose letters are no abbreviations."""
    return words_of((*question.short, *question.answer), formulas=False)


def _terms(text: str) -> set[str]:
    return {found.removesuffix("s") for found in TERM.findall(text)}


def _in_brackets(text: str) -> set[str]:
    """Find terms that stand right before a bracket, or inside of one."""
    inside = re.findall(r"[(（]([^()（）]*)[)）]", text)
    before = re.findall(r"([A-Za-z][A-Za-z0-9]*) ?[(（]", text)
    return set().union(*map(_terms, [*inside, *before]))

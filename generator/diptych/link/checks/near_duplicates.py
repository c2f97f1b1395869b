"""Do two questions say nearly the same?

Two prompts do when their telling words are the same: what is left without polite and empty ones. A
number, a negation, a term more or less makes another question: "What is L1 …?" and "What is L2 …?"
are alike in all but one letter. So nothing is measured letter by letter, and each question is
looked at once.

But "What's the output?" is asked of different code each time, and every chapter has its
“优缺点是什么”. So the answers have a say: of a prompt that could be anybody's they must be the
same, of others they must share some of their words.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from diptych.compile import as_one_line, names_something, telling_words, words_in
from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile import CompiledQuestion
    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

# So much of the shorter answer's words must stand in the longer one.
SHARED = 0.3
# Fewer words than these show nothing.
_FEW = 3
# A prompt that hundreds share is compared with the first ones only: time must not explode.
_COMPARED = 8


def near_same(facts: Facts) -> Iterator[Diagnostic]:
    """Questions that were asked before in nearly the same words; the later one is told."""
    alike: dict[tuple[str, str | None], list[CompiledQuestion]] = defaultdict(list)
    for question in facts.questions:
        alike[question.telling, question.language].append(question)
    for (telling, _), group in alike.items():
        if telling and len(group) > 1:
            named = names_something(telling_words(group[0].prompt))
            yield from _within(group, telling=named)


def _within(group: list[CompiledQuestion], *, telling: bool) -> Iterator[Diagnostic]:
    """Report questions whose prompts have the same telling words."""
    in_prompt = words_in(group[0].prompt) if telling else frozenset()
    by_text: dict[tuple[str, str], CompiledQuestion] = {}
    others: list[tuple[CompiledQuestion, frozenset[str], str]] = []
    for question in group:
        code = question.code
        whole = (as_one_line(question.words), code)
        first = by_text.get(whole) if any(whole) else None
        if first is None and telling:
            units = words_in(question.words) - in_prompt
            first = next((o for o, w, c in others if _alike((units, code), (w, c))), None)
            if len(others) < _COMPARED:
                others.append((question, units, code))
        if first is None:
            by_text.setdefault(whole, question)
        elif _place(first) != _place(question):
            where = f"{first.span.path}, line {first.span.line}"
            message = f"“{question.prompt}” says nearly the same as “{first.prompt}” in {where}"
            hint = "Both become cards: delete one, or say in the headings how they differ."
            yield diagnose("D311", message, question.span.first_line, hint)


def _place(question: CompiledQuestion) -> tuple[tuple[str, ...], str]:
    """By which the rule about the very same question tells it."""
    return question.section, question.asked.casefold()


def _alike(one: tuple[frozenset[str], str], other: tuple[frozenset[str], str]) -> bool:
    """Tell whether two answers to the same words can be answers to the same question."""
    (words, code), (others, other_code) = one, other
    if code and other_code and code != other_code:
        return False
    if not (words or code) or not (others or other_code):
        return True  # an answer that is not there says nothing either way
    fewer = min(len(words), len(others))
    return fewer >= _FEW and len(words & others) >= SHARED * fewer

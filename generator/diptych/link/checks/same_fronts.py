"""Do many cards ask with the same front?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile import CompiledQuestion
    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

# So often, it is no accident: the words name a part of something.
OFTEN = 4
MOST = 5


def same_fronts(facts: Facts) -> Iterator[Diagnostic]:
    """Report, once, the words that are the whole front of card after card."""
    by_front: dict[str, list[CompiledQuestion]] = {}
    for question in facts.questions:
        if question.asked == question.prompt:  # code or choices tell fronts apart
            by_front.setdefault(" ".join(question.prompt.casefold().split()), []).append(question)
    often = sorted(
        (each for front, each in by_front.items() if front and len(each) >= OFTEN),
        key=len,
        reverse=True,
    )
    if not often:
        return
    told = ", ".join(f"“{each[0].prompt}” on {len(each)} cards" for each in often[:MOST])
    more = f" and {len(often) - MOST} more" if len(often) > MOST else ""
    message = f"the same front comes again and again: {told}{more}"
    hint = (
        "Such a heading names a part of an answer, and the heading above it is the question: "
        "set `question_level`, or put the subject into each question."
    )
    yield diagnose("D329", message, often[0][0].span.first_line, hint)

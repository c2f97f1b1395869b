"""Do headings go down one level at a time?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.markdown import line_of, plain_text
from diptych.syntax.tree import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic, Question

HINT = "Write it with one `#` more than the heading that it stands under."


def skipped_levels(facts: Facts) -> Iterator[Diagnostic]:
    """Headings that stand two or more levels deeper than the one before them.

    Told once where the level is left out, and not of those that follow at the same depth. The
    level of questions is a notebook's own choice and is not asked about.
    """
    for document in facts.documents:
        sections = [(s.level, s.heading, s.span) for s in document.sections if s.level]
        yield from _skips(sections)
        for question in document.questions:
            yield from _skips(_within(question))


def _within(question: Question) -> Iterator[tuple[int, str, Span]]:
    """The question's heading, which is level 1 to its answer, and the answer's own headings."""
    path = question.span.path
    if question.heading:
        yield 1, question.heading, question.span
    for opening, inline in pairwise(flatten(question.answer)):
        if opening.type == "heading_open" and opening.level == 0:
            line = line_of(opening)
            yield int(opening.tag[1]), plain_text(inline.children or ()), Span(path, line, line)


def _skips(headings: Iterable[tuple[int, str, Span]]) -> Iterator[Diagnostic]:
    for (above, _, _), (level, text, span) in pairwise(headings):
        if level > above + 1:
            missing = level - above - 1
            message = f"“{text}” skips {missing} heading level{'s' if missing > 1 else ''}"
            yield diagnose("D315", message, span, HINT)

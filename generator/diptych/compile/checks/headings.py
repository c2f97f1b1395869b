"""Do headings go down one level at a time?"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question

HINT = "Write it with one `#` more than the heading that it stands under."


def skipped_levels(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report headings that stand two or more levels deeper than the one before them.

    Each is reported where the level is left out, and not those that follow at the same depth. The
    level of questions is a notebook's own choice and is not asked about.
    """
    sections = facts.document.sections
    yield from _skips((each.level, each.heading, each.span) for each in sections if each.level)
    for question in facts.document.questions:
        yield from _skips(_within(question))


def _within(question: Question) -> Iterator[tuple[int, str, Span]]:
    """List the question's heading, which is level 1 to its answer, and the answer's own ones."""
    path = question.span.path
    if question.heading:
        yield 1, question.heading, question.span
    for node in question.answer:
        if node.heading_level:
            span = Span(path, node.line, node.line)
            yield node.heading_level, plain_text(node.children), span


def _skips(headings: Iterable[tuple[int, str, Span]]) -> Iterator[Diagnostic]:
    for (above, _, _), (level, text, span) in pairwise(headings):
        if level > above + 1:
            missing = level - above - 1
            message = f"“{text}” skips {missing} heading level{'s' if missing > 1 else ''}"
            yield diagnose("D315", message, span, HINT)

"""What is written as a deletion, and is on no card."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile import Compiled
    from diptych.model import Diagnostic

_HINT = (
    "Anki hides text and formulas between `{{c1::` and `}}`, with a number from 1 to 500 and "
    "braces in pairs, at most ten within one another; code, alternative texts, titles of "
    "sections, introductions and footnotes are not asked for."
)


def unasked(document: Compiled, deleted: Sequence[Sequence[int]]) -> Iterator[Diagnostic]:
    """Tell of each deletion that a document's text has and none of its cards.

    Args:
        deleted: for each of its questions, the number of each deletion on the card.
    """
    if not document.deletions:
        return
    on_card = {
        (place, str(number)): count
        for place, numbers in enumerate(deleted)
        for number, count in Counter(numbers).items()
    }
    at = _places(document)
    written: dict[tuple[int | None, str], list[Span]] = {}
    for number, line, column in document.deletions:
        span = Span(document.path, line, line, column)
        written.setdefault((at.get(line), number), []).append(span)
    for (place, number), spans in written.items():
        hidden = 0 if place is None else on_card.get((place, number), 0)
        yield from _told(place, number, spans, hidden)


def _told(
    place: int | None, number: str, spans: Sequence[Span], on_card: int
) -> Iterator[Diagnostic]:
    sign = f"{{{{c{number}::"
    if place is None:
        for span in spans:
            yield diagnose("D325", f"`{sign}` stands in no question", span, _HINT)
    elif on_card == 0:
        for span in spans:
            yield diagnose("D325", f"no card asks for `{sign}`", span, _HINT)
    elif on_card < len(spans):
        message = f"of {len(spans)} deletions `{sign}` in this question its card hides {on_card}"
        yield diagnose("D325", message, spans[-1], _HINT)


def _places(document: Compiled) -> dict[int, int]:
    """Find the question that each line belongs to; of several the one that begins last."""
    spans = [(question.span, place) for place, question in enumerate(document.questions)]
    spans.sort(key=lambda each: each[0].line)
    return {line: n for span, n in spans for line in range(span.line, span.end_line + 1)}

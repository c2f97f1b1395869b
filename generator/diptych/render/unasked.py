"""What is written as a deletion, and is on no card."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import Diagnostic
    from diptych.syntax.document import Document

# Behind an odd number of backslashes it was not meant.
_SIGN = re.compile(r"(?<!\\)(?:\\\\)*(\{\{(?:c0*(\d[\d,]*)::|cloze[ \t]+))")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HINT = (
    "Anki hides text and formulas between `{{c1::` and `}}`, with a number from 1 to 500 and "
    "braces in pairs, at most ten within one another; code, alternative texts, titles of "
    "sections, introductions and footnotes are not asked for."
)


def unasked(
    document: Document, deleted: Sequence[Sequence[int]], lines: Sequence[str]
) -> Iterator[Diagnostic]:
    """Tell of each deletion that a document's text has and none of its cards.

    Args:
        deleted: for each of its questions, the number of each deletion on the card.
        lines: the document's, as they were read.
    """
    on_card = {
        (place, str(number)): count
        for place, numbers in enumerate(deleted)
        for number, count in Counter(numbers).items()
    }
    found = list(_written(document.path, lines))
    at = _places(document) if found else {}
    written: dict[tuple[int | None, str], list[Span]] = {}
    for number, span in found:
        written.setdefault((at.get(span.line), number), []).append(span)
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


def _written(path: str, lines: Sequence[str]) -> Iterator[tuple[str, Span]]:
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), "\n".join(lines))
    for number, line in enumerate(text.split("\n"), start=1):
        for sign in _SIGN.finditer(line):
            # Logseq's `{{cloze …}}` has no number, and becomes the first.
            yield sign[2] or "1", Span(path, number, number, sign.start(1) + 1)


def _places(document: Document) -> dict[int, int]:
    """Find the question that each line belongs to; of several the one that begins last."""
    spans = [(question.span, place) for place, question in enumerate(document.questions)]
    spans.sort(key=lambda each: each[0].line)
    return {line: n for span, n in spans for line in range(span.line, span.end_line + 1)}

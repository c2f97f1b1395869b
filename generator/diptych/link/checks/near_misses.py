"""Lines that nearly are questions, for notes in which none was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import QUESTION_MARKS, lazy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST = 3
LONGEST = 60

ASKS = f"[{QUESTION_MARKS}]"
FENCE = lazy(r"\s*(?:```|~~~)")
# The nearest first: what a line looks like, and what keeps it from being a question.
KINDS: Sequence[tuple[re.Pattern[str], str]] = (
    (lazy(r" {0,3}#{1,6}[^#\s!].*"), "no space after the #"),
    (lazy(r" {0,3}#{1,6}[ \t]+\S.*"), "a heading, but not of the level of questions"),
    (
        lazy(rf"\s*(\*\*|__)(?:(?!\1).)+(?:{ASKS}\s*\1|\1\s*{ASKS})\s*"),
        "bold, but no heading",
    ),
    (
        lazy(r"\s*(?:q|question|问|问题)\s*+(?:\d++\s*+)?[.:：)、]\s*\S.*", re.IGNORECASE),
        "a paragraph, not a heading",
    ),
    (lazy(rf".*{ASKS}\s*"), "asks, but is no heading"),
)


def nearest_misses(lines: Mapping[str, Sequence[str]]) -> list[str]:
    """Up to three lines of the notes, the nearest first, each with its place and what it lacks."""
    found = [
        (rank, f"{path}:{number} `{_short(line)}` ({KINDS[rank][1]})")
        for path, text in lines.items()
        for number, line in _prose(text)
        if (rank := _rank(line)) is not None
    ]
    return [told for _, told in sorted(found, key=lambda each: each[0])[:MOST]]


def _rank(line: str) -> int | None:
    return next((rank for rank, (kind, _) in enumerate(KINDS) if kind.fullmatch(line)), None)


def _prose(text: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Walk the lines outside fences, with their numbers."""
    inside = False
    for number, line in enumerate(text, start=1):
        if FENCE.match(line):
            inside = not inside
        elif not inside and line.strip():
            yield number, line


def _short(line: str) -> str:
    line = line.strip()
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"

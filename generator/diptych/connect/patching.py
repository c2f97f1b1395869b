"""A change of words as Anki has them, made to the very text of the notes: all else of it stays."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = lazy(r"\s+|[A-Za-z0-9]+|.", re.DOTALL)


def patched(written: str, old: str, new: str, indent: str) -> str | None:
    """Change a text of the notes as one that shows the same was changed.

    Args:
        written: the text as the notes have it.
        old: what of it is shown, as Markdown made of the card.
        new: what is to be shown, likewise.
        indent: what each new line begins with.

    Returns:
        None where what changed does not stand in the notes as one piece.
    """
    before, after, ours = tokens_of(old), tokens_of(new), tokens_of(written)
    places = _places(before, ours)
    changes = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "equal":
            continue
        span = _span(places, i1, i2)
        if span is None:
            return None
        changes.append((*span, _indented("".join(after[j1:j2]), indent)))
    for start, end, text in reversed(changes):
        ours[start:end] = [text]
    return "".join(ours)


def _indented(text: str, indent: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([first, *(f"{indent}{each}" if each else indent.rstrip() for each in others)])


def tokens_of(text: str) -> list[str]:
    """Part a text into words, single signs, and blanks."""
    return _TOKEN.findall(text)


def _places(before: Sequence[str], ours: Sequence[str]) -> dict[int, int]:
    """Find where each token that is shown stands in the notes."""
    return matched(SequenceMatcher(None, [*map(_folded, before)], [*map(_folded, ours)], False))


def matched(matcher: SequenceMatcher[str]) -> dict[int, int]:
    """Find the place in the second sequence of each member that both have."""
    return {
        one + step: other + step
        for one, other, size in matcher.get_matching_blocks()
        for step in range(size)
    }


def _folded(token: str) -> str:
    return " " if token.isspace() else token


def _span(places: dict[int, int], start: int, end: int) -> tuple[int, int] | None:
    """Find what stands in the notes for some tokens that are shown."""
    if start == end:
        above, below = places.get(start - 1), places.get(start)
        if above is not None:
            return above + 1, above + 1
        return None if below is None else (below, below)
    found = [places.get(each) for each in range(start, end)]
    first = found[0]
    if first is None or found != [*range(first, first + end - start)]:
        return None
    return first, first + end - start

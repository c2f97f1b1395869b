"""Characters without a width, which copying from web pages and PDFs leaves in the text.

Between the ``#`` of a heading and the start of its line they hide the heading; within a word they
hide the word from every search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import EAST_ASIAN, lazy
from diptych.syntax.repairs.text import UNSEEN, Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D227"
SAFE = True
SIGN = lazy(f"[{UNSEEN}]")

RUN = lazy(SIGN.pattern + "+")
SOFT_HYPHEN, SPACE = "\u00ad", "\u200b"
JOINERS = frozenset("\u200c\u200d")

# Thai, Lao, Tibetan, Myanmar, Khmer: a space without a width tells where a line may end.
WITHOUT_SPACES = lazy("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")

# Where joiners mean nothing: Latin, Greek, Cyrillic, punctuation, East Asian scripts. Behind
# anything else (Arabic, Indic scripts, emoji) they say how to write what stands around them.
UNJOINED = lazy(f"[\0-\u052f\u2000-\u206f{EAST_ASIAN}]")


def find(text: Text) -> Iterator[Edit]:
    """Each run of them outside code."""
    edits = {number: list(_in_line(line)) for number, line in enumerate(text.lines)}
    edits = {number: found for number, found in edits.items() if found}
    for number in sorted(_prose(text, edits)):
        for start, end in edits[number]:
            yield Edit(number, start, end, "")


def _prose(text: Text, edits: dict[int, list[tuple[int, int]]]) -> set[int]:
    """Which of some lines are not code, now or once the others are mended: a fence may come up."""
    chosen: set[int] = set()
    while edits.keys() - chosen:
        mended = text.changed(
            _without(line, edits[number]) if number in chosen else line
            for number, line in enumerate(text.lines)
        )
        more = edits.keys() - chosen - mended.code
        if not more:
            break
        chosen |= more
    return chosen


def _in_line(line: str) -> Iterator[tuple[int, int]]:
    for run in RUN.finditer(line):
        before, behind = line[: run.start()][-1:], line[run.end() :][:1]
        # Its loss must not join two backticks, and so begin or end code.
        joins = before == behind == "`"
        if not joins and all(_is_odd(character, before, behind) for character in run.group()):
            yield run.span()


def _is_odd(character: str, before: str, behind: str) -> bool:
    if character == SOFT_HYPHEN:
        return not (before.isalpha() and behind.isalpha())
    if character == SPACE:
        return not (WITHOUT_SPACES.match(before) or WITHOUT_SPACES.match(behind))
    if character in JOINERS:
        return not before or bool(UNJOINED.match(before))
    return True


def _without(line: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        line = line[:start] + line[end:]
    return line

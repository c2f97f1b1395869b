"""What stands before the fronts of a page and asks nothing: `01 `, `02 `, or `▶` before each.

One front alone tells nothing: `01 背包问题` has a name, `♂` may be what is asked about.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import category

from msgspec.structs import replace

from diptych.characters import QUESTION_MARKS, lazy
from diptych.syntax.inline import split_line, strip_start
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.drafts.draft import QuestionDraft

BARE_NUMBER = lazy(r"\s*(\d{1,3})\s+(?=[^\d\s])")
END = lazy(rf"(?<=[{QUESTION_MARKS}])(?:\s?>>>?|\s?<<<?|\s?<>|\s?[:;=]{2, 3}|\s?[→⇒])\s*$")
ASKING = "❓❔"
FEWEST = 2
HALF, MOST = 0.5, 0.8
FIRST = (0, 1)
# What goes with a symbol: how it is to be drawn, and the blank behind it.
BEHIND = "[\\ufe0e\\ufe0f\\u200d\\s\\u3000]*"


def without_marks(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Take off the symbols and numbers that the fronts of a page have in common."""
    bare = _without_ends(drafts)
    bare = _without(bare, _symbols([plain_text(each.prompt) for each in bare]))
    counted = count_on([plain_text(each.prompt) for each in bare])
    return _without(bare, BARE_NUMBER if counted else None)


def _without_ends(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Take off the arrows that lead from several fronts to what stands below: `What is it?>>`."""
    led = [bool(END.search(plain_text(each.prompt))) for each in drafts]
    if sum(led) < max(FEWEST, HALF * len(drafts)):
        return list(drafts)
    parted = [split_line(each.prompt, END) for each in drafts]
    return [
        replace(draft, prompt=sides[0]) if sides else draft
        for draft, sides in zip(drafts, parted, strict=True)
    ]


def _symbols(fronts: Sequence[str]) -> re.Pattern[str] | None:
    """Find the symbols with which several fronts begin, or that say that they ask."""
    count = Counter(text[0] for text in fronts if text and category(text[0]) == "So")
    common = "".join(each for each, n in count.items() if n >= FEWEST or each in ASKING)
    return re.compile(rf"\s*(?:[{re.escape(common)}]{BEHIND})+(?=\S)") if common else None


def count_on(fronts: Sequence[str]) -> bool:
    """Tell whether fronts begin with numbers that count on from the first one, nearly all."""
    found = [each for text in fronts if (each := BARE_NUMBER.match(text))]
    numbers = [int(each[1]) for each in found]
    fewest = FEWEST if numbers and numbers[0] in FIRST else FEWEST + 1
    if len(numbers) < max(fewest, HALF * len(fronts)):
        return False
    # One may be missing, or there twice.
    steps = [0 <= number - before <= 2 or number in FIRST for before, number in pairwise(numbers)]
    return sum(steps) >= MOST * len(steps)


def _without(
    drafts: Sequence[QuestionDraft], pattern: re.Pattern[str] | None
) -> list[QuestionDraft]:
    if pattern is None:
        return list(drafts)
    stripped = [strip_start(each.prompt, pattern) for each in drafts]
    return [
        replace(draft, prompt=rest) if rest and plain_text(rest) else draft
        for draft, rest in zip(drafts, stripped, strict=True)
    ]

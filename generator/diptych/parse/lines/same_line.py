"""Questions whose answer goes on in the same line.

``**What is a lock?** It keeps others out.``, ``什么是回表？：再查一次主键。``
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.words.asking import ASKS_PLAINLY, asking, asks_in_words, ends_in_question_mark
from diptych.parse.words.manners import ANY_NUMBER, is_bold
from diptych.parse.words.numbers import without_number
from diptych.syntax.inline import split_line, strip_start
from diptych.syntax.tree import inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line

_SEPARATOR = r"\s*(?:[:：]{1,2}|[；|]|;{1,2}|={2,}|(?<=\t)|[-–—]{1,3}(?=[\s\w])|[-=]>|[→⇒])"
_LABEL = r"\s*(?:a|ans(?:wer)?|答案?)\s*[:：]"
# What parts a question from its answer and belongs to neither.
PARTING = lazy(rf"(?<=[{QUESTION_MARKS}])(?:{_SEPARATOR}|{_LABEL})\s*(?=\S)", re.IGNORECASE)
# Where a heading goes on with its answer: behind a question mark or a full stop, else only `答：`.
LABEL = lazy(
    rf"(?:(?<=[{QUESTION_MARKS}.。)）])\s*(?:a|ans(?:wer)?|答案?|解答|回答)|\s+(?:answer|答案?|解答|回答))"
    r"\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
# A line that ends so goes on in none.
CLOSED = lazy(rf"[{QUESTION_MARKS}.。!！:：;；…)）\]】]\W*$")
INSIDE = lazy(rf"[{QUESTION_MARKS}。！!:：；]\s*\w")
MOST_LINES = 4
ANY_MARK = lazy(f"[{QUESTION_MARKS}]")
SEPARATOR = lazy(rf"{_SEPARATOR}\s*")
# The last question mark of a line; a Latin one is followed by a blank.
MARK = lazy(
    rf"(?<=[{QUESTION_MARKS}])(?:(?<![\x00-\x7f])|\s+)\s*(?=[\w`$\"“‘「\\])(?!.*[{QUESTION_MARKS}])"
)


def part_line(line: Line, *, plainly: bool = False) -> tuple[Line, Line] | None:
    """Part a line into the question that it begins with and its answer; None if it has none.

    Args:
        plainly: whether the question mark alone may stand between them.
    """
    bold = _behind_bold(line)
    text = plain_text(line)
    if not bold and not ANY_MARK.search(text):
        return None
    separated = split_line(line, PARTING) or (bold and _separated(bold))
    parted = separated or bold or (plainly and split_line(line, MARK))
    if not parted or ends_in_question_mark(text) or _leads_elsewhere(line):
        return None
    question, answer = (plain_text(side) for side in parted)
    asks = asking(without_number(question, ANY_NUMBER)) >= ASKS_PLAINLY
    # Behind a question mark alone another question may follow.
    is_apart = separated or (ends_in_question_mark(question) and asking(answer) == 0)
    return parted if asks and is_apart and any(map(str.isalnum, answer)) else None


def lines_that_ask(lines: Sequence[Line]) -> int:
    """Count the lines over which a question goes that some lines begin with.

    Where lines were broken by a page's width, the question mark stands in a later one.
    """
    first = plain_text(lines[0])
    if len(lines) == 1 or CLOSED.search(first) or is_bold(lines[0]) or part_line(lines[0]):
        return 1
    for place, line in enumerate(lines[1:MOST_LINES], start=1):
        text = plain_text(line)
        if INSIDE.search(text):
            break
        if ends_in_question_mark(text):
            # What asks by itself is another question.
            return (
                1 if asks_in_words(text) or without_number(text, ANY_NUMBER) != text else place + 1
            )
        if CLOSED.search(text):
            break
    return 1


def part_at_label(line: Line) -> tuple[Line, Line] | None:
    """Part a line that asks at the label of its answer, `答：` or `A:`; None if it has none."""
    if not any(":" in node.content or "：" in node.content for node in inline_of(line)):
        return None
    parted = split_line(line, LABEL)
    asks = parted and asking(without_number(plain_text(parted[0]), ANY_NUMBER)) >= ASKS_PLAINLY
    return parted if asks else None


def _leads_elsewhere(line: Line) -> bool:
    """Tell whether a line holds a link, as those of a list of references do."""
    return any(node.type == "link" for node in inline_of(line)) or "://" in plain_text(line)


def _behind_bold(line: Line) -> tuple[Line, Line] | None:
    """Part a line behind the bold words that it begins with, its number apart."""
    place = next((n for n, node in enumerate(line) if node.type == "strong"), len(line))
    if place == len(line):
        return None
    before = plain_text(line[:place])
    if before and without_number(f"{before}x", ANY_NUMBER) != "x":
        return None
    behind = line[place + 1 :]
    goes_on = plain_text(behind).startswith((*QUESTION_MARKS,))
    return None if goes_on else (line[: place + 1], behind)


def _separated(parted: tuple[Line, Line]) -> tuple[Line, Line] | None:
    behind = strip_start(parted[1], SEPARATOR)
    return None if behind is None else (parted[0], behind)

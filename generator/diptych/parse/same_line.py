"""Questions whose answer goes on in the same line.

``**What is a lock?** It keeps others out.``, ``什么是回表？：再查一次主键。``
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import QUESTION_MARKS
from diptych.parse.asking import ASKS_PLAINLY, asking, ends_in_question_mark
from diptych.parse.manners import ANY_NUMBER
from diptych.parse.numbers import without_number
from diptych.syntax.inline import split_line, strip_start
from diptych.syntax.tree import inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from diptych.syntax.inline import Line

_SEPARATOR = r"\s*(?:[:：;；]|(?<=\t)|[-–—]{1,3}(?=[\s\w])|[-=]>|[→⇒])"
_LABEL = r"\s*(?:a|ans(?:wer)?|答案?)\s*[:：]"
# What parts a question from its answer and belongs to neither.
PARTING = re.compile(rf"(?<=[{QUESTION_MARKS}])(?:{_SEPARATOR}|{_LABEL})\s*(?=\S)", re.IGNORECASE)
ANY_MARK = re.compile(f"[{QUESTION_MARKS}]")
SEPARATOR = re.compile(rf"{_SEPARATOR}\s*")
# The last question mark of a line; a Latin one is followed by a blank.
MARK = re.compile(
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

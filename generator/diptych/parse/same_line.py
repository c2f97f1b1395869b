"""Questions whose answer goes on in the same line.

``**What is a lock?** It keeps others out.``, ``什么是回表？：再查一次主键。``
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.parse.asking import ASKS_PLAINLY, asking, ends_in_question_mark
from diptych.parse.manners import ANY_NUMBER
from diptych.parse.numbers import without_number
from diptych.syntax.inline import split_line, strip_start
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from diptych.syntax.inline import Line

# What parts a question from its answer and belongs to neither.
PARTING = re.compile(
    r"(?<=[?？])(?:\s*(?:[:：]|[-–—]{1,3}(?=[\s\w])|[-=]>|[→⇒])|\s*(?:a|ans(?:wer)?|答案?)\s*[:：])\s*(?=\S)",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:[:：]|[-–—]{1,3}(?=[\s\w])|[-=]>|[→⇒])\s*")
# The last question mark of a line; a Latin one is followed by a blank.
MARK = re.compile(r"(?<=[?？])(?:(?<=？)\s*|\s+)(?=[\w`$\"“‘「\\])(?!.*[?？])")


def part_line(line: Line, *, plainly: bool = False) -> tuple[Line, Line] | None:
    """Part a line into the question that it begins with and its answer; None if it has none.

    Args:
        plainly: whether the question mark alone may stand between them.
    """
    bold = _behind_bold(line)
    separated = split_line(line, PARTING) or (bold and _separated(bold))
    parted = separated or bold or (plainly and split_line(line, MARK))
    if not parted or ends_in_question_mark(plain_text(line)):
        return None
    question, answer = (plain_text(side) for side in parted)
    asks = asking(without_number(question, ANY_NUMBER)) >= ASKS_PLAINLY
    # Behind a question mark or bold words alone another question may follow.
    answers = any(map(str.isalnum, answer)) and (bool(separated) or asking(answer) == 0)
    return parted if asks and answers else None


def _behind_bold(line: Line) -> tuple[Line, Line] | None:
    """Part a line behind the bold words that it begins with, its number apart."""
    place = next((n for n, node in enumerate(line) if node.type == "strong"), len(line))
    before = plain_text(line[:place])
    if place == len(line) or (before and without_number(f"{before}x", ANY_NUMBER) != "x"):
        return None
    behind = line[place + 1 :]
    goes_on = plain_text(behind)[:1] in {"?", "？"}
    return None if goes_on else (line[: place + 1], behind)


def _separated(parted: tuple[Line, Line]) -> tuple[Line, Line] | None:
    behind = strip_start(parted[1], SEPARATOR)
    return None if behind is None else (parted[0], behind)

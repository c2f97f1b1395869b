"""What several questions are asked with, which stands above the first of them.

``（1～3 题共用题干）``, ``Questions 4-6 refer to the passage below.``: a case, a passage, choices.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.syntax.inline import lines_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from diptych.syntax.tree import Node

_ANNOUNCED = lazy(
    r"\W*(?:第\s*)?(\d{1,4})\s*[～~〜\-–—至到]\s*(?:第\s*)?(\d{1,4})\s*题?.{0,6}(?:共用|共享|基于|根据|依据).{0,20}"
    r"|\W*(?:根据|依据|阅读).{0,20}?(?:回答|完成)\s*(?:第\s*)?(\d{1,4})\s*[～~〜\-–—至到]\s*(?:第\s*)?(\d{1,4})\s*题.{0,6}"
    r"|\W*questions?\s+(\d{1,4})\s*(?:[-–—]|to|and|through)\s*(\d{1,4})\b.{0,20}"
    r"\b(?:refer|based|relate|share|use|using)\b.{0,60}",
    re.IGNORECASE,
)


class SharedStem(Struct):
    """A text that questions share.

    Attributes:
        numbers: those of the questions.
        coming: whether what comes still belongs to it, for no question was asked yet.
    """

    blocks: list[Node]
    numbers: range
    coming: bool = True


def announced_stem(block: Node) -> SharedStem | None:
    """Read a paragraph whose first line says which questions share what follows; None if none."""
    lines = lines_of(block) if block.type == "paragraph" else []
    found = _ANNOUNCED.fullmatch(plain_text(lines[0])) if lines else None
    if found is None:
        return None
    first, last = (int(number) for number in found.groups() if number)
    return SharedStem([block], range(first, last + 1)) if first < last else None

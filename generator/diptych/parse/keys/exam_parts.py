"""The parts of an exam: how they are named above questions, and above the key that answers them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.words.manners import number_manner, numbers_parts
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from diptych.syntax.tree import Node

# A line that only says to which part the answers below it belong.
PART = lazy(r"\W*(?:第?[一二三四五六七八九十]{1,3}(?:部分|大题)?|[IVX]{1,4})\W*")
# The names of parts of an exam.
TASK_PART = lazy(
    r".*(?:题|选择|填空|判断|名词解释|简答|论述|问答|计算|证明|写作|翻译"
    r"|questions?|problems?|exercises?|choice|answers?|false|blanks?|section|part)"
    r"\w*",
    re.IGNORECASE,
)
# What else stands in the title of a part: its number, how many points it gives.
_POINTS = lazy(r"[(（\[【][^()（）\[\]【】]*[)）\]】]\W*$")
_OF_KEY = lazy(
    r"(?:的)?(?:参考|标准)?(?:答案|解答|解析)\W*$|\s+(?:answers|(?:answer )?key|solutions?)\W*$",
    re.IGNORECASE,
)
_ORDINAL = lazy(r"^\W*[一二三四五六七八九十IVX\d]{1,4}[、.．:：)）\s]")
_NO_WORD = lazy(r"\W+")


def part_name(title: str) -> str:
    """Name a part as all its titles do: without its number, its points, and “answers”."""
    bare = _OF_KEY.sub("", _POINTS.sub("", title))
    return _NO_WORD.sub("", _ORDINAL.sub("", bare))


def names_part(block: Node) -> bool:
    """Tell whether a paragraph is the title of a part: `一、选择题`."""
    text = plain_text(block.children) if block.type == "paragraph" else ""
    return bool(TASK_PART.fullmatch(part_name(text))) and numbers_parts(number_manner(text))

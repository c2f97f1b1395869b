"""The marks that tell which choices are right: ``B. UDP ✓``, ``**B. UDP**``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.words import lexicon
from diptych.parse.words.manners import is_bold
from diptych.syntax.inline import split_line, strip_start
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

_RIGHT = r"[✓✔☑√✅]\ufe0f?"
_WRONG = r"[✗✘❌❎]\ufe0f?"
_MARK = rf"(?:[(（\[【]\s*(?:{_RIGHT}|{_WRONG}|{lexicon.RIGHT})\s*[)）\]】]|{_RIGHT}|{_WRONG})"
# Some put an asterisk or a plus before the letter of the right choice.
BEFORE = lazy(rf"\s*(?:{_MARK}\s*(?=\S)|[*+=]\s*(?=[A-HА-З]\s*[.、:)）．：]))", re.IGNORECASE)
BEHIND = lazy(rf"\s*{_MARK}[\s.。]*$", re.IGNORECASE)
SAYS_WRONG = lazy(_WRONG)
# Next to what is on the left, what is right is a side: `ventricle (right)`.
_LEFT = lazy(r"[(（\[【]\s*left\s*[)）\]】]", re.IGNORECASE)


def without_mark(text: str) -> str:
    """Take the mark off that a choice begins with."""
    found = BEFORE.match(text)
    return text[found.end() :] if found else text


def may_be_marked(item: Node) -> bool:
    """Tell whether an item begins or ends with the mark of what is right."""
    text = plain_text(item.children[0].children) if item.children else ""
    return bool(BEFORE.match(text) or BEHIND.search(text)) and not SAYS_WRONG.search(text)


def names_sides(blocks: Sequence[Node]) -> bool:
    """Tell whether choices name what is on the left, so that none is marked as the right one."""
    return any(_LEFT.search(words_of((block,))) for block in blocks)


def take_mark(choice: Line) -> tuple[Line, bool]:
    """Take the mark off a choice, or its boldness; tell whether it says that it is right."""
    said = tuple(node for node in choice if node.type != "text" or node.content.strip())
    if is_bold(said) and len(said) == 1:
        return said[0].children, True
    text = plain_text(choice)
    if behind := BEHIND.search(text):
        parted = split_line(choice, BEHIND)
        return (parted[0] if parted else choice), not SAYS_WRONG.search(behind[0])
    if before := BEFORE.match(text):
        return strip_start(choice, BEFORE) or choice, not SAYS_WRONG.search(before[0])
    return choice, False

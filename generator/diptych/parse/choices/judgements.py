"""Statements to judge whose mark stands in front, ``（×）1. …``, or bare behind: ``… ❌``.

Below a title that says “judge”, it is put behind the statement, in brackets, as others write it;
so are the first letters of its words: below ``Vrai ou faux``, ``… (F)`` says ``faux``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.words import lexicon
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.parse.words.manners import is_bold, number_manner, numbers_parts
from diptych.syntax.inline import joined, lines_of, paragraph, split_line, strip_start
from diptych.syntax.tree import LISTS, Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line

TITLE = lazy(lexicon.JUDGED, re.IGNORECASE)
_SIGN = r"[×√✓✔✗✘❌✅]\ufe0f?"
FRONT = lazy(
    rf"\s*[(（\[【]\s*({_SIGN}|T|F|{lexicon.TRUE}|{lexicon.FALSE})\s*[)）\]】]\s*(?=\S)",
    re.IGNORECASE,
)
BEHIND = lazy(rf"\s*({_SIGN})\s*$")
LETTER_FRONT = lazy(r"\s*[(（\[]\s*([^\W\d_])\s*[)）\]]\s*(?=\S)")
LETTER_BEHIND = lazy(
    r"(?<!\s)\s*+[(（\[]\s*([^\W\d_])\s*[)）\]][\s.]*$"
    r"|(?<=[.!])\s*+(?:[-–—→]\s*)?([^\W\d_])[\s.]*$"
)
WORD = lazy(r"[^\W\d_]{2,}")
# What the first letters of two words stand for.
Words = Mapping[str, str]


def with_judgements_behind(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Put the marks of statements to judge behind them."""
    words: Words | None = None
    changed: list[Node] = []
    for node in nodes:
        if _is_title(node):
            words = _words_of(plain_text(node.children))
            changed.append(node)
        else:
            changed.append(node if words is None else _judged(node, words))
    return tuple(changed)


def _words_of(title: str) -> Words | None:
    """Give the words by which a title has statements judged, by their first letters."""
    found = TITLE.search(title)
    if found is None:
        return None
    said = WORD.findall(found[0])
    letters = {each[0].upper(): each for each in (*said[:1], *said[-1:])}
    # `T` and `F` are known wherever they stand.
    return letters if len(letters) > 1 and letters.keys() != {"T", "F"} else {}


def _is_title(node: Node) -> bool:
    """Tell whether a block may name what stands below it."""
    if node.type != "paragraph":
        return node.type == "heading"
    text = plain_text(node.children)
    return is_bold(node.children) or numbers_parts(number_manner(text))


def _judged(block: Node, words: Words) -> Node:
    if block.type == "paragraph":
        lines = lines_of(block)
        marked = [_with_mark_behind(line, words) for line in lines]
        return block if marked == lines else paragraph(joined(marked), block)
    if block.type in LISTS:
        return replace(block, children=tuple(_judged_item(item, words) for item in block.children))
    return block


def _judged_item(item: Node, words: Words) -> Node:
    return replace(item, children=tuple(_items(item.children, words)))


def _items(blocks: Sequence[Node], words: Words) -> Iterator[Node]:
    """Put the mark behind the first paragraph of an item only: what stands below explains it."""
    for place, block in enumerate(blocks):
        yield block if place else _judged(block, words)


def _with_mark_behind(line: Line, words: Words) -> Line:
    text = plain_text(line)
    if ANSWER_LABEL.match(text) or not any(map(str.isalpha, text)):
        return line  # the key of several statements
    if words and (told := _with_word_behind(line, words)):
        return told
    if (found := FRONT.match(text)) and (rest := strip_start(line, FRONT)):
        return (*rest, _mark(found[1], line))
    if (found := BEHIND.search(text)) and (parted := split_line(line, BEHIND)):
        return (*parted[0], _mark(found[1], line))
    return line


def _with_word_behind(line: Line, words: Words) -> Line | None:
    """Put the word behind a statement whose first letter stands in front of it, or behind it."""
    text = plain_text(line)
    if (found := LETTER_FRONT.match(text)) and found[1] in words:
        rest = strip_start(line, LETTER_FRONT)
        return (*rest, _mark(words[found[1]], line)) if rest else None
    if (found := LETTER_BEHIND.search(text)) and (found[1] or found[2]) in words:
        parted = split_line(line, LETTER_BEHIND)
        return (*parted[0], _mark(words[found[1] or found[2]], line)) if parted else None
    return None


def _mark(said: str, line: Line) -> Node:
    last = line[-1]
    return Node("text", content=f"（{said}）", line=last.line, end_line=last.end_line)

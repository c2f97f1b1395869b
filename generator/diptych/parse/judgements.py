"""Statements to judge whose mark stands in front, ``（×）1. …``, or bare behind: ``… ❌``.

Below a title that says “judge”, it is put behind the statement, in brackets, as others write it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse import lexicon
from diptych.parse.labels import ANSWER_LABEL
from diptych.parse.manners import is_bold, number_manner, numbers_parts
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


def with_judgements_behind(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Put the marks of statements to judge behind them."""
    inside = False
    changed: list[Node] = []
    for node in nodes:
        if _is_title(node):
            inside = bool(TITLE.search(plain_text(node.children)))
            changed.append(node)
        else:
            changed.append(_judged(node) if inside else node)
    return tuple(changed)


def _is_title(node: Node) -> bool:
    """Tell whether a block may name what stands below it."""
    if node.type != "paragraph":
        return node.type == "heading"
    text = plain_text(node.children)
    return is_bold(node.children) or numbers_parts(number_manner(text))


def _judged(block: Node) -> Node:
    if block.type == "paragraph":
        lines = lines_of(block)
        marked = [_with_mark_behind(line) for line in lines]
        return block if marked == lines else paragraph(joined(marked), block)
    if block.type in LISTS:
        return replace(block, children=tuple(map(_judged_item, block.children)))
    return block


def _judged_item(item: Node) -> Node:
    return replace(item, children=tuple(_items(item.children)))


def _items(blocks: Sequence[Node]) -> Iterator[Node]:
    """Put the mark behind the first paragraph of an item only: what stands below explains it."""
    for place, block in enumerate(blocks):
        yield block if place else _judged(block)


def _with_mark_behind(line: Line) -> Line:
    text = plain_text(line)
    if ANSWER_LABEL.match(text) or not any(map(str.isalpha, text)):
        return line  # the key of several statements
    if (found := FRONT.match(text)) and (rest := strip_start(line, FRONT)):
        return (*rest, _mark(found[1], line))
    if (found := BEHIND.search(text)) and (parted := split_line(line, BEHIND)):
        return (*parted[0], _mark(found[1], line))
    return line


def _mark(said: str, line: Line) -> Node:
    last = line[-1]
    return Node("text", content=f"（{said}）", line=last.line, end_line=last.end_line)

"""Find the key that stands behind questions, below a heading or a line: ``# 参考答案``."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.keys.entries import (
    TITLE,
    entries_of_line,
    entries_of_marks,
    read_key,
)
from diptych.parse.keys.exam_parts import TASK_PART, part_name
from diptych.parse.words import lexicon
from diptych.parse.words.asking import asks
from diptych.parse.words.key_marks import FEWEST
from diptych.parse.words.manners import number_manner, ordinal_of
from diptych.syntax.inline import lines_of
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from diptych.syntax.tree import Node

KEY = lazy(
    r"\W*(?:[一二三四五六七八九十\d]+[、.．]\s*)?(?:练习|习题|试题|题目)?(?:参考|标准|正确)?"
    r"(?:答案(?:[与及和]?(?:解析|详解)|部分|汇总)?|解答|解析|详解|解説)\W*"
    rf"|\W*(?:{lexicon.KEY})\W*",
    re.IGNORECASE,
)
HALF = 0.5


def with_heading_of_key(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Make one text of a key below its heading.

    A line that announces one, ``**参考答案**``, is made a heading where it is none: the only one,
    or each that fits what is asked above. The headings of its parts, which stand above it as well,
    are made lines.
    """
    places = [place for place in range(len(nodes)) if _announces(nodes, place)]
    if len(places) > 1 or any(map(_is_heading_of_key, nodes)):
        places = [place for place in places if _fits(nodes, place)]
    nodes = [_as_heading(nodes, n) if n in places else node for n, node in enumerate(nodes)]
    parts = _parts_of_keys(nodes)
    return tuple(_as_line(node) if n in parts else node for n, node in enumerate(nodes))


def _as_heading(nodes: Sequence[Node], place: int) -> Node:
    return replace(nodes[place], type="heading", tag=f"h{_level(nodes, place)}")


def _fits(nodes: Sequence[Node], place: int) -> bool:
    """Tell whether what a line announces is a key, and not a list that explains one question.

    It ends a text, or another one follows; it holds nothing but marks, stands behind another key,
    or answers most of what is asked above.
    """
    behind = nodes[place + 2] if place + 2 < len(nodes) else None
    if behind is not None and behind.type != "heading" and not _announces(nodes, place + 2):
        return False
    if entries_of_marks(nodes[place + 1 : place + 2]) or (
        place > 1 and _announces(nodes, place - 2)
    ):
        return True
    above = takewhile(lambda node: node.type != "heading", reversed(nodes[:place]))
    asked = {number for node in above for number in numbers_in(node)}
    told = {*numbers_in(nodes[place + 1])}
    return len(asked & told) >= max(FEWEST, HALF * len(asked | told))


def numbers_in(block: Node) -> list[int]:
    """List the numbers that the items of a list, or the lines of a paragraph, are counted by."""
    if block.type == "ordered_list":
        return [int(item.info) for item in block.children if item.info.isdigit()]
    if entries := entries_of_line(block):
        return [entry.number for entry in entries]
    lines = lines_of(block) if block.type == "paragraph" else []
    return [ordinal for line in lines if (ordinal := ordinal_of(plain_text(line)))]


def _level(nodes: Sequence[Node], place: int) -> int:
    """Say how deep a heading would stand: as the one above it, but below the title of the page."""
    above = next((n.heading_level for n in reversed(nodes[:place]) if n.heading_level), 2)
    is_title = above == 1 and sum(node.heading_level == 1 for node in nodes) == 1
    return 2 if is_title else above


def _is_heading_of_key(node: Node) -> bool:
    return node.type == "heading" and bool(KEY.fullmatch(plain_text(node.children)))


def _parts_of_keys(nodes: Sequence[Node]) -> frozenset[int]:
    """Find the headings of keys' parts; those of a key only if all name parts above it."""
    headings = [(place, node) for place, node in enumerate(nodes) if node.heading_level]
    if not any(_is_heading_of_key(node) for _, node in headings):
        return frozenset()
    names = [part_name(plain_text(node.children)) for _, node in headings]
    above: set[str] = set()
    parts: set[int] = set()
    for n, (_, node) in enumerate(headings):
        if _is_heading_of_key(node):
            parts |= _parts_below(headings, names, n, above)
        above.add(names[n])
    return frozenset(parts)


def _parts_below(
    headings: Sequence[tuple[int, Node]], names: Sequence[str], key: int, above: AbstractSet[str]
) -> set[int]:
    level = headings[key][1].heading_level
    found: set[int] = set()
    for n in range(key + 1, len(headings)):
        place, node = headings[n]
        if node.heading_level <= level:
            break
        if names[n] not in above or not TASK_PART.fullmatch(names[n]):
            return set()
        found.add(place)
    return found


def is_key(title: str, nodes: Sequence[Node]) -> bool:
    """Tell whether a text is a key, in which nothing asks."""
    if not KEY.fullmatch(title):
        return False
    _, entries = read_key(nodes)
    asking = sum(asks(words_of(entry.blocks[:1])) for entry in entries)
    return len(entries) >= FEWEST and asking < HALF * len(entries)


def _as_line(heading: Node) -> Node:
    return replace(heading, type="paragraph", tag="p", attrs={}, meta={TITLE: True})


def _announces(nodes: Sequence[Node], place: int) -> bool:
    """Tell whether a paragraph only says that answers follow: numbered lines do, as stand above."""
    if nodes[place].type != "paragraph" or place + 1 == len(nodes):
        return False
    following = nodes[place + 1]
    counts = _counts(following) or entries_of_line(following)
    if not KEY.fullmatch(plain_text(nodes[place].children)) or not counts:
        return False
    above = takewhile(lambda node: node.type != "heading", reversed(nodes[:place]))
    return any(map(_counts, above))


def _counts(block: Node) -> bool:
    is_list = block.type == "ordered_list"
    return is_list or (
        block.type == "paragraph" and bool(number_manner(plain_text(block.children)))
    )

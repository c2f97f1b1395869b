"""Headings inside an ordered list: ``4.  ### What is JSX?``, the answer indented below.

The list is taken away and its headings read like any others. So an answer that has lost its
indentation, which ends the list, still belongs to its question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.parse.outline import split
from diptych.syntax.tree import LISTS, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.tree import Node

NAME = "listed-headings"


def hoist(nodes: Sequence[Node], *, wanted: bool) -> tuple[Node, ...] | None:
    """Take the lists around headings away; return None when there are none.

    Args:
        wanted: whether they were asked for; else they must not be few beside other headings.
    """
    if not any(_is_listed(block) for block in nodes):
        return None
    hoisted = tuple(_hoisted(nodes))
    _, found = split(hoisted)
    listed = sum(heading.listed for heading in found)
    plain = sum(
        h.looks_like_question and not h.listed and not h.node.meta.get("inner") for h in found
    )
    return hoisted if wanted or listed >= plain else None


def _is_listed(block: Node) -> bool:
    """Tell whether a block is a list whose items begin with headings, at least half of them."""
    if block.type not in LISTS:
        return False
    headed = sum(_begins_with_heading(item) for item in block.children)
    return headed > 0 and headed * 2 >= len(block.children)


def _begins_with_heading(item: Node, tag: str = "") -> bool:
    first = item.children[0] if item.children else None
    return first is not None and first.type == "heading" and tag in {"", first.tag}


def _hoisted(blocks: Sequence[Node], tag: str = "") -> Iterator[Node]:
    """Take the lists around headings away.

    Args:
        tag: which headings; all at first, then, inside of an item, those of its own level only.
    """
    for block in blocks:
        if _is_listed(block) and _holds_heading(block, tag):
            for item in block.children:
                yield from _hoisted_item(item, block, tag)
        else:
            yield block


def _holds_heading(block: Node, tag: str) -> bool:
    return not tag or any(each.type == "heading" and each.tag == tag for each in walk([block]))


def _hoisted_item(item: Node, block: Node, tag: str) -> Iterator[Node]:
    if not _begins_with_heading(item, tag):
        yield replace(block, children=(item,))
        return
    heading, *below = item.children
    yield replace(heading, meta={**heading.meta, "numbered": True})
    for each in _hoisted(below, heading.tag):
        # Whatever its level, it stands below the heading of its item.
        is_inner = each.type == "heading" and not each.meta.get("numbered")
        yield replace(each, meta={**each.meta, "inner": True}) if is_inner else each

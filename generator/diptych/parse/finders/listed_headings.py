"""Headings inside an ordered list: ``4.  ### What is JSX?``, the answer indented below.

The list is taken away and its headings read like any others. So an answer that has lost its
indentation, which ends the list, still belongs to its question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diptych.parse.finders import headings
from diptych.parse.outline import split
from diptych.syntax.tree import LISTS, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading
    from diptych.syntax.tree import Node

NAME = "listed-headings"


def read(page: Page) -> Reading | None:
    """Read a page of headings in lists; return None when there are none."""
    if not any(_is_listed(block) for block in page.nodes):
        return None
    nodes = list(_hoisted(page.nodes))
    _, found = split(nodes)
    listed = [heading for heading in found if heading.node.meta.get("numbered")]
    plain = sum(h.looks_like_question for h in found) - len(listed)
    reading = headings.read_headings(page, nodes)
    confidence = 0.95 if len(listed) >= plain else 0.3
    return replace(
        reading,
        confidence=confidence if page.question_level is None else 1.0,
        reason=f"{len(listed)} headings stand in lists; {reading.reason}",
    )


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
    yield from _hoisted(below, heading.tag)

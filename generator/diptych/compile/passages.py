"""Find the part of a note that a link names: a heading with what stands below it, or a block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.compile.anchors import anchor_of
from diptych.syntax.tree import Node, blocks_of, last_line, walk
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence


class Passage(Struct, frozen=True):
    """Blocks of a note that stand together.

    Attributes:
        line, end_line: where they stand in it, counted from 1.
        headings: how many headings there are among them.
    """

    nodes: tuple[Node, ...]
    line: int
    end_line: int
    headings: int


def find_passage(nodes: Sequence[Node], fragment: str) -> Passage | None:
    """Find what a fragment names in the blocks of a note; all of them if it is empty."""
    if not fragment:
        return _passage(nodes)
    if fragment.startswith("^"):
        block = _block(nodes, fragment.lower())
        return _passage([_in_list(block)]) if block else None
    return _below_heading(nodes, fragment)


def _passage(nodes: Sequence[Node]) -> Passage:
    line = next((each.line for each in blocks_of(nodes) if each.line), 1)
    headings = sum(each.heading_level > 0 for each in blocks_of(nodes))
    return Passage(tuple(nodes), line, last_line(nodes, line), headings)


def _in_list(block: Node) -> Node:
    """Make a list of an item, which can stand nowhere else."""
    if block.type != "list_item":
        return block
    return Node("bullet_list", tag="ul", children=(block,), line=block.line, block=True)


def _below_heading(nodes: Sequence[Node], fragment: str) -> Passage | None:
    """Find a heading among the outermost blocks, with all down to the next one as high."""
    named = [(place, _names(node)) for place, node in enumerate(nodes) if node.heading_level]
    wanted = (fragment, anchor_of(fragment), _squeezed(anchor_of(fragment)))
    for name in wanted:
        start = next((place for place, names in named if name in names), None)
        if start is not None:
            level = nodes[start].heading_level
            ends = (p for p, _ in named if p > start and nodes[p].heading_level <= level)
            return _passage(nodes[start : next(ends, len(nodes))])
    return None


def _names(heading: Node) -> set[str]:
    anchor = anchor_of(plain_text(heading.children))
    return {anchor, _squeezed(anchor), *heading.meta.get("ids", ())}


def _squeezed(anchor: str) -> str:
    return re.sub(r"-{2,}", "-", anchor).strip("-")


def _block(nodes: Sequence[Node], anchor: str) -> Node | None:
    """Find the block that bears an id: the item of a list, else the innermost one.

    An id that stands alone is that of the block above it.
    """
    for place, node in enumerate(nodes):
        own = [each for each in node.children if not each.block]
        if any(each.meta.get("anchor") == anchor for each in walk(own)):
            alone = all(each.hidden or not each.content.strip() for each in own)
            return nodes[place - 1] if alone and place else node
        found = _block([each for each in node.children if each.block], anchor)
        if found is not None:
            is_line_of_item = node.type == "list_item" and found in node.children[:1]
            return node if is_line_of_item else found
    return None

"""Find the part of a note that a link names: a heading with what stands below it, or a block."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.compile.anchors import anchor_of
from diptych.syntax.tree import Node, blocks_of, last_line, walk
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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


class Passages:
    """What stands in the blocks of a note; each part is looked for once."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._found: dict[str, Passage | None] = {}

    def find(self, fragment: str) -> Passage | None:
        """Find what a fragment names; all of them if it is empty."""
        if fragment not in self._found:
            self._found[fragment] = self._look_for(fragment)
        return self._found[fragment]

    def _look_for(self, fragment: str) -> Passage | None:
        if not fragment:
            return _passage(self._nodes)
        if fragment.startswith("^"):
            block = self._blocks.get(fragment.lower())
            return _passage([_in_list(block)]) if block else None
        return self._below_heading(fragment)

    def _below_heading(self, fragment: str) -> Passage | None:
        """Find a heading among the outermost blocks, with all down to the next one as high."""
        wanted = (fragment, anchor_of(fragment), _squeezed(anchor_of(fragment)))
        start = next((self._headings[name] for name in wanted if name in self._headings), None)
        if start is None:
            return None
        level = self._nodes[start].heading_level
        end = start + 1
        while end < len(self._nodes) and not 0 < self._nodes[end].heading_level <= level:
            end += 1
        return _passage(self._nodes[start:end])

    @cached_property
    def _headings(self) -> dict[str, int]:
        """The place of each heading, by all that it may be called; the first of a name has it."""
        places: dict[str, int] = {}
        for place, node in enumerate(self._nodes):
            if node.heading_level:
                for name in _names(node):
                    places.setdefault(name, place)
        return places

    @cached_property
    def _blocks(self) -> dict[str, Node]:
        """The block that bears each id; the first of an id has it."""
        blocks: dict[str, Node] = {}
        for anchor, node in _named_blocks(self._nodes):
            blocks.setdefault(anchor, node)
        return blocks


def _passage(nodes: Sequence[Node]) -> Passage:
    line = next((each.line for each in blocks_of(nodes) if each.line), 1)
    headings = sum(each.heading_level > 0 for each in blocks_of(nodes))
    return Passage(tuple(nodes), line, last_line(nodes, line), headings)


def _in_list(block: Node) -> Node:
    """Make a list of an item, which can stand nowhere else."""
    if block.type != "list_item":
        return block
    return Node("bullet_list", tag="ul", children=(block,), line=block.line, block=True)


def _names(heading: Node) -> set[str]:
    anchor = anchor_of(plain_text(heading.children))
    return {anchor, _squeezed(anchor), *heading.meta.get("ids", ())}


def _squeezed(anchor: str) -> str:
    return re.sub(r"-{2,}", "-", anchor).strip("-")


def _named_blocks(nodes: Sequence[Node]) -> Iterator[tuple[str, Node]]:
    """Find the ids of blocks: an item of a list bears that of its line, else the innermost block.

    An id that stands alone is that of the block above it.
    """
    for place, node in enumerate(nodes):
        own = [each for each in node.children if not each.block]
        anchors = [each.meta["anchor"] for each in walk(own) if "anchor" in each.meta]
        alone = all(each.hidden or not each.content.strip() for each in own)
        for anchor in anchors:
            yield anchor, nodes[place - 1] if alone and place else node
        for anchor, found in _named_blocks([each for each in node.children if each.block]):
            is_line_of_item = node.type == "list_item" and found is node.children[0]
            yield anchor, node if is_line_of_item else found

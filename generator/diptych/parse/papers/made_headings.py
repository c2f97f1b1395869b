"""Headings made of lines that ask, and the mark that parts what is asked with from the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.syntax.inline import paragraph
from diptych.syntax.tree import Node, inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line

PARTING = "%"
DEEPEST = 6


def heading_of(line: Line, like: Node, level: int) -> Node:
    """Make a heading that asks of a line of a block."""
    start = next((node.line for node in inline_of(line) if node.line), 0) or like.line
    bare = replace(like, type="heading", tag="h1")
    return replace(
        bare,
        tag=f"h{min(level, DEEPEST)}",
        children=tuple(line),
        content=plain_text(line),
        meta={"numbered": True},
        attrs={},
        line=start,
        hidden=False,
    )


def parting_of(like: Node) -> Node:
    """Make the paragraph that parts what is asked with from the answer."""
    return text_block(PARTING, like)


def text_block(words: str, like: Node) -> Node:
    """Make a paragraph of some words at the place of a block."""
    said = Node("text", content=words, line=like.line, end_line=like.line)
    bare = replace(like, type="paragraph", tag="p", children=(), meta={}, attrs={}, hidden=False)
    return replace(paragraph((said,), bare), content=words)


def level_below(nodes: Sequence[Node]) -> int:
    """Say how deep a heading stands that is made below the last one of some blocks."""
    above = next((node.heading_level for node in reversed(nodes) if node.heading_level), 1)
    return above + 1

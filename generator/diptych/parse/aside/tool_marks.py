"""What other tools write into notes for themselves: ids, schedules, separators, lines of tags.

An id becomes the question's pinned id. A schedule is not shown but told, as other properties are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.tree import inline_of, map_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.syntax.tree import Node

# `<!--ID: 1675420211-->`, `<!--SR:!2024-01-01,3,250-->`, behind a block's words `^1675420211999`.
ID = lazy(r"\s*<!--\s*(?:id|nid)\s*:\s*([\w.\-]+)\s*-->\s*", re.IGNORECASE)
SCHEDULE = lazy(r"\s*<!--\s*(SR:[^>]*?)\s*-->\s*")
ANCHOR = lazy(r"\^(\d{10,}|q-\w+)")
# A line that parts the front of a card from its back.
PERCENT = lazy(r"\s*%\s*")


class ToolMarks(Struct):
    """What was found in a question: ids, the first of which counts, and other properties."""

    ids: list[str] = field(default_factory=list)
    properties: list[str] = field(default_factory=list)

    def take(self, content: str) -> bool:
        """Remember a comment that is such a mark; tell whether it is."""
        if found := ID.fullmatch(content):
            self.ids.append(found.group(1))
        elif found := SCHEDULE.fullmatch(content):
            self.properties.append(found.group(1))
        return found is not None

    def see(self, children: Sequence[Node]) -> bool:
        """Remember an id that a text ends in; tell whether there is one. Links may lead there."""
        anchor = str(children[-1].meta.get("anchor", "")) if children else ""
        if found := ANCHOR.fullmatch(anchor):
            self.ids.append(found[1])
        return found is not None


def is_mark(block: Node) -> bool:
    """Tell whether a block is only a comment, or an anchor, of another tool."""
    if block.type == "html_block":
        return ToolMarks().take(block.content)
    is_paragraph = block.type == "paragraph" and len(block.children) == 1
    return is_paragraph and ToolMarks().see(block.children)


def take_marks(blocks: Iterable[Node], marks: ToolMarks) -> tuple[Node, ...]:
    """Take the marks of other tools out of some blocks; ``marks`` gathers them."""

    def without_marks(block: Node) -> Node | None:
        if block.type == "html_block":
            return None if marks.take(block.content) else block
        marks.see(block.children)
        if "<!--" not in block.content:
            return block
        said = _without_comments(block.children, marks)
        if said == block.children:
            return block
        kept = trimmed(said)
        if not kept and block.type == "paragraph":
            return None
        return replace(block, children=kept, content=plain_text(kept))

    return map_blocks(blocks, without_marks)


def take_marks_of_prompt(
    prompt: tuple[Node, ...], footnotes: Mapping[str, object], marks: ToolMarks
) -> tuple[Node, ...]:
    """Take off what other tools wrote behind a prompt, ``[^uid]`` without footnote as well."""
    kept = prompt
    while kept:
        last = kept[-1]
        label = last.meta.get("label") if last.type == "footnote_ref" else None
        if label is not None and label not in footnotes:
            marks.ids.append(label)
        elif marks.see(kept) or last.type != "html_inline" or not marks.take(last.content):
            break
        kept = trimmed(kept[:-1])
    return kept


def trimmed(children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Take off the blanks and line ends behind inline nodes."""
    while children and children[-1].type in {"softbreak", "hardbreak"}:
        children = children[:-1]
    if children and children[-1].type == "text":
        last = children[-1]
        children = (*children[:-1], replace(last, content=last.content.rstrip()))
    return children


def split_at_percent(
    body: Sequence[Node],
) -> tuple[tuple[Node, ...], tuple[Node, ...]] | None:
    """Part a body at a paragraph that is only ``%``; return None without one."""
    place = next((n for n, block in enumerate(body) if is_percent(block)), None)
    if place is None:
        return None
    return tuple(body[:place]), tuple(block for block in body[place:] if not is_percent(block))


def is_percent(block: Node) -> bool:
    """Tell whether a block is a paragraph that is only ``%``."""
    return block.type == "paragraph" and bool(PERCENT.fullmatch(block.content))


def take_linked_tags(body: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """Take out paragraphs of links like ``[#metal](metal.md) [#old]()``; give the tags, too."""
    kept: list[Node] = []
    tags: list[str] = []
    for block in body:
        found = _linked_tags(block)
        tags += found
        kept += [] if found else [block]
    return tuple(kept), tuple(tags)


def _linked_tags(block: Node) -> list[str]:
    if block.type != "paragraph" or not block.content.startswith("[#"):
        return []
    texts = [_link_text(child) for child in block.children if _says_something(child)]
    tags = ["-".join(text[1:].split()) for text in texts]
    return tags if all(text.startswith("#") for text in texts) and all(tags) else []


def _link_text(node: Node) -> str:
    return plain_text(node.children) if node.type == "link" else ""


def _says_something(node: Node) -> bool:
    return any(each.content.strip() for each in inline_of([node]))


def _without_comments(nodes: Iterable[Node], marks: ToolMarks) -> tuple[Node, ...]:
    return tuple(
        replace(node, children=_without_comments(node.children, marks))
        if node.children and node.type != "image"
        else node
        for node in nodes
        if node.type != "html_inline" or not marks.take(node.content)
    )

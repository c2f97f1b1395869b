"""Questions with choices whose answer stands in front of them: ``【B】1. 核心是？``, ``[B] 1. …``.

It is put between the question and its choices, where others write it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.words.numbers import has_number
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS, Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line

FRONT = lazy(r"\s*[(（\[【]\s*([A-H](?:[、,，\s]*[A-H])*)\s*[)）\]】]\s*(?=\S)")
_FIRST_CHOICE = lazy(r"\s*[(（\[]?A\s*[.、．:：)）\]]\s*\S")


def with_letters_below(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Put the letters that stand in front of numbered questions below them."""
    return tuple(_blocks(nodes, numbered=False))


def _blocks(nodes: Sequence[Node], *, numbered: bool) -> Iterator[Node]:
    """Walk blocks.

    Args:
        numbered: whether they are those of an item, whose number is not in its text.
    """
    for place, node in enumerate(nodes):
        following = nodes[place + 1] if place + 1 < len(nodes) else None
        if node.type in {"paragraph", "heading"} and FRONT.match(node.content):
            yield from _letter_below(node, following, numbered=numbered and place == 0)
        elif node.type == "ordered_list" and any(map(_begins_so, node.children)):
            items = [tuple(_blocks(item.children, numbered=True)) for item in node.children]
            pairs = zip(node.children, items, strict=True)
            yield replace(node, children=tuple(replace(i, children=own) for i, own in pairs))
        else:
            yield node


def _begins_so(item: Node) -> bool:
    return bool(item.children) and bool(FRONT.match(item.children[0].content))


def _letter_below(block: Node, following: Node | None, *, numbered: bool) -> Iterator[Node]:
    """Put the letter below the first line, if that is numbered and choices follow."""
    first, *others = lines_of(block)
    found, rest = FRONT.match(plain_text(first)), strip_start(first, FRONT)
    below = plain_text(others[0]) if others else _first_words(following)
    letters = [each for each in found[1] if each.isalpha()] if found else []
    fits = letters == sorted(set(letters)) and bool(_FIRST_CHOICE.match(below))
    if rest is None or not fits or not (numbered or has_number(plain_text(rest))):
        yield block
        return
    said: Line = (Node("text", content="".join(letters), line=block.line, end_line=block.line),)
    if block.type == "heading":
        yield replace(block, children=rest, content=plain_text(rest))
        yield Node(
            "paragraph",
            tag="p",
            children=said,
            content=said[0].content,
            line=block.line,
            end_line=block.line,
            block=True,
        )
    else:
        yield paragraph(joined([rest, said, *others]), block)


def _first_words(block: Node | None) -> str:
    """Read what a block begins with, as it is written; lists of letters have items for that."""
    if block is None:
        return ""
    if block.type in LISTS:
        item = block.children[0].children
        return plain_text(item[0].children) if item else ""
    return plain_text(block.children) if block.type == "paragraph" else ""

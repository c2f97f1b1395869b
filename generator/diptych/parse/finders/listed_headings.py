"""Headings inside an ordered list: ``4.  ### What is JSX?``, the answer indented below.

The list is taken away and its headings read like any others. So an answer that has lost its
indentation, which ends the list, still belongs to its question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diptych.parse.finders import headings
from diptych.parse.outline import split
from diptych.syntax.blocks import LISTS, blocks, raised

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "listed-headings"


def read(page: Page) -> Reading | None:
    """None when there are no such lists, or when plain headings ask more."""
    if not any(_is_listed(block) for block in blocks(page.tokens) if block[0].type in LISTS):
        return None
    tokens = list(_hoisted(page.tokens))
    _, found = split(tokens)
    listed = [heading for heading in found if heading.opening.meta.get("numbered")]
    plain = sum(h.looks_like_question for h in found) - len(listed)
    reading = headings.read_headings(page, tokens)
    confidence = 0.95 if len(listed) >= plain else 0.3
    return replace(
        reading,
        confidence=confidence if page.question_level is None else 1.0,
        reason=f"{len(listed)} headings stand in lists; {reading.reason}",
    )


def _is_listed(block: Sequence[Token]) -> bool:
    """Whether a list's items begin with headings, at least half of them."""
    items = list(blocks(block[1:-1]))
    headed = sum(len(item) > 2 and item[1].type == "heading_open" for item in items)
    return headed > 0 and headed * 2 >= len(items)


def _hoisted(tokens: Sequence[Token], tag: str = "") -> Iterator[Token]:
    """The tokens with the lists around headings taken away.

    Args:
        tag: which headings; all at first, then, inside of an item, those of its own level only.
    """
    for block in blocks(tokens):
        if block[0].type in LISTS and _is_listed(block) and _begins_with(block, tag):
            for item in blocks(block[1:-1]):
                yield from _hoisted_item(item, block, tag)
        else:
            yield from block


def _begins_with(block: Sequence[Token], tag: str) -> bool:
    return not tag or any(token.tag == tag for token in block if token.type == "heading_open")


def _hoisted_item(item: Sequence[Token], block: Sequence[Token], tag: str) -> Iterator[Token]:
    inside = raised(item[1:-1], by=2)
    if not inside or inside[0].type != "heading_open" or (tag and inside[0].tag != tag):
        yield from (block[0], *item, block[-1])
        return
    opening = inside[0]
    opening.meta = {**opening.meta, "numbered": True}
    yield from inside[:3]
    yield from _hoisted(inside[3:], opening.tag)

"""A page as headings, each with what stands between it and the next."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.characters import QUESTION_MARKS
from diptych.parse.numbers import has_number
from diptych.syntax.blocks import blocks
from diptych.syntax.markdown import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

QUESTION_MARK = re.compile(rf"[{QUESTION_MARKS}]\W*$")
DETAILS = re.compile(r"<(/?)details\b", re.IGNORECASE)
CLOSING = re.compile(r"</details\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page's own flow, not one inside a list, a quotation or hidden details.

    Attributes:
        body: what stands between it and the next heading of any level.
    """

    level: int
    line: int
    text: str
    opening: Token
    inline: Token
    body: tuple[Token, ...]

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return bool(QUESTION_MARK.search(self.text))

    @property
    def looks_like_question(self) -> bool:
        """Whether it is numbered, asks, or bears an id that someone pinned."""
        meta = self.opening.meta
        return self.asks or bool(meta["ids"] or meta.get("numbered")) or has_number(self.text)

    @property
    def whole(self) -> tuple[Token, ...]:
        """Its tokens together with what stands below it."""
        closing = copy.copy(self.opening)
        closing.type, closing.nesting = "heading_close", -1
        return (self.opening, self.inline, closing, *self.body)


def split(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], list[Heading]]:
    """What stands above the first heading, and the headings."""
    hidden = _in_details(tokens)
    starts = [
        n
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and n not in hidden
    ]
    headings = []
    for start, end in pairwise([*starts, len(tokens)]):
        opening, inline = tokens[start], tokens[start + 1]
        assert opening.map is not None
        opening.meta.setdefault("ids", [])
        headings.append(
            Heading(
                level=int(opening.tag[1]),
                line=opening.map[0] + 1,
                text=plain_text(inline.children or ()),
                opening=opening,
                inline=inline,
                body=tuple(tokens[start + 3 : end]),
            )
        )
    return tuple(tokens[: starts[0]] if starts else tokens), headings


def details(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The places of the tokens that open and close each ``<details>`` of the page's own flow.

    One that nobody closes is none, so that it cannot swallow what comes after it. The closing tag
    may also stand behind the last words of a paragraph or a list.
    """
    if not any(t.type == "html_block" and DETAILS.search(t.content) for t in tokens):
        return
    open_at: list[int] = []
    place = 0
    for block in blocks(tokens):
        end = place + len(block) - 1
        for closes in _details_tags(block):
            if not closes:
                open_at.append(place)
            elif open_at:
                yield open_at.pop(), end
        place = end + 1


def _details_tags(block: Sequence[Token]) -> Iterator[bool]:
    """Whether each tag of a block closes; only blocks of HTML open anything."""
    if block[0].type == "html_block":
        for tag in DETAILS.finditer(block[0].content):
            yield bool(tag.group(1))
        return
    for token in block:
        for child in token.children or ():
            if child.type == "html_inline" and CLOSING.match(child.content):
                yield True


def _in_details(tokens: Sequence[Token]) -> frozenset[int]:
    return frozenset(place for start, end in details(tokens) for place in range(start, end))

"""Texts with deletions and nothing else: what holds one is a question.

That is a paragraph, a bullet, or a displayed formula by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.parse.drafts import Asked
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.tool_marks import is_mark
from diptych.syntax.blocks import LISTS, blocks, last_line
from diptych.syntax.cloze import deletions
from diptych.syntax.markdown import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "cloze"

FORMULAS = frozenset({"math_block", "math_block_label"})
ASKING = frozenset({"paragraph_open", *FORMULAS})


def read(page: Page) -> Reading | None:
    """None when nothing is deleted."""
    if not deletions(page.tokens):
        return None
    # Headings that ask are questions all the same, and their answers' deletions make them cloze.
    return read_in_text(page, find_deletions, "a paragraph has deletions", sure=0.7)


def find_deletions(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    """Take the paragraphs, bullets and formulas with deletions out of a text."""
    rest: list[Token] = []
    asked: list[Asked] = []
    asks = False
    for block in blocks(tokens):
        if asks and is_mark(block):
            asked[-1] = replace(asked[-1], body=(*asked[-1].body, *block))
            continue
        asks = block[0].type in {*ASKING, *LISTS} and bool(deletions(block))
        if asks and block[0].type in ASKING:
            asked.append(_asked(block, section))
        elif asks:
            left, found = _in_list(block, section)
            rest += left
            asked += found
            asks = bool(found)
        else:
            rest += block
    return rest, asked


def _in_list(block: Sequence[Token], section: tuple[str, ...]) -> tuple[list[Token], list[Asked]]:
    left: list[Token] = []
    asked: list[Asked] = []
    for item in blocks(block[1:-1]):
        if item[1].type in ASKING and deletions(item):
            asked.append(_asked(item[1:-1], section))
        else:
            left += item
    return ([block[0], *left, block[-1]] if left else []), asked


def _asked(block: Sequence[Token], section: tuple[str, ...]) -> Asked:
    formula = block[0].type in FORMULAS
    start = line_of(block[0]) if formula else line_of(block[1], line_of(block[0]))
    return Asked(
        prompt=_displayed(block[0]) if formula else tuple(block[1].children or ()),
        body=tuple(block[1:] if formula else block[3:]),
        section=section,
        line=start,
        end_line=last_line(block, start),
    )


def _displayed(formula: Token) -> tuple[Token, ...]:
    """A displayed formula as the run of a text holds one, with its label behind it."""
    shown = Token("math_inline_double", "math", 0, content=formula.content, map=formula.map)
    label = Token("text", "", 0, content=f" ({formula.info})", map=formula.map)
    return (shown, label) if formula.info else (shown,)

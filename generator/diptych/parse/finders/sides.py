"""Cards between rules, their sides parted by ``%``: front, back, and perhaps a line of tags.

A ``%`` below a heading is understood in all dialects (``diptych.parse.drafts``); this one is for
pages whose cards have no headings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.parse.drafts import Asked
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.tool_marks import PERCENT
from diptych.syntax.blocks import blocks, last_line
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.markdown import line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "sides"

Block = list[Token]


def read(page: Page) -> Reading | None:
    """None when no line is only ``%``, or when headings stand above those."""
    percents = sum(bool(PERCENT.fullmatch(line)) for line in page.lines)
    if not percents:
        return None
    tokens = list(_with_rules(page.tokens))
    if sum(t.type == "heading_open" and t.tag != "h1" for t in tokens) >= percents:
        return None
    return read_in_text(page, _find, "sides are parted by `%`", sure=0.94, tokens=tokens)


def _with_rules(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens; a rule that has made a heading of the text above it is a rule again."""
    for block in blocks(tokens):
        if block[0].type == "heading_open" and block[0].markup == "-":
            opening, inline, closing = block
            yield opening.copy(type="paragraph_open", tag="p")
            yield inline
            yield closing.copy(type="paragraph_close", tag="p")
            yield Token("hr", "hr", 0, markup="---", block=True)
        else:
            yield from block


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    rest: list[Token] = []
    asked: list[Asked] = []
    for card in _between_rules(tokens):
        sides = _sides(card)
        if len(sides) > 1 and (prompt := _prompt(sides[0])):
            asked.append(_asked(card, sides, prompt, section))
        else:
            rest += card
    return rest, asked


def _between_rules(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    card: list[Token] = []
    for token in tokens:
        if token.type == "hr" and token.level == 0:
            yield card
            card = []
        else:
            card.append(token)
    yield card


def _sides(card: Sequence[Token]) -> list[list[Block]]:
    """The blocks of each side; paragraphs are cut at a line that is only ``%``."""
    sides: list[list[Block]] = [[]]
    for block in blocks(card):
        if block[0].type != "paragraph_open":
            sides[-1].append(list(block))
            continue
        gathered: list[list[Token]] = []
        for line in lines_of(block[1]):
            if not PERCENT.fullmatch(plain_text(line)):
                gathered.append(line)
                continue
            if gathered:
                sides[-1].append(paragraph(joined(gathered), block))
            gathered = []
            sides.append([])
        if gathered:
            sides[-1].append(paragraph(joined(gathered), block))
    return sides


def _prompt(front: Sequence[Block]) -> Block | None:
    """The first paragraph or heading of a front."""
    named = (b for b in front if b[0].type in {"paragraph_open", "heading_open"})
    return next(named, None)


def _asked(
    card: Sequence[Token], sides: Sequence[list[Block]], prompt: Block, section: tuple[str, ...]
) -> Asked:
    front, back, *others = sides
    tags: tuple[str, ...] = ()
    if others and len(others[0]) == 1 and others[0][0][0].type == "paragraph_open":
        words = plain_text(others.pop(0)[0][1:2]).split(",")
        tags = tuple("-".join(word.split()) for word in words)
    start = line_of(card[0])
    return Asked(
        prompt=tuple(prompt[1].children or ()),
        front=tuple(token for block in front if block is not prompt for token in block),
        body=tuple(token for side in (back, *others) for block in side for token in block),
        section=section,
        line=start,
        end_line=last_line(card, start),
        tags=tags,
    )

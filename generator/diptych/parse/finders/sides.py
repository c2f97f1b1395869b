"""Cards between rules, their sides parted by ``%``: front, back, and perhaps a line of tags.

A ``%`` below a heading is understood by all finders (``parse/drafts/making.py``); this one is for
pages whose cards have no headings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.parse.aside.tool_marks import PERCENT
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import Node, between_rules, blocks_of, last_line, with_rules
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page

NAME = "sides"


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for cards with sides; return None unless lines are only ``%``, with few headings."""
    percents = sum(bool(PERCENT.fullmatch(line)) for line in page.lines)
    if not percents:
        return None
    ruled = tuple(with_rules(nodes))
    if sum(block.heading_level > 1 for block in blocks_of(ruled)) >= percents:
        return None
    return Search("sides are parted by `%`", _find, nodes=ruled)


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for card in between_rules(blocks):
        sides = _sides(card)
        if len(sides) > 1 and (prompt := _prompt(sides[0])):
            drafts.append(_draft(card, sides, prompt, section))
        else:
            rest += card
    return rest, drafts


def _sides(card: Sequence[Node]) -> list[list[Node]]:
    """Part a card into its sides; paragraphs are cut at a line that is only ``%``."""
    sides: list[list[Node]] = [[]]
    for block in card:
        if block.type != "paragraph":
            sides[-1].append(block)
            continue
        gathered: list[tuple[Node, ...]] = []
        for line in lines_of(block):
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


def _prompt(front: Sequence[Node]) -> Node | None:
    """Find the first paragraph or heading of a front."""
    return next((block for block in front if block.type in {"paragraph", "heading"}), None)


def _draft(
    card: Sequence[Node], sides: Sequence[Sequence[Node]], prompt: Node, section: tuple[str, ...]
) -> QuestionDraft:
    front, back, *others = sides
    tags: tuple[str, ...] = ()
    if others and [block.type for block in others[0]] == ["paragraph"]:
        words = plain_text(others.pop(0)).split(",")
        tags = tuple("-".join(word.split()) for word in words)
    start = card[0].line or 1
    return QuestionDraft(
        prompt=prompt.children,
        front=tuple(block for block in front if block is not prompt),
        body=tuple(block for side in (back, *others) for block in side),
        section=section,
        line=start,
        end_line=last_line(card, start),
        tags=tags,
    )

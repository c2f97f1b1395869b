"""Cards that rules part: ``Why?``, ``---``, ``So.``; or a rule between one card and the next.

Where lines are only ``===``, these part cards, and rules part the sides of each. Elsewhere most of
what stands above each second rule must ask, or most of the first lines below each.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.parse.words.asking import asks, ends_in_question_mark, is_one_question
from diptych.parse.words.manners import ANY_NUMBER
from diptych.syntax.inline import lines_of
from diptych.syntax.tree import Node, between_rules, last_line, with_rules
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page

NAME = "ruled"

RULE = lazy(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
BETWEEN_CARDS = lazy(r"={3,}")
PROSE = lazy(r"[。.:：;；,，!！]\W*$")
# A front is a line that asks, and perhaps a piece of code or a picture.
MOST_BLOCKS = 3
FEWEST = 2
MOST = 0.5

Sides = tuple["Sequence[Node]", "Sequence[Node]"]


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for rules between the sides of cards; return None without rules."""
    if not any(map(RULE.fullmatch, page.lines)):
        return None
    ruled = tuple(with_rules(nodes)) if any(map(_is_between, nodes)) else ()
    cards = [*_between(ruled)]
    headings = sum(node.heading_level > 1 for node in ruled)
    if headings < len(cards) and all(map(_has_sides, cards)):
        return Search("`===` parts cards, and `---` their sides", _find_between, nodes=ruled)
    # A title at most may stand above, so that nothing else can ask.
    titles = sum(node.type == "heading" for node in nodes)
    if titles > 1 or asks(page.name) or not any(node.type == "hr" for node in nodes):
        return None
    find = partial(_find, FEWEST if titles else 1)
    return Search("rules part cards or their sides", find, explicit=False)


def _is_between(block: Node) -> bool:
    return block.type == "paragraph" and bool(BETWEEN_CARDS.fullmatch(plain_text(block.children)))


def _between(blocks: Sequence[Node]) -> Iterator[Sequence[Node]]:
    """Part blocks at each ``===``; the headings above a card are none of it."""
    card: list[Node] = []
    for block in blocks:
        if _is_between(block):
            if card:
                yield card
            card = []
        elif card or block.type != "heading":
            card.append(block)
    if card:
        yield card


def _has_sides(card: Sequence[Node]) -> bool:
    """Tell whether a card begins with a text, and a rule parts it."""
    place = next((n for n, each in enumerate(card) if each.type == "hr"), 0)
    return 0 < place <= MOST_BLOCKS and card[0].type == "paragraph"


def _find_between(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    """Take each card between ``===``; what has no rule in it is none."""
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for card in _between(blocks):
        if _has_sides(card):
            place = next(n for n, each in enumerate(card) if each.type == "hr")
            drafts.append(_draft((card[:place], card[place + 1 :]), section))
        else:
            rest += card
    return rest, drafts


def _find(
    fewest: int, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    parts = [part for part in between_rules(blocks) if part]
    cards = _alternating(parts) or _each_a_card(parts)
    if len(cards) < fewest:
        return blocks, []
    return [], [_draft(each, section) for each in cards]


def _alternating(parts: Sequence[Sequence[Node]]) -> list[Sides]:
    """Join each part that asks with the one below it; none if they do not take turns."""
    fronts, backs = parts[::2], parts[1::2]
    if len(fronts) != len(backs) or any(len(part) > MOST_BLOCKS for part in fronts):
        return []
    asked_below = any(_asks(part[0]) or _asks(part[-1]) for part in backs)
    if asked_below or not _ask([part[0] for part in fronts]):
        return []
    return list(zip(fronts, backs, strict=True))


def _each_a_card(parts: Sequence[Sequence[Node]]) -> list[Sides]:
    """Take each part as a card whose first line asks; none unless there are some."""
    cards = [(part[:1], part[1:]) for part in parts]
    answered = all(back for _, back in cards)
    return cards if answered and len(cards) >= FEWEST and _ask([q[0] for q, _ in cards]) else []


def _ask(blocks: Sequence[Node]) -> bool:
    """Tell whether blocks are lines of which all ask, or most, one of them with its mark."""
    asking = sum(_asks(block) for block in blocks)
    lines = all(map(_is_line, blocks))
    marked = any(ends_in_question_mark(plain_text(block.children)) for block in blocks)
    return lines and (asking == len(blocks) or (marked and asking >= MOST * len(blocks)))


def _is_line(block: Node) -> bool:
    """Tell whether a block is a line, and no sentence of prose."""
    if block.type != "paragraph" or len(lines_of(block)) > 1:
        return False
    return not PROSE.search(plain_text(block.children))


def _asks(block: Node) -> bool:
    return block.type == "paragraph" and is_one_question(plain_text(block.children))


def _draft(sides: Sides, section: tuple[str, ...]) -> QuestionDraft:
    (asked, *with_it), back = sides
    start = asked.line or 1
    return QuestionDraft(
        prompt=asked.children,
        front=tuple(with_it),
        body=tuple(back),
        section=section,
        line=start,
        end_line=last_line((asked, *with_it, *back), start),
        number=ANY_NUMBER,
    )

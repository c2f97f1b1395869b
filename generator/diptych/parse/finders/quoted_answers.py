"""Numbered questions between rules, answered by a quotation: ``1. What is IoU?``, ``> An overlap``.

Above them may stand ``Deck:`` and ``Tags:``. An item without a quotation is a question if something
is deleted in it. Lists elsewhere are lists.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.aside.tool_marks import is_mark
from diptych.parse.cover import size_of
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.syntax.inline import lines_of
from diptych.syntax.tree import last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

NAME = "quoted-answers"

HEAD = lazy(r"(Deck|Tags):\s*(.*)")
ITEM = lazy(r"\d+\. ")


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for numbered questions with quoted answers; return None without such, and rules."""
    rules = sum(line.startswith("---") for line in page.lines)
    if rules < 2 or not any(line.startswith(">") for line in page.lines):
        return None
    if not any(map(ITEM.match, page.lines)):
        return None
    return Search("numbered questions are answered by quotations", _find)


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Take the cards out of a text, if it holds little else or names their deck."""
    rest, drafts, named = _part(blocks, section)
    mostly = size_of(rest) * 2 <= size_of(blocks)
    return (rest, drafts) if mostly or named else (blocks, [])


def _part(
    blocks: Sequence[Node], section: tuple[str, ...]
) -> tuple[list[Node], list[QuestionDraft], bool]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    part: list[Node] = []
    named = False
    for block in [*blocks, None]:
        if block and block.type != "hr":
            part.append(block)
            continue
        if _holds_cards(part):
            cards = _Cards(section)
            for each in part:
                cards.take(each)
            rest += cards.rest
            drafts += cards.finished()
            named |= bool(_head(part[0]))
        else:
            rest += part
        rest += [block] if block else []
        part = []
    return rest, drafts, named


def _holds_cards(part: Sequence[Node]) -> bool:
    kinds = [block.type for block in part if not is_mark(block)]
    quoted = ("ordered_list", "blockquote") in pairwise(kinds)
    return quoted or ("ordered_list" in kinds and bool(_head(part[0])))


def _head(block: Node) -> list[re.Match[str]]:
    """Find the `Deck:` and `Tags:` of a paragraph that holds nothing else."""
    if block.type != "paragraph":
        return []
    found = [HEAD.fullmatch(plain_text(line)) for line in lines_of(block)]
    return [each for each in found if each] if all(found) else []


class _Cards(Struct):
    """The cards between two rules while they are gathered."""

    section: tuple[str, ...]
    rest: list[Node] = field(default_factory=list)
    drafts: list[QuestionDraft] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    properties: list[str] = field(default_factory=list)
    # The ids that stand above the next question.
    waiting: list[Node] = field(default_factory=list)

    def take(self, block: Node) -> None:
        if heads := _head(block):
            for head in heads:
                self.tags += tuple(head[2].split()) if head[1] == "Tags" else ()
                self.properties += [head[0]] if head[1] == "Deck" else []
        elif is_mark(block):
            self.waiting.append(block)
        elif block.type == "ordered_list":
            for item in block.children:
                self._ask(item)
        elif self.drafts and not self.waiting:
            last = self.drafts[-1]
            end = last_line([block], last.end_line)
            self.drafts[-1] = replace(last, body=(*last.body, block), end_line=end)
        else:
            self.rest.append(block)

    def finished(self) -> list[QuestionDraft]:
        """Give the questions; the first has the properties of all of them."""
        tagged = [replace(each, tags=self.tags) for each in self.drafts]
        if tagged:
            first = tagged[0]
            tagged[0] = replace(first, properties=(*self.properties, *first.properties))
            tagged[-1] = replace(tagged[-1], body=(*tagged[-1].body, *self.waiting))
        return tagged

    def _ask(self, item: Node) -> None:
        if not item.children or item.children[0].type not in {"paragraph", "heading"}:
            self.rest += item.children
            return
        text, *below = item.children
        start = item.line or text.line or 1
        self.drafts.append(
            QuestionDraft(
                prompt=text.children,
                body=(*self.waiting, *below),
                section=self.section,
                line=start,
                end_line=last_line(item.children, start),
            )
        )
        self.waiting = []

"""Numbered questions between rules, answered by a quotation: ``1. What is IoU?``, ``> An overlap``.

Above them may stand ``Deck:`` and ``Tags:``. An item without a quotation is a question if something
is deleted in it. Lists elsewhere are lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.parse.drafts import Asked
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.tool_marks import is_mark
from diptych.syntax.blocks import blocks, last_line, raised
from diptych.syntax.inline import lines_of
from diptych.syntax.markdown import line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "quoted-answers"

HEAD = re.compile(r"(Deck|Tags):\s*(.*)")
ITEM = re.compile(r"\d+\. ")


def read(page: Page) -> Reading | None:
    """None without rules, numbered lines and quotations."""
    rules = sum(line.startswith("---") for line in page.lines)
    if rules < 2 or not any(line.startswith(">") for line in page.lines):
        return None
    if not any(map(ITEM.match, page.lines)):
        return None
    told = any(map(HEAD.match, page.lines))
    what = "numbered questions are answered by quotations"
    return read_in_text(page, _find, what, sure=0.95, least=0.92 * told)


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    rest: list[Token] = []
    asked: list[Asked] = []
    part: list[Sequence[Token]] = []
    for block in [*blocks(tokens), ()]:
        if block and block[0].type != "hr":
            part.append(block)
            continue
        if _holds_cards(part):
            found = _Part(section)
            for each in part:
                found.take(each)
            rest += found.rest
            asked += found.cards()
        else:
            rest += [token for each in part for token in each]
        rest += block
        part = []
    return rest, asked


def _holds_cards(part: Sequence[Sequence[Token]]) -> bool:
    kinds = [block[0].type for block in part if not is_mark(block)]
    quoted = ("ordered_list_open", "blockquote_open") in pairwise(kinds)
    return quoted or ("ordered_list_open" in kinds and bool(_head(part[0])))


def _head(block: Sequence[Token]) -> list[re.Match[str]]:
    """The `Deck:` and `Tags:` of a paragraph that holds nothing else."""
    if block[0].type != "paragraph_open":
        return []
    found = [HEAD.fullmatch(plain_text(line)) for line in lines_of(block[1])]
    return [each for each in found if each] if all(found) else []


@dataclass(slots=True)
class _Part:
    """The cards between two rules while they are gathered."""

    section: tuple[str, ...]
    rest: list[Token] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)
    # The ids that stand above the next question.
    waiting: list[Token] = field(default_factory=list)

    def take(self, block: Sequence[Token]) -> None:
        if heads := _head(block):
            for head in heads:
                self.tags += tuple(head[2].split()) if head[1] == "Tags" else ()
                self.told += [head[0]] if head[1] == "Deck" else []
        elif is_mark(block):
            self.waiting += block
        elif block[0].type == "ordered_list_open":
            for item in blocks(block[1:-1]):
                self._ask(item)
        elif self.asked and not self.waiting:
            last = self.asked[-1]
            end = last_line(block, last.end_line)
            self.asked[-1] = replace(last, body=(*last.body, *block), end_line=end)
        else:
            self.rest += block

    def cards(self) -> list[Asked]:
        """The questions; the first tells what is said of all of them."""
        tagged = [replace(each, tags=self.tags) for each in self.asked]
        if tagged:
            first = tagged[0]
            tagged[0] = replace(first, properties=(*self.told, *first.properties))
            tagged[-1] = replace(tagged[-1], body=(*tagged[-1].body, *self.waiting))
        return tagged

    def _ask(self, item: Sequence[Token]) -> None:
        inside = raised(item[1:-1], by=2)
        if len(inside) < 3 or inside[1].type != "inline":
            self.rest += inside
            return
        start = line_of(item[0], line_of(inside[1]))
        self.asked.append(
            Asked(
                prompt=tuple(inside[1].children or ()),
                body=(*self.waiting, *inside[3:]),
                section=self.section,
                line=start,
                end_line=last_line(inside, start),
            )
        )
        self.waiting = []

"""Questions that follow each other in one manner, whatever stands between them answers.

``**1、什么是 inode？**``, ``１．什么是唯物论？``, ``**What is overfitting? 👶**``, items of lists
(nested ones, too) and quotations. At least half of them must ask; what is numbered for another
reason is left alone, and so are answers below headings that ask.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.parse.asking import is_part_of_answer
from diptych.parse.choices import find_choices
from diptych.parse.drafts import QuestionDraft
from diptych.parse.manners import ANY_NUMBER, BOLD, manner_of, numbers_parts
from diptych.parse.numbers import without_number
from diptych.parse.outline import only_leads
from diptych.parse.same_line import MARK, lines_that_ask, part_line
from diptych.parse.search import Search
from diptych.parse.statements import take_answer, take_choice
from diptych.parse.tallies import Tally, are_spoken, asking_manners, begins_with_answer, tally_of
from diptych.parse.units import Unit, asked_in, units_of, without_bare_numbers
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.references import is_remote
from diptych.syntax.tree import LISTS, Node, blocks_of, inline_of, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line

NAME = "series"

HALF = 0.5
FILLING = re.compile(r"填空|fill[- ]in|lückentext|completar", re.IGNORECASE)
# What stands below is asked, whatever it says: a round of interviews, a list of questions.
ROUND = re.compile(
    r".*(?:[一二三四五六七八九十\d]|hr|技术|主管|交叉|终|初|复|业务|部门)\s*面(?:试)?(?:[\s(（:：].*)?"
    r"|.*(?:面经|面试(?:题|问题)|问题(?:清单|列表|汇总)|高频题)\W*"
    r"|.*\b(?:interview questions|questions asked|question list|list of questions)\W*",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")
SET_OFF = frozenset({"blockquote", "callout"})
LIST = "list"


class _Page(Struct, frozen=True):
    """What is known of a whole page.

    Attributes:
        manners: those whose lines ask.
        known: what headings say, so that lists of the same are tables of contents.
        filling: whether blanks are to be filled.
        lists: whether some list asks, so that even a single item may.
        plainly: whether answers follow right behind question marks.
    """

    manners: frozenset[str]
    known: frozenset[str]
    filling: bool
    lists: bool
    plainly: bool


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for manners whose lines ask; return None when there are none."""
    headed = {plain_text(node.children) for node in nodes if node.type == "heading"}
    known = frozenset(without_number(text, ANY_NUMBER) for text in headed)
    manners = asking_manners(nodes, but=LIST)
    if not manners and not any(node.type in {*LISTS, *SET_OFF} for node in nodes):
        return None
    filling = any(FILLING.search(text) for text in (*headed, page.name))
    lists = any(map(asks_in_list, blocks_of(nodes)))
    plainly = any(map(MARK.search, page.lines)) and _go_on(nodes, manners)
    known_of_page = _Page(manners, known, filling=filling, lists=lists, plainly=plainly)
    find = partial(_find, known_of_page)
    return Search("questions follow each other in one manner", find, explicit=False)


def _go_on(nodes: Sequence[Node], manners: frozenset[str]) -> bool:
    """Tell whether the answers of most lines that ask follow behind the question mark."""
    blocks = [*blocks_of(nodes)]
    lines = [unit.prompt for block in blocks for unit in units_of(block, manners) if unit.manner]
    asking_lists = filter(asks_in_list, blocks)
    lines += [line for block in asking_lists for item in block.children if (line := _line(item))]
    answered = sum(part_line(line, plainly=True) is not None for line in lines)
    return answered >= HALF * max(len(lines), 1)


def _find(
    page: _Page,
    blocks: Sequence[Node],
    section: tuple[str, ...],
    _end: int,
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    reader = _Reader(page, section)
    numbered = [*without_bare_numbers(blocks)]
    for block, following in zip_longest(numbered, numbered[1:]):
        if block.type in LISTS:
            reader.take_list(block, following)
        elif block.type in SET_OFF and any(map(asks_in_list, block.children)):
            reader.take_set_off(block)
        else:
            for unit in units_of(block, page.manners):
                reader.take(unit)
    return (reader.rest, reader.drafts) if reader.drafts else (blocks, [])


class _Reader(Struct):
    """Where reading has got to.

    Attributes:
        manner: that of the questions, as soon as the first one is found.
    """

    page: _Page
    section: tuple[str, ...]
    manner: str = ""
    rest: list[Node] = field(default_factory=list)
    drafts: list[QuestionDraft] = field(default_factory=list)
    # Whether what comes answers the last question.
    inside: bool = False
    expected: int = 0

    def take(self, unit: Unit) -> None:
        asks = unit.manner in self.page.manners and not is_part_of_answer(unit.text)
        digits = DIGITS.search(plain_text(unit.prompt)) if asks and "1" in unit.manner else None
        ordinal = int(digits[0]) if digits else 0
        # `1. …`, `2、…`: who converts a document mixes its manners, but the count goes on.
        goes_on = self._counts_on(ordinal)
        if asks and (goes_on or self.manner in {"", unit.manner}):
            self.manner = unit.manner
            self.expected = ordinal + 1 if ordinal else 0
            self._ask(unit.prompt, unit.body, unit.blocks, ordinal)
            self.inside = True
        elif unit.manner and numbers_parts(unit.manner):
            self.rest += unit.blocks
            self.inside = False
        else:
            self._add(unit.blocks)

    def take_list(self, block: Node, following: Node | None) -> None:
        """Take a list's items as questions, or those of the lists in it; else it is any block."""
        goes_on = self.inside and 0 < _start(block) == self.expected
        is_in_answer = self.inside and self.manner and not self.manner.startswith(LIST)
        if is_in_answer and not self._is_next(block):
            self._add((block,))
            return
        if goes_on or self._is_next(block) or self._asks(block, following):
            self.manner = f"{LIST} {block.type}"
            for item in block.children:
                self._ask_item(item, int(item.info) if item.info.isdigit() else 0)
            self.expected = _start(block) + len(block.children)
            self.inside = len(block.children) == 1 and _is_text(following)
        elif self.inside:
            self._add((block,))
        else:
            self.rest += self._without_nested(block)

    def _is_next(self, block: Node) -> bool:
        """Tell whether a list goes on where questions of another manner stopped, and asks."""
        tally = tally_of(_item_texts(block))
        return (
            self._counts_on(_start(block)) and tally.plainly and tally.asking >= HALF * tally.count
        )

    def _counts_on(self, number: int) -> bool:
        """Tell whether a number follows the last one; one may have been left out or doubled."""
        return min(number, self.expected) > 0 and abs(number - self.expected) <= 1

    def take_set_off(self, block: Node) -> None:
        """Take the items of the lists in a callout or quotation that ask; it keeps the rest."""
        if self.inside:
            self._add((block,))
            return
        kept: list[Node] = []
        for part in block.children:
            if part.type in LISTS and self._asks(part, None):
                for item in part.children:
                    self._ask_item(item, 0)
            else:
                kept.append(part)
        self.rest += [replace(block, children=tuple(kept))] if kept else []

    def _asks(self, block: Node, following: Node | None) -> bool:
        texts = _item_texts(block)
        tally = tally_of(texts)
        if _is_index(block) or are_spoken(texts):
            return False
        if len(texts) > 1 and all(begins_with_answer(_below(item)) for item in block.children):
            return True
        if sum(text in self.page.known for text in texts) >= HALF * len(texts):
            return False
        if self._is_round(tally) and not any(map(asks_in_list, blocks_of(block.children))):
            return all(texts)
        # On a page without headings nothing else can ask.
        alone = not self.page.known and tally.are_titles_that_ask
        if alone and all(map(_has_more, block.children)):
            return True
        if len(texts) == 1:
            answered = _has_more(block.children[0]) or _is_text(following)
            return tally.plainly and (answered or self.page.lists)
        return tally.asks

    def _is_round(self, tally: Tally) -> bool:
        """Tell whether the heading says that what is listed was asked, and nothing else asks."""
        named = bool(self.section) and bool(ROUND.fullmatch(self.section[-1]))
        return named and not self.page.manners and (tally.plainly or not self.page.lists)

    def _without_nested(self, block: Node) -> list[Node]:
        """Take the lists out of a list whose own items ask nothing, where theirs do."""
        nested = [part for item in block.children for part in item.children if part.type in LISTS]
        # Beside many lists that ask, one that only demands is one of them: a day without a `？`.
        together = tally_of([text for part in nested for text in _item_texts(part)]).asks
        kept: list[Node] = []
        for item in block.children:
            parts: list[Node] = []
            for part in item.children:
                if part.type not in LISTS:
                    parts.append(part)
                elif self._asks(part, None) or (together and not _is_index(part)):
                    for each in part.children:
                        self._ask_item(each, 0)
                else:
                    parts += self._without_nested(part)
            kept += [replace(item, children=tuple(parts))] if parts else []
        return [replace(block, children=tuple(kept))] if kept else []

    def _ask_item(self, item: Node, ordinal: int) -> None:
        if not item.children or item.children[0].type not in {"paragraph", "heading"}:
            self._add((item,))
            return
        text, *below = item.children
        every = lines_of(text)
        asking = lines_that_ask(every)
        lines = (paragraph(joined(every[asking:]), text),) if every[asking:] else ()
        self._ask(joined(every[:asking]), (*lines, *below), (item,), ordinal)

    def _ask(
        self, prompt: Line, body: tuple[Node, ...], blocks: Sequence[Node], ordinal: int
    ) -> None:
        line = next((node.line for node in inline_of(prompt) if node.line), 0)
        start = line or blocks[0].line or 1
        asked, said = part_line(prompt, plainly=self.page.plainly) or (prompt, ())
        body = (*((paragraph(said, _text_of(blocks[0])),) if said else ()), *body)
        asked = _without_boldness(asked)
        if (chosen := take_choice(asked)) and (choices := find_choices(body)):
            asked, answer = chosen
            body = (*choices.front, answer, *choices.answer)
        statement = take_answer(asked, filling=self.page.filling)
        self.drafts.append(
            QuestionDraft(
                prompt=statement.prompt,
                body=(*statement.answer, *body),
                section=self.section,
                line=start,
                end_line=last_line(blocks, start),
                number=ANY_NUMBER,
                ordinal=ordinal,
            )
        )

    def _add(self, blocks: Sequence[Node]) -> None:
        if not self.inside:
            self.rest += blocks
            return
        last = self.drafts[-1]
        end = last_line(blocks, last.end_line)
        self.drafts[-1] = replace(last, body=(*last.body, *blocks), end_line=end)


def _start(block: Node) -> int:
    """Say with which number a list begins; 0 for bullets."""
    return int(block.attrs.get("start", "1")) if block.type == "ordered_list" else 0


def _is_text(block: Node | None) -> bool:
    """Tell whether what follows a list can answer its only item."""
    return block is not None and block.type not in {"heading", "hr", *LISTS}


def asks_in_list(block: Node) -> bool:
    """Tell whether a block is a list whose items ask."""
    return block.type in LISTS and tally_of(_item_texts(block)).asks


def _is_index(block: Node) -> bool:
    """Tell whether a list only leads to the places that answer.

    What leads to the threads of one website, such as the issues of a project, is asked here: there
    is no other place in the notes that could hold the question.
    """
    leading = [item for item in block.children if only_leads(item)]
    if len(leading) < HALF * len(block.children):
        return False
    links = [node.attrs.get("href", "") for node in inline_of(leading) if node.type == "link"]
    places = [link for link in links if link]
    return len({link.rpartition("/")[0] for link in places}) > 1 or not all(map(is_remote, places))


def _has_more(item: Node) -> bool:
    """Tell whether something stands below an item's first line."""
    return len(item.children) > 1 or any(len(lines_of(each)) > 1 for each in item.children)


def _below(item: Node) -> tuple[Node, ...]:
    """Give what stands below an item's first line."""
    first, *below = item.children or (item,)
    lines = lines_of(first)[1:] if first.type == "paragraph" else []
    return (*([paragraph(joined(lines), first)] if lines else []), *below)


def _item_texts(block: Node) -> list[str]:
    return [_item_text(item) for item in block.children]


def _item_text(item: Node) -> str:
    return asked_in(_line(item))


def _line(item: Node) -> Line:
    """Take the first line of an item, or those that ask; none if it begins with no text."""
    first = item.children[0] if item.children else None
    if first is None or first.type not in {"paragraph", "heading"}:
        return ()
    lines = lines_of(first)
    return joined(lines[: lines_that_ask(lines)])


def _text_of(block: Node) -> Node:
    """Find the paragraph that an item or another block begins with."""
    text = next(each for each in blocks_of((block,)) if each.type in {"paragraph", "heading"})
    return replace(text, type="paragraph", tag="p")


def _without_boldness(prompt: Line) -> Line:
    """Take off the bold type that only sets a question off."""
    strong = [node for node in prompt if node.type == "strong"]
    if not manner_of(prompt).startswith(BOLD):
        return prompt
    return tuple(
        child for node in prompt for child in (node.children if node in strong else (node,))
    )

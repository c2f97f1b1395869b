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

from diptych.characters import lazy
from diptych.parse.answers.shared_stems import SharedStem, announced_stem
from diptych.parse.choices.offered import find_choices
from diptych.parse.choices.statements import take_answer
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.finders.series_facts import LIST, SET_OFF, SeriesFacts, announced_round, facts_of
from diptych.parse.keys.entries import answers_one
from diptych.parse.lines.items import (
    asks_in_list,
    first_number,
    has_more,
    is_index,
    item_texts,
    tally_of_items,
    text_below,
)
from diptych.parse.lines.same_line import lines_that_ask, part_line
from diptych.parse.lines.tallies import are_spoken, begins_with_answer, tally_of
from diptych.parse.lines.two_sides import are_two_sided
from diptych.parse.lines.units import Unit, bare, units_of, without_bare_numbers
from diptych.parse.outline import only_leads
from diptych.parse.search import Search
from diptych.parse.words.asking import is_part_of_answer
from diptych.parse.words.manners import ANY_NUMBER, is_bold, numbers_parts, ordinal_of
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS, Node, blocks_of, inline_of, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.lines.tallies import Tally
    from diptych.parse.page import Page
    from diptych.syntax.inline import Line

NAME = "series"

HALF = 0.5
FEWEST_KEYED = 2
LEVEL = lazy(
    r"\W*(?:easy|medium|hard|difficult|basic|beginner|intermediate|advanced|expert|junior|senior"
    r"|简单|容易|中等|困难|基础|入门|初级|中级|高级|进阶|einfach|mittel|schwer|fácil|medio|difícil)"
    r"(?:\s*(?:questions?|level|题目?|部分|级别|fragen))?\W*",
    re.IGNORECASE,
)


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for manners whose lines ask; return None when there are none."""
    facts = facts_of(page, nodes)
    if facts is None:
        return None
    return Search(
        "questions follow each other in one manner", partial(_find, facts), explicit=False
    )


def _find(
    page: SeriesFacts,
    blocks: Sequence[Node],
    section: tuple[str, ...],
    _end: int,
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    reader = _Reader(page, section)
    if lines := page.lines_asked(section[-1] if section else "", blocks):
        for line in lines:
            reader.ask_line(line, blocks[0])
        return reader.rest, reader.drafts
    numbered = [*without_bare_numbers(blocks)]
    reader.page = page = page.of_round(section[-1] if section else "", numbered)
    for block, following in zip_longest(numbered, numbered[1:]):
        if reader.take_stem(block) or (not reader.inside and reader.take_round(block)):
            continue
        if not reader.inside and are_two_sided(block):
            reader.rest.append(block)
        elif block.type in LISTS:
            reader.take_list(block, following)
        elif block.type in SET_OFF and any(map(asks_in_list, block.children)):
            reader.take_set_off(block)
        else:
            for unit in units_of(block, page.manners):
                reader.take(unit)
    reader.close_stem()
    return (reader.rest, reader.drafts) if reader.drafts else (blocks, [])


class _Reader(Struct):
    """Where reading has got to.

    Attributes:
        manner: that of the questions, as soon as the first one is found.
    """

    page: SeriesFacts
    section: tuple[str, ...]
    manner: str = ""
    rest: list[Node] = field(default_factory=list)
    drafts: list[QuestionDraft] = field(default_factory=list)
    # Whether what comes answers the last question.
    inside: bool = False
    expected: int = 0
    # The line of the text that says that a round of interviews follows.
    announced: str = ""
    stem: SharedStem | None = None

    @property
    def _title(self) -> str:
        return self.announced or (self.section[-1] if self.section else "")

    def take(self, unit: Unit) -> None:
        asks = unit.manner in self.page.manners and not is_part_of_answer(unit.text)
        ordinal = ordinal_of(plain_text(unit.prompt)) if asks else 0
        # `1. …`, `2、…`: who converts a document mixes its manners, but the count goes on.
        goes_on = self._counts_on(ordinal)
        if asks and (goes_on or self.manner in {"", unit.manner}):
            self.manner = unit.manner
            self.expected = ordinal + 1 if ordinal else 0
            self._ask(unit.prompt, unit.body, unit.blocks, ordinal)
            self.inside = True
        elif (unit.manner and numbers_parts(unit.manner)) or _names_level(unit):
            self.rest += unit.blocks
            self.inside = False
        else:
            self._add(unit.blocks)

    def ask_line(self, line: Line, block: Node) -> None:
        """Take a line as a question that nothing answers."""
        self._ask(line, (), (paragraph(line, block),), 0)

    def take_round(self, block: Node) -> bool:
        """Take the lines of a round that a line announces; tell whether there are any."""
        title, lines = announced_round(block)
        self.announced = title or self.announced
        if lines:
            self.rest.append(paragraph(lines_of(block)[0], block))
        for line in lines:
            self.ask_line(line, block)
        return bool(lines)

    def take_stem(self, block: Node) -> bool:
        """Take a paragraph that says which questions share what follows; tell whether it does."""
        stem = announced_stem(block)
        if stem:
            self.close_stem()
            self.stem = stem
            self.inside = False
        return stem is not None

    def close_stem(self) -> None:
        """Leave what no question was asked with where it stood."""
        if self.stem and self.stem.coming:
            self.rest += self.stem.blocks
        self.stem = None

    def _stem_of(self, ordinal: int) -> tuple[Node, ...]:
        """Give what a question shares with others."""
        if self.stem and ordinal not in self.stem.numbers:
            self.close_stem()
        if self.stem is None:
            return ()
        self.stem.coming = False
        return tuple(self.stem.blocks)

    def _leave(self, blocks: Sequence[Node]) -> None:
        """Leave blocks that no question holds; they belong to a stem that stands above them."""
        if self.stem and self.stem.coming:
            self.stem.blocks += blocks
        else:
            self.rest += blocks

    def take_list(self, block: Node, following: Node | None) -> None:
        """Take a list's items as questions, or those of the lists in it; else it is any block."""
        goes_on = self.inside and 0 < first_number(block) == self.expected
        is_in_answer = self.inside and self.manner and not self.manner.startswith(LIST)
        if is_in_answer and not self._is_next(block):
            self._add((block,))
            return
        if goes_on or self._is_next(block) or self._asks(block, following):
            self.manner = f"{LIST} {block.type}"
            for item in block.children:
                self._ask_item(item, int(item.info) if item.info.isdigit() else 0)
            self.expected = first_number(block) + len(block.children)
            self.inside = _belongs_below(following) and (
                _is_last_unanswered(block) or _is_chosen_below(block, following)
            )
        elif self.inside:
            self._add((block,))
        else:
            self._leave(self._without_nested(block))

    def _is_next(self, block: Node) -> bool:
        """Tell whether a list goes on where questions of another manner stopped, and asks."""
        tally = tally_of(item_texts(block))
        return (
            self._counts_on(first_number(block))
            and tally.plainly
            and tally.asking >= HALF * tally.count
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
        texts = item_texts(block)
        tally = tally_of_items(block, filling=self.page.filling)
        # A lone item that asks, with a text behind it, leads to itself.
        leads = is_index(block) and not (len(texts) == 1 and tally.plainly and _is_text(following))
        if leads or are_spoken(texts) or self._lists_references(block):
            return False
        if len(texts) > 1 and all(begins_with_answer(text_below(item)) for item in block.children):
            return True
        if _letters_choices(block):
            return False
        if self.page.exam and tally.are_chosen_from:
            return all(texts)
        if (
            len(texts) > 1
            and self.page.explains(self._title)
            and all(map(has_more, block.children))
        ):
            return all(texts)
        if self.stem and first_number(block) in self.stem.numbers:
            return all(texts)
        if sum(text in self.page.known for text in texts) >= HALF * len(texts):
            return False
        asked = self.page.asks_below(self._title, tally) or self._waits_for_key(block, tally)
        if asked and not any(map(asks_in_list, blocks_of(block.children))):
            return all(texts)
        # On a page without headings nothing else can ask.
        alone = not self.page.known and tally.are_titles_that_ask
        if alone and all(map(has_more, block.children)):
            return True
        if len(texts) == 1:
            if find_choices(text_below(block.children[0])) and begins_with_answer((following,)):
                return True
            answered = has_more(block.children[0]) or _belongs_below(following)
            if answered and first_number(block) and self.page.tells_tasks(self._title):
                return all(texts)
            return tally.plainly and (answered or self.page.lists)
        return tally.asks

    def _lists_references(self, block: Node) -> bool:
        """Tell whether a list only leads somewhere, below a line that names a part of an answer."""
        above = self.rest[-1] if self.rest else None
        if above is None or above.type != "paragraph" or not all(map(only_leads, block.children)):
            return False
        return is_part_of_answer(plain_text(above.children))

    def _waits_for_key(self, block: Node, tally: Tally) -> bool:
        """Tell whether a numbered list demands, `Name the bone.`, where a page has a key."""
        demands = tally.count >= FEWEST_KEYED and tally.asking >= HALF * tally.count
        return self.page.keyed and block.type == "ordered_list" and demands

    def _without_nested(self, block: Node) -> list[Node]:
        """Take the lists out of a list whose own items ask nothing, where theirs do."""
        nested = [part for item in block.children for part in item.children if part.type in LISTS]
        # Beside many lists that ask, one that only demands is one of them: a day without a `？`.
        together = tally_of([text for part in nested for text in item_texts(part)]).asks
        kept: list[Node] = []
        for item in block.children:
            parts: list[Node] = []
            for part in item.children:
                if part.type not in LISTS:
                    parts.append(part)
                elif self._asks(part, None) or (together and not is_index(part)):
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
        asked = bare(asked)
        in_brackets = self.page.in_brackets and not body
        statement = take_answer(asked, filling=self.page.filling, in_brackets=in_brackets)
        self.drafts.append(
            QuestionDraft(
                prompt=statement.prompt,
                body=(*statement.answer, *body),
                section=self.section,
                line=start,
                end_line=last_line(blocks, start),
                number=ANY_NUMBER,
                front=self._stem_of(ordinal),
                ordinal=ordinal,
            )
        )

    def _add(self, blocks: Sequence[Node]) -> None:
        if not self.inside:
            self._leave(blocks)
            return
        last = self.drafts[-1]
        end = last_line(blocks, last.end_line)
        self.drafts[-1] = replace(last, body=(*last.body, *blocks), end_line=end)


def _names_level(unit: Unit) -> bool:
    """Tell whether a bold line only says how hard the questions below it are: `**Medium:**`."""
    line = unit.prompt or unit.blocks[0].children
    return is_bold(line) and bool(LEVEL.fullmatch(plain_text(line)))


def _letters_choices(block: Node) -> bool:
    """Tell whether the items of a list are choices: `A. …`, `B. …`."""
    choices = find_choices((block,))
    return choices is not None and not choices.told and not choices.answer


def _is_last_unanswered(block: Node) -> bool:
    """Tell whether only a list's last item has nothing below it, or there is but one."""
    *others, last = map(has_more, block.children)
    return not others or (not last and sum(others) >= HALF * len(others))


def _is_chosen_below(block: Node, following: Node | None) -> bool:
    """Tell whether what follows a list tells which choice of its last item is right."""
    text, below = item_texts(block)[-1], text_below(block.children[-1])
    choices = find_choices(below)
    waits = choices is not None and not choices.told and not choices.answer
    return waits and following is not None and answers_one(following, text)


def _is_text(block: Node | None) -> bool:
    """Tell whether what follows a list can answer its only item."""
    return block is not None and block.type not in {"heading", "hr", *LISTS}


def _belongs_below(block: Node | None) -> bool:
    """Tell whether what follows a list can belong to its only item: its answer, its choices."""
    return _is_text(block) or (
        block is not None and block.type == "bullet_list" and _letters_choices(block)
    )


def _text_of(block: Node) -> Node:
    """Find the paragraph that an item or another block begins with."""
    text = next(each for each in blocks_of((block,)) if each.type in {"paragraph", "heading"})
    return replace(text, type="paragraph", tag="p")

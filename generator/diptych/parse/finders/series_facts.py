"""What is known of a whole page on which questions follow each other in one manner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.answers.shared_stems import announced_stem
from diptych.parse.choices.statements import are_answered_in_brackets
from diptych.parse.keys.finding import KEY
from diptych.parse.lines.items import asks_in_list, line_of
from diptych.parse.lines.same_line import MARK, part_line
from diptych.parse.lines.tallies import COUNTED, asking_manners, tally_of
from diptych.parse.lines.units import asked_in, units_of
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.parse.words.manners import ANY_NUMBER
from diptych.parse.words.numbers import without_number
from diptych.syntax.inline import lines_of
from diptych.syntax.tree import LISTS, blocks_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.lines.tallies import Tally
    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

FILLING = lazy(r"填空|fill[- ]in|lückentext|completar", re.IGNORECASE)
# What stands below is asked, whatever it says: a round of interviews, a list of questions.
ROUND = lazy(
    r".*(?:[一二三四五六七八九十\d]|hr|技术|主管|交叉|终|初|复|业务|部门)\s*面(?:试)?(?:[\s(（:：].*)?"
    r"|.*(?:面经|面试(?:题|问题)|问题(?:清单|列表|汇总)|高频题)\W*"
    r"|.*\b(?:interview questions|questions asked|question list|list of questions)\W*",
    re.IGNORECASE,
)
# What stands below is asked where a key answers it.
TASKS = lazy(
    r".*(?:题目?|练习|习题|試題|試题|测验|名词解释|简答|论述"
    r"|exercises?|problems?|questions?|tasks?|quiz|multiple[- ]choice"
    r"|short answers?|true (?:or|/) false|fill in the blanks?|essays?|aufgaben?|übungen"
    r"|ejercicios|exercices|задачи|упражнения)\W*\d*\W*(?:[(（][^()（）]{1,40}[)）]\W*)?",
    re.IGNORECASE,
)
TERMS = lazy(r"名词解释|名詞解釋|术语解释|概念解释|\bglossary\b|\bdefinitions\b", re.IGNORECASE)
IN_BRACKETS = lazy(rf"[{QUESTION_MARKS}]\s*[(（\[【]")
LIST = "list"
SET_OFF = frozenset({"blockquote", "callout"})
HALF = 0.5
# Longer lines are sentences.
LONGEST_ROUND = 30


class SeriesFacts(Struct, frozen=True):
    """What is known of a whole page.

    Attributes:
        manners: those whose lines ask.
        known: what headings say, so that lists of the same are tables of contents.
        filling: whether blanks are to be filled.
        lists: whether some list asks, so that even a single item may.
        keyed: whether a heading says that answers to numbered tasks follow.
        exam: whether something on the page says that tasks are set.
        plainly: whether answers follow right behind question marks; ``in_brackets`` whether they
            stand in such there.
    """

    manners: frozenset[str]
    known: frozenset[str]
    filling: bool
    lists: bool
    keyed: bool
    exam: bool
    plainly: bool
    in_brackets: bool

    def asks_below(self, title: str, tally: Tally) -> bool:
        """Tell whether a heading says that what is listed below it was asked."""
        if self.keyed and TASKS.fullmatch(title):
            return True
        says = ROUND.fullmatch(title) and (tally.plainly or not self.lists)
        return bool(says) and not self.manners

    def tells_tasks(self, title: str) -> bool:
        """Tell whether a heading says that tasks follow, so that a number alone sets one off."""
        return bool(TASKS.fullmatch(title)) and not self.manners

    def explains(self, title: str) -> bool:
        """Tell whether a heading says that terms and what they mean follow."""
        return bool(TERMS.search(title))

    def of_round(self, title: str, blocks: Sequence[Node]) -> SeriesFacts:
        """Take what is numbered in a round, or shares a stem, for questions, whatever it says."""
        if self.manners or not (ROUND.fullmatch(title) or any(map(announced_stem, blocks))):
            return self
        manners = [unit.manner for block in blocks for unit in units_of(block, None)]
        return replace(self, manners=frozenset(filter(COUNTED.search, manners)))

    def lines_asked(self, title: str, blocks: Sequence[Node]) -> list[Line]:
        """List the lines of a round of interviews in which each line is a question."""
        if not ROUND.fullmatch(title) or any(block.type != "paragraph" for block in blocks):
            return []
        return _asking_lines([line for block in blocks for line in lines_of(block)])


def announced_round(block: Node) -> tuple[str, list[Line]]:
    """Read the line that announces a round in a text, `二面：`, and the lines below that ask."""
    lines = lines_of(block) if block.type == "paragraph" else []
    title = plain_text(lines[0]) if lines else ""
    if len(title) > LONGEST_ROUND or not ROUND.fullmatch(title):
        return "", []
    return title, _asking_lines(lines[1:])


def _asking_lines(lines: list[Line]) -> list[Line]:
    tally = tally_of(map(asked_in, lines))
    alone = tally.count == 1 and tally.plainly and not tally.sentences
    return lines if alone or tally.are_titles_that_ask else []


def facts_of(page: Page, nodes: Sequence[Node]) -> SeriesFacts | None:
    """Gather what is known of a page; None where nothing on it follows in one manner."""
    headed = {plain_text(node.children) for node in nodes if node.type == "heading"}
    filling = any(FILLING.search(text) for text in (*headed, page.name))
    exam = any(map(ANSWER_LABEL.match, page.lines)) or any(
        TASKS.fullmatch(text) or KEY.fullmatch(text) for text in (*headed, page.name)
    )
    manners = asking_manners(nodes, but=LIST, filling=filling, exam=exam)
    rounds = any(map(ROUND.fullmatch, headed)) or any(announced_round(node)[1] for node in nodes)
    if not manners and not rounds and not any(node.type in {*LISTS, *SET_OFF} for node in nodes):
        return None
    behind = any(map(MARK.search, page.lines))
    in_brackets = any(map(IN_BRACKETS.search, page.lines))
    lines = _lines_that_ask(nodes, manners) if behind or in_brackets else []
    return SeriesFacts(
        manners,
        frozenset(without_number(text, ANY_NUMBER) for text in headed),
        filling=filling,
        lists=any(map(asks_in_list, blocks_of(nodes))),
        keyed=any(map(KEY.fullmatch, headed)),
        exam=exam,
        plainly=behind and _go_on(lines),
        in_brackets=in_brackets and are_answered_in_brackets([plain_text(line) for line in lines]),
    )


def _lines_that_ask(nodes: Sequence[Node], manners: frozenset[str]) -> list[Line]:
    """List the lines of a page that are set off as questions."""
    blocks = [*blocks_of(nodes)]
    lines = [unit.prompt for block in blocks for unit in units_of(block, manners) if unit.manner]
    items = [item for block in filter(asks_in_list, blocks) for item in block.children]
    return lines + [line for item in items if (line := line_of(item))]


def _go_on(lines: Sequence[Line]) -> bool:
    """Tell whether the answers of most lines that ask follow behind the question mark."""
    answered = sum(part_line(line, plainly=True) is not None for line in lines)
    return answered >= HALF * max(len(lines), 1)

"""Tasks that say how to answer the questions below them, as Japanese and Korean papers have them.

``問題1 … 最もよいものを選びなさい`` stands above ``（1）…``, ``1　…`` or ``**1** …``, and each of
these above its choices: ``1 へ  2 を  3 が``, a list, or a line each. The task is made a heading,
each question one below it, which asks with the task and its choices.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.keys.finding import KEY
from diptych.parse.papers.made_headings import heading_of, level_below, parting_of, text_block
from diptych.parse.words.labels import KEY_LABEL
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

TASK = lazy(
    r"\W*(?:問題|もんだい|문제)\s*(?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,2}|[Ⅰ-Ⅻ])(?!\d)"
)
_ONLY_TASK = lazy(rf"{TASK.pattern}\W*")
SIGN = lazy(rf"[\s#>]*{TASK.pattern}")
DEMANDS = lazy("選[びべん]|えら[びべん]|選択|고르|고른|골라")
# A number before a question or a choice.
NUMBER = lazy(
    r"\s*(?:[(（\[［【]\s*([\d０-９]{1,3})\s*[)）\]］】]|([\d０-９]{1,3})(?:[.．、)）:：]|(?=[\s\u3000]))"
    r"|([①-⑳]))[\s\u3000]*(?=\S)"
)
LETTER = lazy(r"\s*[(（]?(?:[aA]|ア|①)\s*[.．、)）:：\s]\s*\S")
ANY_LETTER = lazy(r"\s*[(（]?(?:[a-hA-H]|[ア-ク]|[①-⑧])\s*[.．、)）:：\s]\s*\S")
# Several choices in a line.
IN_LINE = lazy(
    r"\s*[(（]?[1１①aAア]\S?[\s\u3000]*\S.*?[\s\u3000][(（]?[2２②bBイ][\s\u3000.．)）].*"
)
GOES_ON = lazy(
    r"\s*[(（]?[3３③cCウ]\S?[\s\u3000]*\S.*?[\s\u3000][(（]?[4４④dDエ][\s\u3000.．)）].*"
)
# A line that only announces a key, above its answers.
_KEY_LINE = lazy(rf"(?:{KEY.pattern})(?:$|\n)", re.IGNORECASE)
FEWEST = 2
MOST_STEM = 3
MOST_CHOICES = 8


class Row(Struct, frozen=True):
    """A line of a task, without the number that it begins with; or a list inside of an item.

    Attributes:
        whole: the line as it was written; none if its number is that of an item.
    """

    line: Line
    like: Node
    number: int = 0
    whole: Line = ()
    inside: Node | None = None

    @property
    def text(self) -> str:
        """Read the line as it was written."""
        said = plain_text(self.whole or self.line)
        return said if self.whole or not self.number else f"{self.number}. {said}"


class Asked(Struct, frozen=True):
    """A question with its choices, and the place of the row behind them."""

    stem: Line
    number: int
    choices: tuple[Node, ...]
    like: Node
    end: int


def with_tasks_above(nodes: Sequence[Node], lines: Sequence[str]) -> tuple[Node, ...]:
    """Make headings of such tasks and of their questions.

    Args:
        lines: those of the page, as they are written.
    """
    if not any(map(SIGN.match, lines)):
        return tuple(nodes)
    made: list[Node] = []
    place = 0
    while place < len(nodes):
        end = _end_of_tasks(nodes, place) if _begins(nodes[place], TASK) else place + 1
        read = _tasks(nodes[place:end], level_below(made)) if end > place + 1 else []
        made += read or nodes[place:end]
        place = end
    return tuple(made)


def _begins(node: Node, pattern: re.Pattern[str]) -> bool:
    is_text = node.type in {"heading", "paragraph"}
    return is_text and bool(pattern.match(plain_text(lines_of(node)[0])))


def _end_of_tasks(nodes: Sequence[Node], place: int) -> int:
    """Find where tasks end that follow each other: at a heading of something else, or a key."""
    for end in range(place + 1, len(nodes)):
        if nodes[end].type in {"heading", "hr"} and not _begins(nodes[end], TASK):
            return end
        if _begins(nodes[end], _KEY_LINE):
            return end + 1
        if _begins(nodes[end], KEY_LABEL):
            return end
    return len(nodes)


def _tasks(nodes: Sequence[Node], level: int) -> list[Node]:
    """Read tasks; nothing if none has questions with choices, or a single one demands none."""
    rows = [row for node in nodes for row in _rows(node)]
    key = next((n for n, row in enumerate(rows) if KEY.fullmatch(row.text)), len(rows))
    starts = [n for n, row in enumerate(rows[:key]) if TASK.match(row.text)]
    starts += [key] if key < len(rows) else []
    level = nodes[0].heading_level or level
    made: list[Node] = []
    count = 0
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        title, below = rows[start], rows[start + 1 : end]
        made.append(replace(heading_of(title.whole or title.line, title.like, level), meta={}))
        told = next((n for n in range(len(below)) if _asked_at(below, n)), len(below))
        told = len(below) if start == key else told
        instruction = [_as_block(row) for row in below[:told]]
        made += instruction
        said = [] if _ONLY_TASK.fullmatch(title.text) else [title.whole or title.line]
        task = instruction or [paragraph(line, _plain(title.like)) for line in said]
        for question, answer in _questions(below, told):
            count += 1
            made += (*_made(question, task, level + 1), *answer)
    demands = any(DEMANDS.search(row.text) for row in rows)
    return made if count >= (1 if demands else FEWEST) else []


def _made(question: Asked, task: Sequence[Node], level: int) -> Iterator[Node]:
    heading = heading_of(question.stem, question.like, level)
    yield replace(heading, meta={**heading.meta, "ordinal": question.number})
    yield from (*task, *question.choices, parting_of(question.like))


def _plain(node: Node) -> Node:
    return replace(node, type="paragraph", tag="p", meta={}, attrs={}, hidden=False)


def _rows(node: Node, number: int = 0) -> Iterator[Row]:
    """Walk the lines of a block and of the items of lists, with their numbers."""
    if node.type in LISTS:
        for item in node.children:
            yield from _rows_of_item(item)
    elif node.type in {"paragraph", "heading"}:
        for place, line in enumerate(lines_of(node)):
            found = NUMBER.match(plain_text(line))
            own = _number(found.groups()) if found else 0
            if place == 0 and number:
                yield Row(line, node, number)
            else:
                yield Row((found and strip_start(line, NUMBER)) or line, node, own, line)
    else:
        yield Row((), node, inside=node)


def _rows_of_item(item: Node) -> Iterator[Row]:
    number = int(item.info) if item.info.isdigit() else 0
    for place, part in enumerate(item.children):
        if part.type in LISTS:
            yield Row((), part, inside=part)
        else:
            yield from _rows(part, 0 if place else number)


def _number(groups: Sequence[str | None]) -> int:
    written = next(each for each in groups if each)
    return int(normalize("NFKC", written))


def _questions(rows: Sequence[Row], start: int) -> Iterator[tuple[Asked, list[Node]]]:
    """Walk the questions, each with what stands behind its choices."""
    place = start
    while place < len(rows) and (asked := _asked_at(rows, place)):
        end = asked.end
        while end < len(rows) and not _asked_at(rows, end):
            end += 1
        yield asked, [_as_block(row) for row in rows[asked.end : end]]
        place = end


def _as_block(row: Row) -> Node:
    """Make a paragraph of a row, with its number."""
    if row.inside:
        return row.inside
    said = () if row.whole or not row.number else text_block(f"{row.number}. ", row.like).children
    return paragraph((*said, *(row.whole or row.line)), _plain(row.like))


def _asked_at(rows: Sequence[Row], place: int) -> Asked | None:
    """Read a numbered row, what it goes on with, and the choices below it."""
    first = rows[place]
    if not first.number or IN_LINE.match(first.text):
        return None
    for start in range(place + 1, min(place + 1 + MOST_STEM, len(rows))):
        if end := _end_of_choices(rows, start, first.number):
            stem = joined([row.line for row in rows[place:start]])
            choices = tuple(map(_as_block, rows[start:end]))
            return Asked(stem, first.number, choices, first.like, end)
        if rows[start].number:
            break
    return None


def _end_of_choices(rows: Sequence[Row], start: int, number: int) -> int:
    """Find where choices end that begin at a row; 0 if none do."""
    first = rows[start]
    if first.inside:
        return start + 1 if first.inside.type in LISTS else 0
    if IN_LINE.match(first.text):
        goes_on = start + 1 < len(rows) and GOES_ON.match(rows[start + 1].text)
        return start + 1 + bool(goes_on)
    if first.number == 1:
        return _end_of_run(rows, start, number)
    if not LETTER.match(first.text):
        return 0
    lettered = (row for row in rows[start : start + MOST_CHOICES])
    count = next((n for n, r in enumerate(lettered) if not _is_lettered(r)), MOST_CHOICES)
    return start + min(count, len(rows) - start)


def _is_lettered(row: Row) -> bool:
    return not row.number and bool(ANY_LETTER.match(row.text))


def _end_of_run(rows: Sequence[Row], start: int, number: int) -> int:
    """Find where rows end that count from 1; what counts on behind the question is the next one."""
    end = start
    while end < len(rows) and rows[end].number == end - start + 1 <= MOST_CHOICES:
        is_next = end > start and rows[end].number == number + 1
        if is_next and end + 1 < len(rows) and rows[end + 1].number == 1:
            break
        end += 1
    return end if end - start >= FEWEST else 0

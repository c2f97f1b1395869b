"""Tables whose rows are questions: the head says so (问题 | 答案, Term | Definition), or they ask.

A column that is neither question nor answer stands below the answer, with its head; columns of
choices, A | B | C, are asked with. Tables in HTML and CSV are read alike; one that asks nothing
stays as it was written.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.parse.tables.anki_text import with_exports
from diptych.parse.tables.csv_tables import with_csv
from diptych.parse.tables.html_tables import OPENS, with_tables
from diptych.parse.words import lexicon
from diptych.parse.words.asking import ends_in_question_mark
from diptych.syntax.inline import paragraph
from diptych.syntax.tree import Node, blocks_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page

NAME = "tables"

_LANGUAGE = (
    r"englisch|französisch|spanisch|italienisch|russisch|latein|inglés|francés|alemán|anglais"
    r"|allemand"
    r"|espagnol|italien|inglese|tedesco|francese|spagnolo|pinyin|拼音|english|german|deutsch"
    r"|french|français|spanish|español|italian|italiano|portuguese|português"
    r"|russian|русский|japanese|日本語|chinese|korean|한국어|latin|英[文语]|中文|汉语|日[文语]"
    r"|法语|德语|俄语"
    r"|西班牙语|韩语|по-русски|английский"
)
ASK = lazy(
    rf"\W*(?:(?:面试|常见)?问题?|面试题|考题|(?:题目?|问题)(?:内容|描述)|题干|试题|試題|設問|q|prompt|{lexicon.FRONT}"
    rf"|(?:{lexicon.QUESTION})(?: (?:text|title))?)\W*",
    re.IGNORECASE,
)
ANSWER = lazy(
    rf"\W*(?:a|answers|key|{lexicon.RIGHT}|(?:correct|right) (?:options|choices|answers)"
    rf"|正确项|(?:回答|答题|参考)?要点|{lexicon.BACK}|{lexicon.SOLUTION}|{lexicon.ANSWER})(?:\(s\))?\W*",
    re.IGNORECASE,
)
TERM = lazy(
    rf"\W*(?:词汇|词|词组|短语|语法|汉字|漢字|缩写|terms|words|vocabulary|phrases"
    rf"|expressions?|concept|abbreviation|acronym|kanji|{lexicon.TERM}|{_LANGUAGE})\W*",
    re.IGNORECASE,
)
MEANING = lazy(
    r"\W*(?:涵义|说明|全称|definitions|meanings|translations|explanations?|descriptions?"
    r"|stands for"
    rf"|{lexicon.DEFINITION}|{_LANGUAGE})\W*",
    re.IGNORECASE,
)
NUMBERS = lazy(r"\W*(?:序号|编号|题号|题序|号|no|nr|id|index|#)?\W*", re.IGNORECASE)
COUNTED = lazy(r"\W*\d*\W*")
# A column of choices: `A`, `选项B`, `Option C`, `Answer 2`.
CHOICES = lazy(
    rf"\W*(?:(?:{lexicon.OPTION}|{lexicon.ANSWER})\W*)?([A-H]|[1-8])\W*(?:选?项)?\W*",
    re.IGNORECASE,
)
FEWEST = 2
# So long is what may be a label: `Q.`
LABEL = 2


class Columns(Struct, frozen=True):
    """Which column asks, which one answers (without it, all others do), which hold choices."""

    ask: int
    answer: int | None
    choices: tuple[int, ...] = ()


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for tables, also in HTML; return None when there are none."""
    exported, told = with_exports(nodes, page)
    read = with_csv(exported, page, _names_columns)
    if not any(block.type == "table" or OPENS.match(block.content) for block in read):
        return None
    find = partial(_find, page)
    reason = "the rows of a table are questions"
    own = None if read == nodes else read
    return Search(reason, find, explicit=False, nodes=own, diagnostics=tuple(told))


def _names_columns(head: Sequence[str]) -> bool:
    """Tell whether words name columns: `Q.` alone, above what it marks, is a label."""
    columns = _columns(head, ())
    return columns is not None and (columns.answer is not None or len(head[columns.ask]) > LABEL)


def _find(
    page: Page, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for written, block in with_tables(blocks, page):
        left, found = _in_table(block, section) if block.type == "table" else ([], [])
        rest += left if found else written
        drafts += found
    return rest, drafts


def _in_table(table: Node, section: tuple[str, ...]) -> tuple[list[Node], list[QuestionDraft]]:
    """Make a question of each row, if they are any; what cannot be one stays a table."""
    head, *rows = [row for row in blocks_of([table]) if row.type == "tr"] or [table]
    heads = _cells(head)
    columns = _columns([plain_text(cell.children) for cell in heads], [_cells(row) for row in rows])
    if columns is None:
        return [table], []
    if len(heads) == FEWEST and ends_in_question_mark(plain_text(heads[0].children)):
        # A table must have a head; who needs none writes the first question there.
        rows = [head, *rows]
    drafts = [_draft(_cells(row), heads, columns, section) for row in rows]
    asking = [row for row, draft in zip(rows, drafts, strict=True) if draft]
    empty = [row for row in rows if not any(cell.children for cell in _cells(row))]
    left = [] if len(asking) + len(empty) == len(rows) else [_without(table, asking)]
    return (left, [each for each in drafts if each]) if asking else ([table], [])


def _cells(row: Node) -> list[Node]:
    return [cell for cell in row.children if cell.type in {"th", "td"}]


def _without(table: Node, rows: Sequence[Node]) -> Node:
    lines = {row.line for row in rows}
    parts = (
        replace(part, children=tuple(row for row in part.children if row.line not in lines))
        for part in table.children
    )
    return replace(table, children=tuple(parts))


def _columns(head: Sequence[str], rows: Sequence[Sequence[Node]]) -> Columns | None:
    choices = _choices(head)
    for asks, answers in ((ASK, ANSWER), (TERM, MEANING)):
        ask = next((n for n, text in enumerate(head) if asks.fullmatch(text)), None)
        if ask is None:
            continue
        taken = {ask, *choices}
        others = (n for n, text in enumerate(head) if n not in taken and answers.fullmatch(text))
        answer = next(others, None)
        if answer is not None or asks is ASK:
            return Columns(ask, answer, choices if answer is not None else ())
    first = [*head[:1], *(plain_text(row[0].children) for row in rows if row)]
    asking = sum(map(ends_in_question_mark, first))
    if len(head) > 1 and asking >= FEWEST and asking * 2 >= len(rows):
        return Columns(0, None)
    return None


def _choices(head: Sequence[str]) -> tuple[int, ...]:
    """Find the columns of choices, which count on from `A` or `1`; none if they are too few."""
    marked = [
        (n, found[1].upper()) for n, text in enumerate(head) if (found := CHOICES.fullmatch(text))
    ]
    marks = "".join(mark for _, mark in marked)
    counts = len(marks) >= FEWEST and marks in {"ABCDEFGH"[: len(marks)], "12345678"[: len(marks)]}
    return tuple(n for n, _ in marked) if counts else ()


def _draft(
    row: Sequence[Node], head: Sequence[Node], columns: Columns, section: tuple[str, ...]
) -> QuestionDraft | None:
    if len(row) <= columns.ask or not plain_text(row[columns.ask].children):
        return None
    asks = row[columns.ask]
    taken = {columns.ask, columns.answer, *columns.choices}
    others = [n for n in range(len(row)) if n not in taken]
    alone = columns.answer is None and len(others) == 1
    body = [] if columns.answer is None else [row[columns.answer]]
    body += [row[others[0]]] if alone else []
    labelled = [
        _labelled(head[n], row[n])
        for n in others
        if not alone and n < len(head) and not _only_counts(head[n], row[n])
    ]
    line = asks.line or 1
    paragraphs = [_paragraph(cell) for cell in [*body, *labelled] if cell.children]
    offered = [n for n in columns.choices if n < len(row) and row[n].children]
    return QuestionDraft(
        prompt=asks.children,
        front=tuple(_paragraph(_marked(head[n], row[n])) for n in offered),
        body=tuple(paragraphs),
        section=section,
        line=line,
        end_line=line,
    )


def _only_counts(head: Node, cell: Node) -> bool:
    """Tell whether a cell is the number of its row."""
    heads = NUMBERS.fullmatch(plain_text(head.children))
    return bool(heads and COUNTED.fullmatch(plain_text(cell.children)))


def _labelled(head: Node, cell: Node) -> Node:
    """Put a column's head before what stands in it."""
    if not cell.children or not head.children:
        return cell
    colon = Node("text", content=": ", line=cell.line, end_line=cell.line)
    return replace(cell, children=(*head.children, colon, *cell.children))


def _marked(head: Node, cell: Node) -> Node:
    """Put the letter of a column of choices before what stands in it."""
    found = CHOICES.fullmatch(plain_text(head.children))
    mark = f"{found[1].upper()}. " if found else ""
    text = Node("text", content=mark, line=cell.line, end_line=cell.line)
    return replace(cell, children=(text, *cell.children))


def _paragraph(cell: Node) -> Node:
    return replace(paragraph(cell.children, cell), type="paragraph", tag="p", attrs={})

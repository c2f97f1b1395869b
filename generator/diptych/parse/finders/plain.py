"""Questions that nothing sets off but their mark: a line that asks, what follows answers it.

A text must begin with one, and each must have an answer, so that prose with questions stays prose.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from diptych.characters import ASKED, lazy
from diptych.parse.drafts.asked_twice import is_translation
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.outline import split
from diptych.parse.search import Search
from diptych.parse.words.asking import (
    asking,
    asks,
    asks_about_title,
    asks_in_words,
    ends_in_question_mark,
    is_one_question,
)
from diptych.parse.words.manners import ANY_NUMBER
from diptych.parse.words.numbers import without_number
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "plain"

SIGN = lazy(rf"{ASKED}[*_\s]*(?:</\w+>\s*)?$")
# What only says that an answer begins.
ARROW = r"[-=]+>|[→⇒⟶⟹⇨➔➜➡↳]\ufe0f?"
OPENING = lazy(rf"\s*(?:{ARROW}|👉|💡|a\s*[:：])\s*(?=\S)", re.IGNORECASE)
# An arrow in the next line says as well as any words what stands above it asks.
ANSWERED = lazy(rf"\s*(?:{ARROW})\s*(?=\S)")
# What kind of question it is, in front of it: `【单选】…`, `[easy] …`.
_KIND = lazy(r"\s*(?:【[^【】]{1,16}】|\[[^\[\]]{1,16}\]|（[^（）]{1,16}）)\s*(?=\S)")
FEWEST = 2
HALF = 0.5
# So many blocks a question, at most: more of them are an essay.
MOST_BLOCKS = 8
# What may stand above the first question: a line that introduces them.
MOST_ABOVE = 1

Unit = tuple[bool, "Node"]


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for lines that end in a question mark; return None when there are hardly any.

    Where a title is all that stands above, nothing else can ask. Below several headings, most texts
    must be written so, and no heading ask; elsewhere prose asks as it likes.
    """
    if asks(page.name) or sum(bool(SIGN.search(line)) for line in page.lines) < FEWEST:
        return None
    _, headings = split(nodes)
    several = len(headings) > 1
    if several and not _are_asked_below(headings):
        return None
    find = partial(_find, 1 if several else FEWEST)
    return Search("lines that ask stand above what answers them", find, explicit=False)


def _are_asked_below(headings: Sequence[Heading]) -> bool:
    """Tell whether lines ask below most headings that have a text, and no heading asks."""
    if any(asking(heading.text) for heading in headings):
        return False
    texts = [heading.body for heading in headings if heading.has_text]
    found = [len(drafts) for text in texts if (drafts := _find(1, text, (), 0)[1])]
    return len(found) >= max(FEWEST, HALF * len(texts)) and sum(found) > len(found)


def _find(
    fewest: int, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    found: list[list[Node]] = []
    for is_question, block in _units(blocks):
        if is_question:
            found.append([block])
        elif found:
            found[-1].append(block)
        else:
            rest.append(block)
    answered = all(len(each) > 1 for each in found)
    marked = sum(ends_in_question_mark(plain_text(each[0].children)) for each in found)
    short = len(blocks) <= MOST_BLOCKS * len(found)
    if len(found) < fewest or not marked or marked < HALF * len(found):
        return blocks, []
    if not answered or not short or len(rest) > MOST_ABOVE:
        return blocks, []
    return rest, [_draft(asked, body, section) for asked, *body in found]


def _units(blocks: Sequence[Node]) -> Iterator[Unit]:
    """Cut paragraphs at each line that asks, where the first one does or arrows answer."""
    for block in blocks:
        lines = lines_of(block) if block.type == "paragraph" else []
        answered = {n for n in range(len(lines)) if _is_answered(lines[n : n + 2])}
        if not lines or not (answered or _asks(lines[0])):
            yield False, block
            continue
        gathered: list[Line] = []
        for n, line in enumerate(lines):
            again = n > 0 and not gathered and is_translation(lines[n - 1], line)
            if n in answered or (_asks(line) and not again):
                if gathered:
                    yield False, paragraph(joined(gathered), block)
                gathered = []
                yield True, paragraph(line, block)
            else:
                gathered.append(line)
        if gathered:
            yield False, paragraph(joined(gathered), block)


def _is_answered(lines: Sequence[Line]) -> bool:
    """Tell whether an arrow in the next line leads to the answer of a line with its mark."""
    asked, *following = map(plain_text, lines)
    return ends_in_question_mark(asked) and any(map(ANSWERED.match, following))


def _asks(line: Line) -> bool:
    """Tell whether a line is one question, by its words; most have their mark besides."""
    text = without_number(plain_text(line), ANY_NUMBER).strip()
    if ends_in_question_mark(text):
        text = _KIND.sub("", text, count=1)
    if not asks_in_words(text) or asks_about_title(text) or not is_one_question(text):
        return False
    return ends_in_question_mark(text) or text[-1].isalnum()


def _draft(asked: Node, body: Sequence[Node], section: tuple[str, ...]) -> QuestionDraft:
    start = asked.line or 1
    first, *others = body
    said = strip_start(lines_of(first)[0], OPENING) if first.type == "paragraph" else None
    if said:
        first = paragraph(joined([said, *lines_of(first)[1:]]), first)
    return QuestionDraft(
        prompt=asked.children,
        body=(first, *others),
        section=section,
        line=start,
        end_line=last_line((asked, *body), start),
        number=ANY_NUMBER,
    )

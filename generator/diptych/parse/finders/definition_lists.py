"""Terms with their definitions below, as Pandoc and MkDocs write them.

A line is the term; the next one, with a blank line between them or not, is ``:   its definition``.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.page import read_fields
from diptych.parse.search import Search
from diptych.syntax.html import closing_tag, opening_tag
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "definition-lists"

COLON = lazy(r"\s*:\s+(?=\S)")
SIGN = lazy(r"\s{0,3}:\s+\S")
LIST = lazy(rf"\s*{opening_tag('dl')}(.*){closing_tag('dl')}\s*", re.IGNORECASE | re.DOTALL)
# A term, and all that stands before the next one.
TERM = lazy(
    rf"{opening_tag('dt')}((?:(?!<dt\b).)*?){closing_tag('dt')}((?:(?!<dt\b).)*)",
    re.IGNORECASE | re.DOTALL,
)
MEANING = lazy(rf"{opening_tag('dd')}(.*?)(?:{closing_tag('dd')}|\Z)", re.IGNORECASE | re.DOTALL)
FEWEST = 2
LONGEST = 80


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for definitions below terms; return None when there are hardly any."""
    signs = sum(map(bool, map(SIGN.match, page.lines)))
    if signs < FEWEST and not any("<dt" in line.lower() for line in page.lines):
        return None
    return Search("terms stand above `: definitions`", partial(_find, page), explicit=False)


def _find(
    page: Page, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for block in _joined(blocks):
        found = list(_entries(block, section)) if block.type == "paragraph" else []
        found += _entries_in_html(page, block, section)
        drafts += found
        rest += [] if found else [block]
    return (rest, drafts) if len(drafts) >= FEWEST else (blocks, [])


def _entries_in_html(page: Page, block: Node, section: tuple[str, ...]) -> Iterator[QuestionDraft]:
    """Read a list of definitions in HTML: terms, each with what follows it."""
    found = LIST.fullmatch(block.content) if block.type == "html_block" else None
    if found is None or sum(map(bool, TERM.finditer(found[1]))) < FEWEST:
        return
    for term in TERM.finditer(found[1]):
        line = block.line + block.content.count("\n", 0, found.start(1) + term.start(1))
        asked = read_fields(page, " ".join(term[1].split()), line - 1)
        said = [
            part
            for each in MEANING.findall(term[2])
            for part in read_fields(page, " ".join(each.split()), line)
        ]
        if asked and asked[0].type == "paragraph" and said:
            yield QuestionDraft(
                prompt=asked[0].children,
                body=tuple(said),
                section=section,
                line=line,
                end_line=line + term[0].rstrip().count("\n"),
            )


def _joined(blocks: Sequence[Node]) -> Iterator[Node]:
    """Put a definition below a blank line together with the line above it."""
    waiting: Node | None = None
    for block in blocks:
        goes_on = block.type == "paragraph" and COLON.match(plain_text(block.children))
        if goes_on and waiting and waiting.type == "paragraph":
            waiting = paragraph(joined([waiting.children, block.children]), waiting)
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting


def _entries(block: Node, section: tuple[str, ...]) -> Iterator[QuestionDraft]:
    """Read a paragraph of nothing but terms and their definitions."""
    lines = lines_of(block)
    said = [_is_said(line) for line in lines]
    starts = [n for n, (own, following) in enumerate(pairwise(said)) if following and not own]
    if not starts or starts[0] or len(plain_text(lines[0])) > LONGEST:
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        meaning = [strip_start(line, COLON) or line for line in lines[start + 1 : end]]
        line = lines[start][0].line or block.line
        definition = paragraph(joined(meaning), block)
        yield QuestionDraft(
            prompt=lines[start],
            body=(replace(definition, hidden=False),),
            section=section,
            line=line,
            end_line=last_line([definition], line),
        )


def _is_said(line: Line) -> bool:
    return bool(COLON.match(plain_text(line)))

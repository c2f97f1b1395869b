"""Questions to click on: ``<details><summary>What is a pipe?</summary>``, the answer folded below.

Only where the summary asks: one that says “Answer” hides the answer of the heading above it.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.parse.drafts import Asked
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.hidden_answers import ANSWER, inside_details, summary_html
from diptych.parse.outline import details
from diptych.syntax.blocks import last_line
from diptych.syntax.markdown import line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "folded"

PIECE = re.compile(r"(?P<html_inline><[^>]*>)|(?P<code_inline>`[^`<]+`)|(?P<text>[^<`]+|[<`])")


def read(page: Page) -> Reading | None:
    """None when nothing is folded."""
    if not any("<summary" in line.lower() for line in page.lines):
        return None
    return read_in_text(page, _find, "a summary asks", sure=0.94)


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    rest: list[Token] = []
    asked: list[Asked] = []
    done = 0
    for start, end in _apart(tokens):
        rest += tokens[done:start]
        found = _asked(tokens, start, end, section)
        asked += [found] if found else []
        rest += () if found else tokens[start : end + 1]
        done = end + 1
    return [*rest, *tokens[done:]], asked


def _apart(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The outermost pairs that share no block with another one."""
    pairs = sorted(details(tokens))
    places = [place for pair in pairs for place in pair]
    done = -1
    for start, end in pairs:
        shared = places.count(start) > 1 + (start == end) or places.count(end) > 1 + (start == end)
        if start > done and not shared:
            yield start, end
            done = end


def _inline(summary: str, line: int) -> Iterator[Token]:
    """A summary is HTML, in which only code is written as in Markdown, though by many."""
    for piece in PIECE.finditer(summary):
        kind = str(piece.lastgroup)
        tag = "code" if kind == "code_inline" else ""
        content = piece[0] if kind == "html_inline" else unescape(piece[0].strip("`"))
        yield Token(kind, tag, 0, content=content, map=[line - 1, line])


def _asked(tokens: Sequence[Token], start: int, end: int, section: tuple[str, ...]) -> Asked | None:
    summary = summary_html(tokens, start)
    line = line_of(tokens[start])
    prompt = tuple(_inline(summary, line))
    if ANSWER.match(summary) or not plain_text(prompt):
        return None
    return Asked(
        prompt=prompt,
        body=tuple(inside_details(tokens, start, end)),
        section=section,
        line=line,
        end_line=last_line(tokens[start : end + 1], line),
    )

"""Questions to click on: ``<details><summary>What is a pipe?</summary>``, the answer folded below.

Only where the summary asks: one that says “Answer” hides the answer of the heading above it.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from diptych.parse.drafts import QuestionDraft
from diptych.parse.hidden_answers import ANSWER, inside_details, summary_html
from diptych.parse.outline import details
from diptych.parse.search import Search
from diptych.syntax.html import TAG_NAME, closing_tag, opening_tag
from diptych.syntax.tree import Node, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page

NAME = "folded"

PIECE = re.compile(
    rf"(?P<html_inline>{opening_tag(TAG_NAME)}|{closing_tag(TAG_NAME)})"
    r"|(?P<code_inline>`[^`<]+`)|(?P<text>[^<`]+|[<`])",
    re.IGNORECASE,
)


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for folded answers; return None when nothing is folded."""
    if not any("<summary" in line.lower() for line in page.lines):
        return None
    return Search("a summary asks", _find, explicit=False)


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    done = 0
    for start, end in _apart(blocks):
        rest += blocks[done:start]
        folded = blocks[start : end + 1]
        found = _draft(folded, section)
        drafts += [found] if found else []
        rest += () if found else folded
        done = end + 1
    return [*rest, *blocks[done:]], drafts


def _apart(blocks: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Find the outermost pairs of tags that share no block with another pair."""
    pairs = sorted(details(blocks))
    places = [place for pair in pairs for place in pair]
    done = -1
    for start, end in pairs:
        shared = places.count(start) > 1 + (start == end) or places.count(end) > 1 + (start == end)
        if start > done and not shared:
            yield start, end
            done = end


def _inline(summary: str, line: int) -> Iterator[Node]:
    """Read a summary, which is HTML; many write code in it as in Markdown."""
    for piece in PIECE.finditer(summary):
        kind = str(piece.lastgroup)
        tag = "code" if kind == "code_inline" else ""
        content = piece[0] if kind == "html_inline" else unescape(piece[0].strip("`"))
        yield Node(kind, tag=tag, content=content, line=line, end_line=line)


def _draft(folded: Sequence[Node], section: tuple[str, ...]) -> QuestionDraft | None:
    summary = summary_html(folded)
    line = folded[0].line or 1
    prompt = tuple(_inline(summary, line))
    if ANSWER.match(summary) or not plain_text(prompt):
        return None
    return QuestionDraft(
        prompt=prompt,
        body=tuple(inside_details(folded)),
        section=section,
        line=line,
        end_line=last_line(folded, line),
    )

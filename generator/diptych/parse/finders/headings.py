"""Headings of one level are questions; shallower ones are sections, deeper ones answers' parts.

``### 1.介绍…``, ``## Q4: Why …?``, ``### 问题3：…``, ``## What is a closure?``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.parse.outline import split
from diptych.parse.page_navigation import is_contents
from diptych.parse.sections import Outline, read_outline, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.parse.reading import Reading
    from diptych.parse.sections import Role
    from diptych.syntax.tree import Node

NAME = "headings"

# So many questions below a lone heading of its level make a title of it, even if it asks.
_MANY = 3


def read(page: Page) -> Reading:
    """Read a page by its headings; every page can be, if only as one without questions."""
    return read_headings(page, page.nodes)


def read_headings(page: Page, nodes: Sequence[Node]) -> Reading:
    """Read some blocks of a page by their headings."""
    preamble, headings = split(nodes)
    contents = [is_contents(heading) for heading in headings]
    candidates = [h for h, leads in zip(headings, contents, strict=True) if not leads]
    level, confidence, reason = _question_level(candidates, page.question_level)
    roles: list[Role] = [
        "contents" if leads else _role(heading, level)
        for heading, leads in zip(headings, contents, strict=True)
    ]
    title = title_of(page, headings, roles)
    outline = Outline(preamble, headings, roles, title)
    return read_outline(page, outline, confidence, reason)


def _role(heading: Heading, level: int | None) -> Role:
    if heading.level == level:
        return "question"
    return "section" if level is None or heading.level < level else "part"


def _question_level(
    headings: Sequence[Heading], wanted: int | None
) -> tuple[int | None, float, str]:
    """Decide which level of headings asks, how sure that is, and why."""
    levels = sorted({heading.level for heading in headings})
    if wanted is not None:
        found = wanted in levels
        return (wanted if found else None), 1.0, f"question_level = {wanted}"
    of = {level: [h for h in headings if h.level == level] for level in levels}
    for level in levels:
        asking = sum(heading.looks_like_question for heading in of[level])
        deeper = [h for h in headings if h.level > level]
        if asking * 2 >= len(of[level]) and not _are_sections(of[level], deeper):
            what = f"{asking} of {len(of[level])} headings of level {level} ask or are numbered"
            return level, 0.9, what
    for level in levels:
        answered = sum(bool(heading.body) for heading in of[level])
        is_title = len(of[level]) == 1 and len(levels) > 1
        if answered * 2 >= len(of[level]) and not is_title:
            what = f"{answered} of {len(of[level])} headings of level {level} have text below"
            return level, 0.5, what
    if levels:
        return levels[-1], 0.2, f"level {levels[-1]} is the deepest"
    return None, 0.0, "no headings"


def _are_sections(headings: Sequence[Heading], deeper: Sequence[Heading]) -> bool:
    """Tell whether numbered headings only hold the questions that stand below them.

    `## 一、基础` above `### 1. …` asks nothing: most of such headings have no text of their own.
    """
    asking = sum(heading.looks_like_question for heading in deeper)
    if len(headings) == 1:
        return asking >= _MANY and asking * 2 >= len(deeper)
    empty = sum(not heading.body for heading in headings)
    asks = sum(heading.asks for heading in headings)
    return asking > len(headings) and empty * 2 > len(headings) and asks * 2 < len(headings)

"""Bullets marked as cards, as outliners write them: ``- What is IoU? #card``, answered below it.

A bullet's own text is the question and what is indented under it the answer. A heading can bear the
mark as well. Bullets without it are introductions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.parse.asked import Asked
from generator.parse.blocks import blocks, last_line, raised
from generator.parse.dialects.in_text import read_in_text
from generator.parse.inline import joined, lines_of, paragraph
from generator.parse.markdown import line_of, plain_text
from generator.parse.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from generator.parse.page import Page

NAME = "bullets"

MARK = re.compile(r"\s*(?:#(?:card|flashcards?|\[\[card\]\])(?![\w/])|\[\[card\]\])", re.IGNORECASE)
# What an outliner keeps about a block: `id:: 64c1…`, `card-last-score:: 5`.
PROPERTY = re.compile(r"\s*[a-z][a-z-]*:: .*|\s*[a-z][a-z-]*::\s*$")
ID = re.compile(r"\s*id:: *(\S+)\s*")
LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


def read(page: Page) -> Reading | None:
    """None when nothing bears the mark."""
    if not any(MARK.search(line) for line in page.lines):
        return None
    reading = read_in_text(page, _find, "a bullet bears `#card`")
    if reading is None:
        return None
    # Who marks cards means these and no others.
    return Reading(
        reading.title,
        reading.sections,
        reading.questions,
        0.98,
        reading.reason,
        reading.diagnostics,
    )


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    rest: list[Token] = []
    asked: list[Asked] = []
    for block in blocks(tokens):
        if block[0].type in LISTS:
            left, found = _in_list(block, section)
            rest += left
            asked += found
        else:
            rest += block
    return rest, asked


def _in_list(block: Sequence[Token], section: tuple[str, ...]) -> tuple[list[Token], list[Asked]]:
    """The list without its cards, nothing if only they were in it; and the cards."""
    left: list[Token] = []
    asked: list[Asked] = []
    for item in blocks(block[1:-1]):
        inside = item[1:-1]
        if len(inside) > 2 and _bears_mark(inside[1]):
            asked.append(_asked(item, section))
            continue
        kept: list[Token] = []
        for part in blocks(inside):
            if part[0].type in LISTS:
                rest, found = _in_list(part, section)
                kept += rest
                asked += found
            else:
                kept += part
        left += [item[0], *kept, item[-1]] if kept else []
    return ([block[0], *left, block[-1]] if left else []), asked


def _bears_mark(inline: Token) -> bool:
    return inline.type == "inline" and any(
        child.type == "text" and MARK.search(child.content) for child in inline.children or ()
    )


def _asked(item: Sequence[Token], section: tuple[str, ...]) -> Asked:
    inside = raised(item[1:-1], by=2)
    start = line_of(item[0], line_of(inside[1]))
    first, *others = lines_of(inside[1])
    kept = [text for line in others if PROPERTY.fullmatch(text := plain_text(line))]
    said = [line for line in others if plain_text(line) not in kept]
    below = paragraph(joined(said), inside[:3]) if said else []
    return Asked(
        prompt=_without_mark(first),
        body=(*below, *inside[3:]),
        section=section,
        line=start,
        end_line=last_line(inside, start),
        pinned=next((found.group(1) for each in kept if (found := ID.fullmatch(each))), None),
        properties=tuple(each for each in kept if not ID.fullmatch(each)),
    )


def _without_mark(children: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(
        child.copy(content=MARK.sub("", child.content).rstrip())
        if child.type == "text" and MARK.search(child.content)
        else child
        for child in children
    )

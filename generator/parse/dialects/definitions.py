"""Lines of a term and its definition: ``term :: definition``; ``:::`` asks both ways.

In paragraphs and in lists. Without blanks around them, colons part only what cannot be code, such
as ``什么是 IoU？::交并比`` and not ``std::vector``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.parse.asked import Asked
from generator.parse.blocks import blocks, raised
from generator.parse.dialects.in_text import read_in_text
from generator.parse.inline import joined, lines_of, paragraph
from generator.parse.markdown import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from generator.parse.page import Page
    from generator.parse.reading import Reading

NAME = "definitions"

PARTS = re.compile(r"\s+(:::?)(?:\s+|$)|(?<=[^\x00-\x7f?])(:::?)(?=\S)|(?<=\?)(:::?)(?=\S)")


def read(page: Page) -> Reading | None:
    """None when no line is a definition."""
    if not any("::" in line for line in page.lines):
        return None
    return read_in_text(page, _find, "a line is `term :: definition`", sure=0.92)


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    """Take the lines that are definitions out of a text."""
    rest: list[Token] = []
    asked: list[Asked] = []
    for block in blocks(tokens):
        if block[0].type == "paragraph_open":
            left, found = _in_paragraph(block, section)
        elif block[0].type in {"bullet_list_open", "ordered_list_open"}:
            left, found = _in_list(block, section)
        else:
            left, found = list(block), []
        rest += left
        asked += found
    return rest, asked


def _in_paragraph(
    block: Sequence[Token], section: tuple[str, ...]
) -> tuple[list[Token], list[Asked]]:
    left: list[list[Token]] = []
    asked: list[Asked] = []
    for line in lines_of(block[1]):
        if found := _definition(line, block, section):
            asked.append(found)
        elif asked and not left:
            # What goes on below a definition belongs to it.
            asked[-1] = _continued(asked[-1], line, block)
        else:
            left.append(line)
    if not asked:
        return list(block), []
    return (paragraph(joined(left), block) if left else []), asked


def _in_list(block: Sequence[Token], section: tuple[str, ...]) -> tuple[list[Token], list[Asked]]:
    """Items whose first line is a definition; what else an item holds belongs to its answer."""
    left: list[Token] = []
    asked: list[Asked] = []
    for item in blocks(block[1:-1]):
        inside = raised(item[1:-1], by=2)
        has_text = len(inside) > 2 and inside[0].type == "paragraph_open"
        lines = lines_of(inside[1]) if has_text else [[]]
        found = _definition(lines[0], inside[:3], section) if has_text else None
        if found is None:
            left += item
            continue
        for line in lines[1:]:
            found = _continued(found, line, inside[:3])
        body = (*found.body, *inside[3:])
        asked.append(_with_body(found, body, item[0].map))
    return ([block[0], *left, block[-1]] if left else []), asked


def _definition(
    line: Sequence[Token], block: Sequence[Token], section: tuple[str, ...]
) -> Asked | None:
    """Cut a line in two at the first colons that stand in its text, not in code or a formula."""
    depth = 0
    for place, token in enumerate(line):
        depth += token.nesting
        found = PARTS.search(token.content) if token.type == "text" and depth == 0 else None
        if found is None:
            continue
        head, tail = token.content[: found.start()], token.content[found.end() :]
        before = [*line[:place], token.copy(content=head)]
        after = [token.copy(content=tail), *line[place + 1 :]]
        if not _says_something(before) or not _says_something(after):
            return None
        at = line_of(token, line_of(block[1]))
        both = ":::" in found.group()
        return Asked(
            prompt=tuple(before),
            body=tuple(paragraph(after, block)),
            section=section,
            line=at,
            end_line=at,
            classes=("reversed",) if both else (),
        )
    return None


def _says_something(tokens: Sequence[Token]) -> bool:
    return any(token.content.strip() for token in tokens)


def _continued(asked: Asked, line: Sequence[Token], block: Sequence[Token]) -> Asked:
    """A definition that goes on in the next line."""
    children = joined([list(asked.body[1].children or ()), list(line)])
    end = max((line_of(token) for token in line if token.map), default=asked.end_line)
    return _with_body(asked, tuple(paragraph(children, block)), [0, end])


def _with_body(asked: Asked, body: Sequence[Token], place: list[int] | None) -> Asked:
    return Asked(
        prompt=asked.prompt,
        body=tuple(body),
        section=asked.section,
        line=asked.line,
        end_line=max(asked.end_line, place[1] if place else 0),
        classes=asked.classes,
    )

"""Lines of a term and its definition: ``term :: definition``; ``:::`` asks both ways.

In paragraphs and in lists. Without blanks around them, colons part only what cannot be code, such
as ``什么是 IoU？::交并比`` and not ``std::vector``.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from diptych.parse.drafts import Asked
from diptych.parse.finders.cloze import find_deletions
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.tool_marks import is_mark
from diptych.syntax.blocks import LISTS, blocks, raised
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.markdown import line_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from diptych.parse.finders.in_text import Find
    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "definitions"

PARTS = re.compile(r"\s+(:::?)(?:\s+|$)|(?<=[^\x00-\x7f?])(:::?)(?=\S)|(?<=\?)(:::?)(?=\S)")

# On a page that holds flashcards and says so, any colons do: `old pipes hold::lead`.
FLASHCARDS = re.compile(r"^\s*cards-deck:|#flashcards?\b|<!--SR:", re.IGNORECASE)
ANY = re.compile(r"\s*(:::?)\s*")


def read(page: Page) -> Reading | None:
    """None when no line is a definition."""
    if not any("::" in line for line in page.lines):
        return None
    what = "a line is `term :: definition`"
    if holds_flashcards(page):
        find = and_definitions(lambda tokens, _section, _end: (list(tokens), []))
        return read_in_text(page, find, what, sure=0.92, least=0.91)
    return read_in_text(page, partial(_find, PARTS), what, sure=0.92)


def holds_flashcards(page: Page) -> bool:
    """Whether a page says to another tool that it holds flashcards."""
    named = any(tag.lower().startswith("flashcard") for tag in page.tags)
    return named or any(FLASHCARDS.search(line) for line in page.lines)


def and_definitions(find: Find) -> Find:
    """What finds questions and, in what that leaves of a text, other flashcards.

    Those are lines with any double colons, and paragraphs in which something is deleted.
    """

    def both(
        tokens: Sequence[Token], section: tuple[str, ...], end: int
    ) -> tuple[list[Token], list[Asked]]:
        rest, asked = find(tokens, section, end)
        rest, defined = _find(ANY, rest, section, end)
        rest, hiding = find_deletions(rest, section, end)
        return rest, sorted((*asked, *defined, *hiding), key=lambda each: each.line)

    return both


def _find(
    parts: re.Pattern[str], tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    """Take the lines that are definitions out of a text."""
    rest: list[Token] = []
    asked: list[Asked] = []
    found: list[Asked] = []
    for block in blocks(tokens):
        if found and is_mark(block):
            asked[-1] = _with_body(asked[-1], (*asked[-1].body, *block), block[0].map)
            continue
        if block[0].type == "paragraph_open":
            left, found = _in_paragraph(block, section, parts)
        elif block[0].type in LISTS:
            left, found = _in_list(block, section, parts)
        else:
            left, found = list(block), []
        rest += left
        asked += found
    return rest, asked


def _in_paragraph(
    block: Sequence[Token], section: tuple[str, ...], parts: re.Pattern[str]
) -> tuple[list[Token], list[Asked]]:
    left: list[list[Token]] = []
    asked: list[Asked] = []
    for line in lines_of(block[1]):
        if found := _definition(line, block, section, parts):
            asked.append(found)
        elif asked and not left:
            # What goes on below a definition belongs to it.
            asked[-1] = _continued(asked[-1], line, block)
        else:
            left.append(line)
    if not asked:
        return list(block), []
    return (paragraph(joined(left), block) if left else []), asked


def _in_list(
    block: Sequence[Token], section: tuple[str, ...], parts: re.Pattern[str]
) -> tuple[list[Token], list[Asked]]:
    """Items whose first line is a definition; what else an item holds belongs to its answer."""
    left: list[Token] = []
    asked: list[Asked] = []
    for item in blocks(block[1:-1]):
        inside = raised(item[1:-1], by=2)
        has_text = len(inside) > 2 and inside[0].type == "paragraph_open"
        lines = lines_of(inside[1]) if has_text else [[]]
        found = _definition(lines[0], inside[:3], section, parts) if has_text else None
        if found is None:
            left += item
            continue
        for line in lines[1:]:
            found = _continued(found, line, inside[:3])
        body = (*found.body, *inside[3:])
        asked.append(_with_body(found, body, item[0].map))
    return ([block[0], *left, block[-1]] if left else []), asked


def _definition(
    line: Sequence[Token],
    block: Sequence[Token],
    section: tuple[str, ...],
    parts: re.Pattern[str],
) -> Asked | None:
    """Cut a line in two at the first colons that stand in its text, not in code or a formula."""
    depth = 0
    for place, token in enumerate(line):
        depth += token.nesting
        found = parts.search(token.content) if token.type == "text" and depth == 0 else None
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

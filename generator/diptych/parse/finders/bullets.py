"""Bullets marked as cards, as outliners write them: ``- What is IoU? #card``, answered below it.

A bullet's own text is the question and what is indented under it the answer. Headings and
paragraphs can bear the mark as well: a heading's answer is what stands below it, a paragraph's what
it goes on with, else the block behind it. What bears none is an introduction. ``#card-reverse``
asks both ways; ``#card-spaced`` has no answer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.diagnostics.codes import diagnose
from diptych.parse.drafts import Asked
from diptych.parse.finders.definitions import and_definitions, holds_flashcards
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.reading import Reading
from diptych.parse.tool_marks import is_mark
from diptych.syntax.blocks import LISTS, blocks, last_line, raised
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.markdown import line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.page import Page

NAME = "bullets"

MARK = re.compile(
    r"\s*(?:#(?:card(?:[-/](?P<kind>reversed?|spaced|reminder))?|flashcards?|\[\[card\]\])(?![\w/-])"
    r"|\[\[card\]\])",
    re.IGNORECASE,
)
PAGE_MARK = re.compile(r"\s*(?:#flashcards?[\w/-]*\s*)+", re.IGNORECASE)
# What an outliner keeps about a block: `id:: 64c1…`, `card-last-score:: 5`.
PROPERTY = re.compile(r"\s*[a-z][a-z-]*:: .*|\s*[a-z][a-z-]*::\s*$")
ID = re.compile(r"\s*id:: *(\S+)\s*")


def read(page: Page) -> Reading | None:
    """None when nothing bears the mark."""
    if not any(_marks_a_card(line) for line in page.lines):
        return None
    told: list[Diagnostic] = []
    tokens = list(_with_marked_headings(_without_properties(page, told)))
    what = "a heading" if any(token.meta.get("card") for token in tokens) else "a bullet"
    find = and_definitions(_find) if holds_flashcards(page) else _find
    reading = read_in_text(page, find, f"{what} bears `#card`", tokens=tokens)
    if reading is None:
        return None
    # Who marks cards means these and no others.
    return Reading(
        reading.title,
        reading.sections,
        reading.questions,
        0.98,
        reading.reason,
        (*told, *reading.diagnostics),
    )


def _marks_a_card(line: str) -> bool:
    """Whether a line bears the mark; `#flashcards` alone says that others do."""
    return bool(MARK.search(line)) and not PAGE_MARK.fullmatch(line)


def _without_properties(page: Page, told: list[Diagnostic]) -> list[Token]:
    """A page's tokens; of bullets that bear no mark, what the outliner keeps is only told."""
    tokens = [_spelled(token) for token in page.tokens]
    for place, token in enumerate(tokens):
        if token.type != "inline" or not token.level or "::" not in token.content:
            continue
        first, *others = lines_of(token)
        said = [line for line in others if not PROPERTY.fullmatch(plain_text(line))]
        if len(said) == len(others) or _mark(token.children or ()):
            continue
        for line in others:
            if PROPERTY.fullmatch(text := plain_text(line)):
                here = page.span(line_of(line[0]), line_of(line[0]))
                told.append(diagnose("D215", f"the property `{text}` is not shown", here))
        kept = joined([first, *said])
        tokens[place] = token.copy(children=kept, content=plain_text(kept))
    return tokens


def _spelled(inline: Token) -> Token:
    """Inline tokens in which a link to the page `card`, which is a mark, is text."""
    if inline.type != "inline" or "[[card]]" not in inline.content.lower():
        return inline
    children: list[Token] = []
    inside = False
    for child in inline.children or ():
        if str(child.attrGet("href") or "").lower() == "[[card]]":
            inside = True
            hash_before = bool(children) and children[-1].content.endswith("#")
            before = children.pop() if hash_before else Token("text", "", 0, map=child.map)
            children.append(before.copy(content=f"{before.content}[[card]]"))
        elif inside:
            inside = child.type != "link_close"
        else:
            children.append(child)
    return inline.copy(children=children)


def _with_marked_headings(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens; headings that bear the mark, or have it in the line below, say so instead."""
    flow = list(blocks(tokens))
    for place, block in enumerate(flow):
        if not block or block[0].type != "heading_open":
            yield from block
            continue
        opening, inline, closing = block[:3]
        below = flow[place + 1] if place + 1 < len(flow) else ()
        bearer = inline
        if below and below[0].type == "paragraph_open" and _is_mark(lines_of(below[1])[0]):
            bearer = below[1]
            rest = lines_of(bearer)[1:]
            flow[place + 1] = paragraph(joined(rest), below[:3]) if rest else ()
        if mark := _mark(bearer.children or ()):
            classes = " ".join([str(opening.attrGet("class") or ""), *_classes(mark)]).strip()
            opening = opening.copy(meta={**opening.meta, "card": True}, attrs={"class": classes})
            inline = inline.copy(children=list(_without_mark(inline.children or ())))
        yield from (opening, inline, closing)


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    rest: list[Token] = []
    asked: list[Asked] = []
    waiting = False
    for block in blocks(tokens):
        if asked and is_mark(block):
            asked[-1] = _continued(asked[-1], block)
        elif block[0].type in LISTS:
            left, found = _in_list(block, section)
            rest += left
            asked += found
        elif block[0].type == "paragraph_open" and (mark := _mark_of_paragraph(block[1])):
            asked.append(_asked_in_paragraph(block, mark, section))
            waiting = not asked[-1].body and mark["kind"] not in {"spaced", "reminder"}
            continue
        elif waiting:
            asked[-1] = _continued(asked[-1], block)
        else:
            rest += block
            continue
        waiting = False
    return rest, asked


def _asked_in_paragraph(
    block: Sequence[Token], mark: re.Match[str], section: tuple[str, ...]
) -> Asked:
    """The lines up to the mark ask, those behind it answer."""
    lines = lines_of(block[1])
    bears = next(n for n, line in enumerate(lines) if _mark(line))
    asking = joined([line for line in lines[: bears + 1] if not _is_mark(line)])
    body = paragraph(joined(lines[bears + 1 :]), block) if lines[bears + 1 :] else []
    start = line_of(block[1])
    return Asked(
        prompt=_without_mark(asking),
        body=tuple(body),
        section=section,
        line=start,
        end_line=last_line(block, start),
        classes=_classes(mark),
    )


def _continued(asked: Asked, block: Sequence[Token]) -> Asked:
    end = last_line(block, asked.end_line)
    return replace(asked, body=(*asked.body, *block), end_line=end)


def _in_list(block: Sequence[Token], section: tuple[str, ...]) -> tuple[list[Token], list[Asked]]:
    """The list without its cards, nothing if only they were in it; and the cards."""
    left: list[Token] = []
    asked: list[Asked] = []
    for item in blocks(block[1:-1]):
        inside = item[1:-1]
        own = inside[1] if len(inside) > 2 and inside[1].type == "inline" else None
        if own and (mark := _mark(own.children or ())):
            asked.append(_asked(item, mark, section))
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


def _mark(children: Sequence[Token]) -> re.Match[str] | None:
    texts = (MARK.search(child.content) for child in children if child.type == "text")
    return next(filter(None, texts), None)


def _mark_of_paragraph(inline: Token) -> re.Match[str] | None:
    """The mark of a paragraph that asks; `#flashcards` says that others do."""
    mark = _mark(inline.children or ())
    asks = mark and "flash" not in mark[0] and not all(map(_is_mark, lines_of(inline)))
    return mark if asks else None


def _is_mark(line: Sequence[Token]) -> bool:
    """Whether a line is only the mark, and perhaps tags."""
    text = plain_text(line)
    return bool(MARK.match(text)) and all(word.startswith(("#", "[[")) for word in text.split())


def _classes(mark: re.Match[str]) -> tuple[str, ...]:
    return ("reversed",) if (mark["kind"] or "").lower().startswith("reverse") else ()


def _asked(item: Sequence[Token], mark: re.Match[str], section: tuple[str, ...]) -> Asked:
    inside = raised(item[1:-1], by=2)
    start = line_of(item[0], line_of(inside[1]))
    first, *others = lines_of(inside[1])
    kept = [text for line in others if PROPERTY.fullmatch(text := plain_text(line))]
    ids = [found for each in kept if (found := ID.fullmatch(each))]
    said = [line for line in others if plain_text(line) not in kept]
    below = paragraph(joined(said), inside[:3]) if said else []
    return Asked(
        prompt=_without_mark(first),
        body=(*below, *inside[3:]),
        section=section,
        line=start,
        end_line=last_line(inside, start),
        pinned=ids[0][1] if ids else None,
        classes=_classes(mark),
        properties=tuple(each for each in kept if not ids or each != ids[0][0]),
    )


def _without_mark(children: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(
        child.copy(content=MARK.sub("", child.content).rstrip())
        if child.type == "text" and MARK.search(child.content)
        else child
        for child in children
    )

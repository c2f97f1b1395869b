"""Lines of a term and its definition: ``term :: definition``; ``:::`` asks both ways.

In paragraphs and in lists. Without blanks around them, colons part only what cannot be code, such
as ``什么是 IoU？::交并比`` and not ``std::vector``.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.aside.tool_marks import is_mark
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.parse.tools.card_marks import USUAL, parting
from diptych.parse.words.lexicon import QUESTION
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS, inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "definitions"

PARTS = lazy(r"\s+(:::?)(?:\s+|$)|(?<=[^\x00-\x7f?])(:::?)(?=\S)|(?<=\?)(:::?)(?=\S)")

# On a page that holds flashcards and says so, any colons do: `old pipes hold::lead`.
FLASHCARDS = lazy(r"^\s*cards-deck:|#flashcards?\b|<!--SR:", re.IGNORECASE)
# What marks a question is no term: `Q:: What is a pipe?`.
LABEL = lazy(rf"\W*(?:q|{QUESTION})\s*\d{{0,3}}\W*", re.IGNORECASE)
# Types of functions, as Haskell writes them.
CODE = lazy(r"[-=]>|→")


class _Marks(NamedTuple):
    """What parts a term from its definition, and which of that asks both ways."""

    parts: re.Pattern[str]
    both: str


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for definitions; return None when no line can be one."""
    marks = page.card_marks or USUAL
    if marks == USUAL and not any("::" in line for line in page.lines):
        return None
    flashcards = holds_flashcards(page)
    own = parting(marks)
    cards = _Marks(own if flashcards else PARTS, marks.within_both)
    inside = _Marks(own if marks != USUAL else PARTS, marks.within_both)
    return Search(
        f"a line is `term {marks.within} definition`",
        partial(_find, cards),
        in_answers=partial(_find_in_answer, inside),
        marked=flashcards,
    )


def holds_flashcards(page: Page) -> bool:
    """Tell whether a page says to another tool that it holds flashcards."""
    if page.card_marks:
        return True
    named = any(tag.lower().startswith("flashcard") for tag in page.tags)
    return named or any(FLASHCARDS.search(line) for line in page.lines)


def _find(
    marks: _Marks, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    """Take the lines that are definitions out of a text."""
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    found: list[QuestionDraft] = []
    for block in blocks:
        if found and is_mark(block):
            drafts[-1] = _with_body(drafts[-1], (*drafts[-1].body, block), block.end_line)
            continue
        if block.type == "paragraph":
            left, found = _in_paragraph(block, section, marks)
        elif block.type in LISTS:
            left, found = _in_list(block, section, marks)
        else:
            left, found = [block], []
        rest += left
        drafts += found
    return rest, drafts


def _find_in_answer(
    marks: _Marks, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    """Take the paragraphs out of an answer that hold nothing but definitions."""
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for block in blocks:
        lines = lines_of(block) if block.type == "paragraph" else []
        found = [_definition(line, block, section, marks) for line in lines]
        if found and all(each and not CODE.search(block.content) for each in found):
            drafts += [each for each in found if each]
        else:
            rest.append(block)
    return rest, drafts


def _in_paragraph(
    block: Node, section: tuple[str, ...], marks: _Marks
) -> tuple[list[Node], list[QuestionDraft]]:
    left: list[Line] = []
    drafts: list[QuestionDraft] = []
    for line in lines_of(block):
        if found := _definition(line, block, section, marks):
            drafts.append(found)
        elif drafts and not left:
            # What goes on below a definition belongs to it.
            drafts[-1] = _continued(drafts[-1], line, block)
        else:
            left.append(line)
    if not drafts:
        return [block], []
    return ([paragraph(joined(left), block)] if left else []), drafts


def _in_list(
    block: Node, section: tuple[str, ...], marks: _Marks
) -> tuple[list[Node], list[QuestionDraft]]:
    """Take items whose first line is a definition; what else they hold belongs to the answer."""
    left: list[Node] = []
    drafts: list[QuestionDraft] = []
    for item in block.children:
        if found := _in_item(item, section, marks):
            drafts.append(found)
        else:
            left.append(item)
    return ([replace(block, children=tuple(left))] if left else []), drafts


def _in_item(item: Node, section: tuple[str, ...], marks: _Marks) -> QuestionDraft | None:
    if not item.children or item.children[0].type != "paragraph":
        return None
    text, *below = item.children
    first, *others = lines_of(text)
    found = _definition(first, text, section, marks)
    if found is None:
        return None
    for line in others:
        found = _continued(found, line, text)
    return _with_body(found, (*found.body, *below), item.end_line)


def _definition(
    line: Line, block: Node, section: tuple[str, ...], marks: _Marks
) -> QuestionDraft | None:
    """Cut a line in two at the first colons that stand in its text, not in code or a formula."""
    for place, node in enumerate(line):
        found = marks.parts.search(node.content) if node.type == "text" else None
        if found is None:
            continue
        before = (*line[:place], replace(node, content=node.content[: found.start()]))
        after = (replace(node, content=node.content[found.end() :]), *line[place + 1 :])
        is_label = LABEL.fullmatch(plain_text(before))
        if is_label or not _says_something(before) or not _says_something(after):
            return None
        at = node.line or block.line or 1
        both = found.group().strip() == marks.both
        return QuestionDraft(
            prompt=before,
            body=(paragraph(after, block),),
            section=section,
            line=at,
            end_line=at,
            classes=("reversed",) if both else (),
        )
    return None


def _says_something(line: Line) -> bool:
    return any(node.content.strip() for node in inline_of(line))


def _continued(draft: QuestionDraft, line: Line, block: Node) -> QuestionDraft:
    """Add a line to a definition that goes on in it."""
    children = joined([draft.body[0].children, line])
    end = max((node.line for node in inline_of(line)), default=0)
    return _with_body(draft, (paragraph(children, block),), end)


def _with_body(draft: QuestionDraft, body: tuple[Node, ...], end_line: int) -> QuestionDraft:
    return replace(draft, body=body, end_line=max(draft.end_line, end_line))

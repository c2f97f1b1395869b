"""Blocks that are cards as a whole: ``> [!CARD] : What is osmosis?``, and fences of fields.

A fence ``flashcard`` has a line ``front: …`` and a line ``back: …``; ``type: reversed`` asks both
ways. So the second version of flashcards-obsidian writes them.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.outline import parts_of_callout
from diptych.parse.page import read_fields
from diptych.parse.search import Search
from diptych.syntax.inline import strip_start
from diptych.syntax.tree import blocks_of, last_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

NAME = "card-blocks"

_CALLOUTS = frozenset({"card", "flashcard"})
_FIELD = lazy(r"(front|back|type|tags):(?:[ \t]+|$)(.*)", re.IGNORECASE)
_COLON = lazy(r"\s*[:：]\s*")


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for such blocks; return None when there are none."""
    if not any(map(_is_card, blocks_of(nodes))):
        return None
    find = partial(_find, page)
    return Search("blocks are marked as cards", find, in_answers=find)


def _is_card(block: Node) -> bool:
    if block.type == "callout":
        return block.meta.get("kind") in _CALLOUTS
    return block.type == "fence" and {"front", "back"} <= _fields(block).keys()


def _find(
    page: Page, blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for block in blocks:
        found = None
        if _is_card(block):
            in_callout = block.type == "callout"
            found = _in_callout(block, section) if in_callout else _in_fence(page, block, section)
        if found is None:
            rest.append(block)
        else:
            drafts.append(found)
    return rest, drafts


def _in_callout(block: Node, section: tuple[str, ...]) -> QuestionDraft | None:
    title, body = parts_of_callout(block)
    line = block.line or 1
    return QuestionDraft(
        prompt=strip_start(title.children, _COLON) or title.children,
        body=body,
        section=section,
        line=line,
        end_line=last_line([block], line),
    )


def _in_fence(page: Page, block: Node, section: tuple[str, ...]) -> QuestionDraft | None:
    fields = _fields(block)
    line = fields["front"][1] + 1
    front, back = (read_fields(page, *fields[name]) for name in ("front", "back"))
    if not front or front[0].type != "paragraph":
        return None
    kind, tags = (fields.get(name, ("", 0))[0] for name in ("type", "tags"))
    return QuestionDraft(
        prompt=front[0].children,
        front=front[1:],
        body=back,
        section=section,
        line=line,
        end_line=last_line([block], line),
        classes=("reversed",) if kind.strip().lower() == "reversed" else (),
        tags=tuple("-".join(word.split()) for word in tags.split(",") if word.strip()),
    )


def _fields(block: Node) -> Mapping[str, tuple[str, int]]:
    """Read the fields of a fence, each with the number of the line above its first one."""
    if block.info.strip().lower() not in _CALLOUTS:
        return {}
    fields: dict[str, tuple[str, int]] = {}
    name = ""
    for number, line in enumerate(block.content.splitlines(), start=block.line):
        if found := _FIELD.match(line):
            name = found[1].lower()
            fields[name] = (found[2], number)
        elif name:
            text, above = fields[name]
            fields[name] = (f"{text}\n{line}", above)
    return fields

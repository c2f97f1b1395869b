"""Texts with deletions and nothing else: what holds one is a question.

That is a paragraph, a bullet, or a displayed formula by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.aside.tool_marks import is_mark
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.syntax.cloze import braced, deletions
from diptych.syntax.tree import LISTS, Node, last_line, map_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page

NAME = "cloze"

BRACE_SIGN = lazy(r"\{c[1-9]\d?[:|][^\s{}:][^{}]*\}")
FORMULAS = frozenset({"math_block", "math_block_label"})
ASKING = frozenset({"paragraph", *FORMULAS})


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for deletions; return None when nothing is deleted."""
    if any(map(BRACE_SIGN.search, page.lines)):
        return Search("a paragraph has deletions", _find_braced, behind=_find, explicit=False)
    if not deletions(nodes):
        return None
    # Headings that ask are questions all the same, and their answers' deletions make them cloze.
    return Search("a paragraph has deletions", _find, behind=_find, explicit=False)


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    """Take the paragraphs, bullets and formulas with deletions out of a text."""
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    asks = False
    for block in blocks:
        if asks and is_mark(block):
            drafts[-1] = replace(drafts[-1], body=(*drafts[-1].body, block))
            continue
        asks = block.type in {*ASKING, *LISTS} and bool(deletions([block]))
        if asks and block.type in ASKING:
            drafts.append(_draft([block], section))
        elif asks:
            left, found = _in_list(block, section)
            rest += left
            drafts += found
            asks = bool(found)
        else:
            rest.append(block)
    return rest, drafts


def _find_braced(
    blocks: Sequence[Node], section: tuple[str, ...], end: int
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Take texts with the deletions of Roam as well, which are text in answers."""
    rest, drafts = _find(map_blocks(tuple(blocks), _braced), section, end)
    return (rest, drafts) if drafts else (blocks, [])


def _braced(block: Node) -> Node:
    if block.type != "paragraph" or not BRACE_SIGN.search(block.content):
        return block
    return replace(block, children=braced(block.children))


def _in_list(block: Node, section: tuple[str, ...]) -> tuple[list[Node], list[QuestionDraft]]:
    left: list[Node] = []
    drafts: list[QuestionDraft] = []
    for item in block.children:
        if item.children and item.children[0].type in ASKING and deletions([item]):
            drafts.append(_draft(item.children, section))
        else:
            left.append(item)
    return ([replace(block, children=tuple(left))] if left else []), drafts


def _draft(blocks: Sequence[Node], section: tuple[str, ...]) -> QuestionDraft:
    first, *below = blocks
    start = first.line or 1
    return QuestionDraft(
        prompt=_displayed(first) if first.type in FORMULAS else first.children,
        body=tuple(below),
        section=section,
        line=start,
        end_line=last_line(blocks, start),
    )


def _displayed(formula: Node) -> tuple[Node, ...]:
    """Make inline nodes of a displayed formula, with its label behind it."""
    shown = replace(formula, type="math_inline_double", tag="math", info="", markup="", block=False)
    label = replace(shown, type="text", tag="", content=f" ({formula.info})")
    return (shown, label) if formula.info else (shown,)

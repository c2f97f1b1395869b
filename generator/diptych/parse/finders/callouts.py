"""Callouts that ask: ``> [!question] What is osmosis?``, their text the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.parse.asking import asks
from diptych.parse.drafts import QuestionDraft
from diptych.parse.search import Search
from diptych.syntax.tree import blocks_of, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

NAME = "callouts"

_KINDS = frozenset({"question", "faq", "help", "quiz", "q"})
# Those that answer the one above them.
_ANSWERS = frozenset({"answer", "solution", "success", "check", "done"})


def search(_page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for callouts that ask; return None when there are none."""
    if not any(_asks(block) for block in blocks_of(nodes)):
        return None
    return Search("callouts ask", _find, explicit=False)


def parts_of_callout(block: Node) -> tuple[Node, tuple[Node, ...]]:
    """Part a callout, folded or not, into its title and what stands below."""
    inner = block.children
    if len(inner) == 1 and inner[0].type == "callout_fold":
        inner = inner[0].children
    return inner[0], inner[1:]


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    waiting = False
    for block in blocks:
        if _asks(block):
            drafts.append(_draft(block, section))
        elif waiting and block.meta.get("kind") in _ANSWERS:
            drafts[-1] = _answered(drafts[-1], block)
        else:
            rest.append(block)
        waiting = _asks(block) and not drafts[-1].body
    return rest, drafts


def _answered(draft: QuestionDraft, block: Node) -> QuestionDraft:
    """Answer a question by the callout below it."""
    body = parts_of_callout(block)[1]
    return replace(draft, body=body, end_line=last_line([block], draft.end_line))


def _asks(block: Node) -> bool:
    """Tell whether a callout's title asks, or the first block below a plain one."""
    if block.type != "callout" or block.meta.get("kind") not in _KINDS:
        return False
    title, body = parts_of_callout(block)
    return asks(plain_text(title.children)) or _asks_below(body)


def _asks_below(body: Sequence[Node]) -> bool:
    return bool(body) and body[0].type == "paragraph" and asks(plain_text(body[0].children))


def _draft(block: Node, section: tuple[str, ...]) -> QuestionDraft:
    title, body = parts_of_callout(block)
    if not asks(plain_text(title.children)):
        title, body = body[0], body[1:]
    line = block.line or 1
    return QuestionDraft(
        prompt=title.children,
        body=body,
        section=section,
        line=line,
        end_line=last_line([block], line),
    )

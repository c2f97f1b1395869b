"""Callouts that ask: ``> [!question] What is osmosis?``, their text the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    rest = [block for block in blocks if not _asks(block)]
    return rest, [_draft(block, section) for block in blocks if _asks(block)]


def _asks(block: Node) -> bool:
    """Tell whether a callout's title asks, or the first of several blocks below a plain one."""
    if block.type != "callout" or block.meta.get("kind") not in _KINDS:
        return False
    title, body = parts_of_callout(block)
    return asks(plain_text(title.children)) or _asks_below(body)


def _asks_below(body: Sequence[Node]) -> bool:
    return len(body) > 1 and body[0].type == "paragraph" and asks(plain_text(body[0].children))


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

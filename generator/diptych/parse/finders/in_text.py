"""Read pages whose questions stand in the text: all headings are sections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from diptych.diagnostics.wording import counted as number_of
from diptych.parse.outline import split
from diptych.parse.page_navigation import is_contents
from diptych.parse.sections import Outline, read_outline, title_of
from diptych.syntax.tree import blocks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.drafts import QuestionDraft
    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.parse.reading import Reading
    from diptych.parse.sections import Find, Role
    from diptych.syntax.tree import Node

# So much of a text must be questions and answers to be sure.
_SHARE = 0.5


def read_in_text(
    page: Page,
    find: Find,
    reason: str,
    sure: float = 0.95,
    nodes: Sequence[Node] | None = None,
    least: float = 0.0,
) -> Reading | None:
    """Read a page whose questions stand in the text; return None when there are none.

    Args:
        find: takes the questions out of a text that stands below a section and ends at a line;
            gives what is left, and the questions.
        sure: how sure that is when most of the text is questions and answers.
        nodes: the page's as the finder wants them read. Headings whose meta says ``card`` are
            questions, those below them parts of their answers.
        least: how sure that is however little of the text is questions and answers.
    """
    preamble, headings = split(page.nodes if nodes is None else nodes)
    total = left = count = 0

    def counted(
        nodes: Sequence[Node], section: tuple[str, ...], end: int
    ) -> tuple[Sequence[Node], Sequence[QuestionDraft]]:
        nonlocal total, left, count
        rest, drafts = find(nodes, section, end)
        total += _size(nodes)
        left += _size(rest)
        count += len(drafts)
        return rest, drafts

    roles = _roles(headings)
    count = roles.count("question")
    title = title_of(page, headings, roles)
    outline = Outline(preamble, headings, roles, title, find=counted)
    reading = read_outline(page, outline, sure, reason)
    if not count:
        return None
    # Where headings ask, what looks like a question in the text is told in an answer.
    if sum(heading.asks for heading in headings) >= count:
        sure /= 2
    share = (total - left) / max(total, 1)
    return replace(
        reading,
        confidence=sure if share >= _SHARE else max(sure * share, min(sure, least)),
        reason=f"{reason} ({number_of(count, 'question')})",
    )


def _roles(headings: Sequence[Heading]) -> list[Role]:
    roles: list[Role] = []
    card = 0
    for heading in headings:
        if heading.node.meta.get("card"):
            roles.append("question")
            card = heading.level
        elif card and heading.level > card:
            roles.append("part")
        else:
            contents = is_contents(heading)
            roles.append("contents" if contents else "section")
            card = 0
    return roles


def _size(nodes: Sequence[Node]) -> int:
    """Measure how much there is to read in a text."""
    return sum(len(block.content) for block in blocks_of(nodes))

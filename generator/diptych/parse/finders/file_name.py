"""Files whose name asks, ``什么是分片？.md``: all that stands in one is the answer.

So do those without a title that are filled in as others are; or the text above their headings asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.wording import counted
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.drafts.making import make_questions
from diptych.parse.heading_keys import is_asked_above, is_filled_in
from diptych.parse.outline import split
from diptych.parse.reading import Reading
from diptych.parse.tools.notion import without_id
from diptych.parse.words.asking import asks, is_part_of_answer
from diptych.parse.words.manners import ANY_NUMBER
from diptych.parse.words.numbers import without_number
from diptych.syntax.document import Section
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page

NAME = "file-name"


def read(page: Page, drafts: Sequence[QuestionDraft]) -> Reading | None:
    """Read a whole file as the answer to its name; return None unless that asks and nothing else.

    Args:
        drafts: what all other finders found.
    """
    name = without_id(page.title or page.name)
    says = any(node.type not in {"hr", "html_block"} for node in page.nodes)
    asking = asks(without_number(name, ANY_NUMBER))
    if not says or not (asking or _is_filled_in(page, name)):
        return None
    if any(_asks_itself(draft) for draft in drafts):
        return None
    why = "the file is called by what it answers" if asking else "its headings are a template"
    line = page.nodes[0].line or 1
    prompt: tuple[Node, ...] = (Node("text", content=name, line=line, end_line=line),)
    asked_with = () if asking else _asked_with(page)
    front = asked_with
    if asked_with and asked_with[0].type == "paragraph":
        prompt, front = asked_with[0].children, asked_with[1:]
    draft = QuestionDraft(
        prompt=prompt,
        front=front,
        body=page.nodes[len(asked_with) :],
        section=(name,),
        line=line,
        end_line=len(page.lines),
        number=ANY_NUMBER,
        pinned=page.pinned,
    )
    questions, diagnostics = make_questions([draft], page)
    return Reading(
        title=name,
        sections=(Section(name, (name,), (), page.span(1, 1)),),
        questions=questions,
        understood=f"{NAME}: {counted(1, 'question')} ({why})",
        diagnostics=tuple(diagnostics),
    )


def _is_filled_in(page: Page, name: str) -> bool:
    """Tell whether a page's headings are those of many files, and its name tells it from them."""
    if not page.repeated or is_part_of_answer(name):
        return False
    return is_filled_in(split(page.nodes)[1], page.repeated)


def _asked_with(page: Page) -> tuple[Node, ...]:
    """Find what a filled-in page asks with above its first heading; empty if that answers."""
    above, headings = split(page.nodes)
    return above if is_asked_above(above, headings[0]) else ()


def _asks_itself(draft: QuestionDraft) -> bool:
    """Tell whether something else than a mere topic of the answer was found."""
    return draft.finder != "headings" or draft.level == 1 or asks(plain_text(draft.prompt))

"""Files whose name asks, ``什么是分片？.md``: all that stands in one is the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.wording import counted
from diptych.parse.asking import asks, is_part_of_answer
from diptych.parse.drafts import QuestionDraft, make_questions
from diptych.parse.heading_keys import is_filled_in
from diptych.parse.manners import ANY_NUMBER
from diptych.parse.notion import without_id
from diptych.parse.numbers import without_number
from diptych.parse.outline import split
from diptych.parse.reading import Reading
from diptych.syntax.document import Section
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page

NAME = "file-name"

# What Notion puts behind the name of each file that it exports.


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
    draft = QuestionDraft(
        prompt=(Node("text", content=name, line=line, end_line=line),),
        body=page.nodes,
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


def _asks_itself(draft: QuestionDraft) -> bool:
    """Tell whether something else than a mere topic of the answer was found."""
    return draft.finder != "headings" or draft.level == 1 or asks(plain_text(draft.prompt))

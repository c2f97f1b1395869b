"""Texts whose answers are folded below them, one after another: ``<summary>Answer</summary>``.

What stands above a fold, down from the fold or the rule before it, is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.parse.answers.hidden_answers import ANSWER, inside_details, summary_html
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.lines.same_line import lines_that_ask
from diptych.parse.outline import details
from diptych.parse.words.asking import asking
from diptych.parse.words.manners import ANY_NUMBER, number_manner, ordinal_of
from diptych.syntax.html_policy import shown_text
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.tree import Node

FEWEST = 2
# So many of the texts must be set off, by a rule or their words, and none may be missing.
MOST = 0.75


class _Task(Struct, frozen=True):
    """A text and the fold below it; ``apart`` if a rule or the text's beginning stands above."""

    asked: tuple[Node, ...]
    folded: tuple[Node, ...]
    apart: bool


def take_answered_below(
    blocks: Sequence[Node], section: tuple[str, ...], fewest: int = FEWEST
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    """Take the texts that each have their answer folded below them, if all folds have one."""
    rest: list[Node] = []
    tasks: list[_Task] = []
    above: list[Node] = []
    apart = True
    done = 0
    for start, end in sorted(details(blocks)):
        if start < done:
            continue  # it stands within another fold
        if not ANSWER.match(shown_text(summary_html(blocks[start : end + 1]))):
            return blocks, []
        for block in blocks[done:start]:
            if block.type == "hr":
                rest += above
                above, apart = [], True
            else:
                above.append(block)
        if not above or above[0].type != "paragraph":
            return blocks, []
        tasks.append(_Task(tuple(above), tuple(blocks[start : end + 1]), apart))
        above, apart, done = [], False, end + 1
    set_off = sum(task.apart or _asks(task.asked[0]) for task in tasks)
    if len(tasks) < fewest or set_off < MOST * len(tasks):
        return blocks, []
    rest += [block for block in blocks[done:] if block.type != "hr"]
    return rest, [_draft(task, section) for task in tasks]


def _asks(block: Node) -> bool:
    text = plain_text(block.children)
    return bool(asking(text) or number_manner(text))


def _draft(task: _Task, section: tuple[str, ...]) -> QuestionDraft:
    first, *others = task.asked
    every = lines_of(first)
    count = lines_that_ask(every)
    below = (paragraph(joined(every[count:]), first),) if every[count:] else ()
    prompt = joined(every[:count])
    line = first.line or 1
    return QuestionDraft(
        prompt=prompt,
        front=(*below, *others),
        body=tuple(inside_details(task.folded)),
        section=section,
        line=line,
        end_line=last_line(task.folded, line),
        number=ANY_NUMBER,
        ordinal=ordinal_of(plain_text(prompt)),
    )

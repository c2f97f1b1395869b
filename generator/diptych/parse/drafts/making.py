"""Make Questions of what finders find: take off numbers, ids and what belongs on no card."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.parse.answers.hidden_answers import shared_summaries, take_hidden_answer
from diptych.parse.answers.parts import part_answer, without_label
from diptych.parse.aside.closing_lines import are_dated, without_closing_lines
from diptych.parse.aside.page_navigation import without_back_links
from diptych.parse.aside.tool_marks import (
    ToolMarks,
    split_at_percent,
    take_linked_tags,
    take_marks,
    take_marks_of_prompt,
)
from diptych.parse.choices.gaps import take_chosen
from diptych.parse.choices.offered import find_choices
from diptych.parse.drafts.answer_letters import without_letters
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.drafts.fronts import without_marks
from diptych.parse.words.numbers import without_number, without_number_nodes
from diptych.syntax.document import Question
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.model import Diagnostic
    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

KNOWN_CLASSES = frozenset({"choice", "reversed", "suspended", "typed"})


def make_questions(
    drafts: Sequence[QuestionDraft], page: Page
) -> tuple[tuple[Question, ...], list[Diagnostic]]:
    """Make questions of drafts, in their order; report what was taken off."""
    shared = shared_summaries(draft.body for draft in drafts)
    dated = are_dated((draft.body for draft in drafts), page)
    questions: list[Question] = []
    diagnostics: list[Diagnostic] = []
    for draft in without_letters(without_marks(drafts)):
        question, problems = _make(draft, page, shared, dated=dated)
        questions.append(question)
        diagnostics += problems
    return tuple(questions), diagnostics


def _make(
    draft: QuestionDraft, page: Page, shared: frozenset[str], *, dated: bool
) -> tuple[Question, list[Diagnostic]]:
    here = page.span(draft.line, draft.line)
    marks = ToolMarks(properties=list(draft.properties))
    prompt = take_marks_of_prompt(draft.prompt, page.footnotes, marks)
    front = take_marks(draft.front, marks)
    body, tags = take_linked_tags(take_marks(draft.body, marks))
    pinned = draft.pinned or (marks.ids[0] if marks.ids else None)
    properties = (*marks.properties, *(f"ID: {each}" for each in marks.ids if each != pinned))
    diagnostics = _unknown_classes(draft, page)
    diagnostics += [
        diagnose("D215", f"the property `{each}` is not shown", here) for each in properties
    ]
    body, left_out = without_back_links(body, page)
    diagnostics += left_out
    body, closing = without_closing_lines(body, page, dated=dated)
    diagnostics += closing
    if parted := split_at_percent(body):
        front, body = (*front, *parted[0]), parted[1]
    if hidden := take_hidden_answer(body, shared):
        front, body = (*front, *hidden.front), hidden.answer
        if (choices := find_choices(front)) and choices.told:
            front, body = choices.front, (*choices.answer, *body)
        line = hidden.line or draft.line
        message = f"what is folded under “{hidden.summary}” is the answer"
        diagnostics.append(diagnose("D207", message, page.span(line, line)))
    else:
        if chosen := take_chosen(prompt, body):
            prompt, front, body = chosen.prompt, (*front, *chosen.front), chosen.answer
        parted_answer = part_answer(plain_text(prompt), body)
        front, body = (*front, *parted_answer.front), parted_answer.answer
    short, answer = _short_answer(_raise_headings(_without_rules(_apart(body)), draft.level))
    question = Question(
        prompt=without_number(plain_text(prompt), draft.number),
        prompt_nodes=without_number_nodes(prompt, draft.number),
        short=short,
        answer=answer,
        pinned=pinned,
        classes=draft.classes,
        section=draft.section,
        tags=tuple(dict.fromkeys((*page.tags, *draft.tags, *tags))),
        span=page.span(draft.line, draft.end_line),
        front=_raise_headings(_apart(front), draft.level),
        language=draft.language or page.language,
        subdeck=draft.subdeck,
        heading=draft.heading,
    )
    return question, diagnostics


def _unknown_classes(draft: QuestionDraft, page: Page) -> list[Diagnostic]:
    known = ", ".join(f".{each}" for each in sorted(KNOWN_CLASSES))
    return [
        diagnose(
            "D206",
            f"`.{name}` means nothing on a question",
            page.span(draft.line, draft.line),
            f"Known: {known}",
        )
        for name in draft.classes
        if name not in KNOWN_CLASSES
    ]


def _apart(blocks: tuple[Node, ...]) -> tuple[Node, ...]:
    """Let lines of a tight list's item be paragraphs, where one would run into the other."""
    if not any(before.hidden and block.hidden for before, block in pairwise(blocks)):
        return blocks
    return tuple(replace(block, hidden=False) for block in blocks)


def _without_rules(body: tuple[Node, ...]) -> tuple[Node, ...]:
    """Drop the rules that part an answer from the next question."""
    while body and body[-1].type == "hr":
        body = body[:-1]
    return body


def _raise_headings(blocks: tuple[Node, ...], question_level: int) -> tuple[Node, ...]:
    """Make an answer's headings start at level 2: the question is its page's level 1."""
    levels = [block.heading_level for block in blocks if block.heading_level]
    if not levels:
        return blocks
    # Where the answer's headings are no deeper than the question's (in hidden answers, often).
    above = min(question_level, min(levels) - 1)
    return tuple(
        replace(block, tag=f"h{max(2, min(block.heading_level - above + 1, 6))}")
        if block.heading_level
        else block
        for block in blocks
    )


def _short_answer(body: tuple[Node, ...]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Part a quotation that opens an answer, which is what one would say aloud, from the rest."""
    if body and body[0].type == "blockquote":
        return tuple(without_label(body[0].children)), body[1:]
    return (), body

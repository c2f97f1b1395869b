"""What dialects find, made into Questions: numbers, ids, hidden answers and furniture taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Question
from diptych.parse.hidden_answers import shared_summaries, take_hidden_answer
from diptych.parse.numbers import NUMBER, without_number, without_number_tokens
from diptych.parse.page_navigation import without_back_links
from diptych.parse.tool_marks import (
    Marks,
    split_at_percent,
    take_linked_tags,
    take_marks,
    take_marks_of_prompt,
)
from diptych.syntax.markdown import line_of, plain_text
from diptych.syntax.tree import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from diptych.model import Diagnostic
    from diptych.parse.page import Page

KNOWN_CLASSES = frozenset({"reversed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a dialect found it.

    Attributes:
        prompt: inline tokens.
        body: what stands below; with ``front`` given, the answer alone.
        level: the level of its heading; headings in the answer are deeper. 0 for no heading.
        line: its first line; ``end_line`` its last.
        number: what to take off before the prompt.
        front: what is asked with, where the dialect knows it.
        heading: its heading as written, if it has one.
        properties: what another tool noted down about it, which is not shown.
        tags: its own, besides those of its page.
    """

    prompt: tuple[Token, ...]
    body: tuple[Token, ...]
    section: tuple[str, ...]
    line: int
    end_line: int
    level: int = 0
    pinned: str | None = None
    classes: tuple[str, ...] = ()
    number: re.Pattern[str] = NUMBER
    front: tuple[Token, ...] = ()
    language: str | None = None
    subdeck: tuple[str, ...] | None = None
    heading: str = ""
    properties: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def make_questions(
    asked: Sequence[Asked], page: Page
) -> tuple[tuple[Question, ...], list[Diagnostic]]:
    """Questions in their order, and what is to be said of them."""
    shared = shared_summaries(each.body for each in asked)
    questions: list[Question] = []
    diagnostics: list[Diagnostic] = []
    for each in asked:
        question, told = _make(each, page, shared)
        questions.append(question)
        diagnostics += told
    return tuple(questions), diagnostics


def _make(asked: Asked, page: Page, shared: frozenset[str]) -> tuple[Question, list[Diagnostic]]:
    here = page.span(asked.line, asked.line)
    marks = Marks(told=list(asked.properties))
    prompt = take_marks_of_prompt(asked.prompt, page.footnotes, marks)
    front: Sequence[Token] = take_marks(asked.front, marks)
    body, tags = take_linked_tags(take_marks(asked.body, marks))
    pinned = asked.pinned or (marks.ids[0] if marks.ids else None)
    properties = (*marks.told, *(f"ID: {each}" for each in marks.ids if each != pinned))
    diagnostics = _unknown_classes(asked, page)
    diagnostics += [
        diagnose("D215", f"the property `{each}` is not shown", here) for each in properties
    ]
    body, told = without_back_links(body, page)
    diagnostics += told
    if parted := split_at_percent(body):
        front, body = (*front, *parted[0]), parted[1]
    if hidden := take_hidden_answer(body, shared):
        front, body = (*front, *hidden.front), list(hidden.answer)
        line = line_of(hidden.place, asked.line)
        message = f"what is folded under “{hidden.summary}” is the answer"
        diagnostics.append(diagnose("D207", message, page.span(line, line)))
    short, answer = _short_answer(_raise_headings(_without_rules(body), asked.level))
    question = Question(
        prompt=without_number(plain_text(prompt), asked.number),
        prompt_tokens=tree(without_number_tokens(prompt, asked.number)),
        short=tree(short),
        answer=tree(answer),
        pinned=pinned,
        classes=asked.classes,
        section=asked.section,
        tags=tuple(dict.fromkeys((*page.tags, *asked.tags, *tags))),
        span=page.span(asked.line, asked.end_line),
        front=tree(_raise_headings(front, asked.level)),
        language=asked.language or page.language,
        subdeck=asked.subdeck,
        heading=asked.heading,
    )
    return question, diagnostics


def _unknown_classes(asked: Asked, page: Page) -> list[Diagnostic]:
    known = ", ".join(f".{each}" for each in sorted(KNOWN_CLASSES))
    return [
        diagnose(
            "D206",
            f"`.{name}` means nothing on a question",
            page.span(asked.line, asked.line),
            f"Known: {known}",
        )
        for name in asked.classes
        if name not in KNOWN_CLASSES
    ]


def _without_rules(tokens: Sequence[Token]) -> list[Token]:
    """An answer without the rules that part it from the next question."""
    end = len(tokens)
    while end and tokens[end - 1].type == "hr":
        end -= 1
    return list(tokens[:end])


def _raise_headings(tokens: Sequence[Token], question_level: int) -> list[Token]:
    """Make an answer's headings start at level 2: the question is its page's level 1."""
    levels = [_level(token) for token in tokens if _is_heading(token)]
    if not levels:
        return list(tokens)
    # Where the answer's headings are no deeper than the question's (in hidden answers, often).
    above = min(question_level, min(levels) - 1)
    return [
        token.copy(tag=f"h{max(2, min(_level(token) - above + 1, 6))}")
        if _is_heading(token)
        else token
        for token in tokens
    ]


def _is_heading(token: Token) -> bool:
    return token.type in {"heading_open", "heading_close"} and token.level == 0


def _level(token: Token) -> int:
    return int(token.tag[1])


def _short_answer(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """A quotation that opens the answer is what one would say aloud."""
    if not tokens or tokens[0].type != "blockquote_open":
        return (), tuple(tokens)
    end = next(n for n, t in enumerate(tokens) if t.type == "blockquote_close" and t.level == 0)
    return tuple(tokens[1:end]), tuple(tokens[end + 1 :])

"""Paragraphs that begin with ``Q:`` and ``A:``, in several languages and with or without numbers.

Also the separators of other tools: a line that holds only ``?`` between question and answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from generator.parse.asked import Asked
from generator.parse.blocks import blocks
from generator.parse.dialects.in_text import read_in_text
from generator.parse.inline import joined, lines_of, paragraph, strip_marker
from generator.parse.markdown import line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from generator.parse.page import Page
    from generator.parse.reading import Reading

NAME = "question-answer"

Q = re.compile(
    r"\s*(?:q(?:uestion)?|问题?|題|题目?|問|вопрос|в|frage|f|pregunta|p)\s*[.#]?\s*\d{0,4}\s*[:：]\s*"
    r"|\s*q\s*\d{1,4}\s*[.)]\s+",
    re.IGNORECASE,
)
A = re.compile(
    r"\s*(?:a(?:ns(?:wer)?)?|答案?|解答|回答|ответ|о|antwort|respuesta|r)\s*[.#]?\s*\d{0,4}\s*[:：]\s*"
    r"|\s*a\s*\d{1,4}\s*[.)]\s+",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*\?\??\s*")
SIGN = re.compile(
    r"^[\s>*_\-]*(?:q(?:uestion)?|问|問|题|題|вопрос|в|frage|f|pregunta|p)[^\n:：.)]{0,8}[:：.)]"
    r"|^\s*\?\??\s*$",
    re.IGNORECASE | re.MULTILINE,
)


Kind = Literal["", "q", "a"]
Unit = tuple[Kind, "list[Token]"]


def read(page: Page) -> Reading | None:
    """None when nothing is marked as a question."""
    if not any(SIGN.search(line) for line in page.lines):
        return None
    return read_in_text(page, _find, "paragraphs begin with `Q:` and `A:`")


def _find(
    tokens: Sequence[Token], section: tuple[str, ...], end: int
) -> tuple[list[Token], list[Asked]]:
    """Part a text into what stands above the first question, and the questions."""
    intro: list[Token] = []
    found: list[list[Unit]] = []
    for unit in _units(tokens):
        if unit[0] == "q":
            found.append([unit])
        elif found:
            found[-1].append(unit)
        else:
            intro += unit[1]
    starts = [line_of(units[0][1][0]) for units in found]
    ends = [start - 1 for start in starts[1:]] + [end] * bool(starts)
    return intro, [_asked(*each, section) for each in zip(found, starts, ends, strict=True)]


def _asked(units: Sequence[Unit], start: int, end: int, section: tuple[str, ...]) -> Asked:
    prompt, *rest = units
    answered = next((n for n, (kind, _) in enumerate(rest) if kind == "a"), 0)
    return Asked(
        prompt=tuple(prompt[1][1].children or ()),
        front=tuple(token for _, tokens in rest[:answered] for token in tokens),
        body=tuple(token for _, tokens in rest[answered:] for token in tokens),
        section=section,
        line=start,
        end_line=max(start, end),
    )


def _units(tokens: Sequence[Token]) -> Iterator[Unit]:
    """The blocks; paragraphs are cut where a line begins a question or an answer."""
    for block in blocks(tokens):
        if block[0].type == "paragraph_open":
            yield from _cut(block)
        else:
            yield "", list(block)


def _cut(block: Sequence[Token]) -> Iterator[Unit]:
    lines = lines_of(block[1])
    parted = any(SEPARATOR.fullmatch(plain_text(line)) for line in lines[1:])
    kind: Kind = "q" if parted else ""
    gathered: list[list[Token]] = []
    for line in lines:
        marked, rest = _kind(line)
        if marked:
            if gathered:
                yield kind, paragraph(joined(gathered), block)
            kind, gathered = marked, []
        if rest or not marked:
            gathered.append(rest)
    if gathered:
        yield kind, paragraph(joined(gathered), block)


def _kind(line: Sequence[Token]) -> tuple[Kind, list[Token]]:
    """What a line begins, and the line without the mark of that."""
    text = plain_text(line)
    if SEPARATOR.fullmatch(text):
        return "a", []
    if Q.match(text) and (rest := strip_marker(line, Q)) is not None:
        return "q", rest
    if A.match(text) and (rest := strip_marker(line, A)) is not None:
        return "a", rest
    return "", list(line)

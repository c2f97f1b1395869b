"""Tags in the text, as Obsidian knows them: ``#optics #cv/detection``.

At the end of a question's heading, and on lines that hold nothing else, they are the question's
tags; anywhere else they are text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from diptych.model import Question

TAG = r"#(?=[\w/-]*[^\W\d])[\w/-]+"  # with a letter: `#1` is a number
LINE = re.compile(rf"\s*{TAG}(?:[\s,，、]+{TAG})*\s*")
AT_END = re.compile(rf"(?:\s+{TAG})+\s*$")

BREAKS = frozenset({"softbreak", "hardbreak"})


def anki_tag(tag: str) -> str:
    """A tag as Anki has it: levels parted by ``::``, and no ``#``."""
    return "::".join(part for part in tag.lstrip("#").split("/") if part)


def take_tags(question: Question) -> Question:
    """The question with the tags that stand in its text."""
    if not any("#" in token.content for token in question.tokens):
        return question
    found: list[str] = []
    prompt, prompt_tokens = _without_tags_at_end(question, found)
    front, short, answer = (
        _without_lines_of_tags(tokens, found)
        for tokens in (question.front, question.short, question.answer)
    )
    if not found:
        return question
    return replace(
        question,
        prompt=prompt,
        prompt_tokens=prompt_tokens,
        front=front,
        short=short,
        answer=answer,
        tags=tuple(dict.fromkeys([*question.tags, *filter(None, map(anki_tag, found))])),
    )


def _without_tags_at_end(question: Question, found: list[str]) -> tuple[str, tuple[Token, ...]]:
    tokens = question.prompt_tokens
    shown = [index for index, token in enumerate(tokens) if not token.hidden]
    last = tokens[shown[-1]] if shown else None
    tags = AT_END.search(last.content) if last and last.type == "text" else None
    asked = question.prompt[: -len(tags[0])] if tags else ""
    # `the difference between #include and #define` asks about both.
    if last is None or tags is None or not asked or re.search(TAG, asked):
        return question.prompt, tokens
    found += re.findall(TAG, tags[0])
    rest = last.copy(content=last.content[: tags.start()])
    return asked.strip(), (*tokens[: shown[-1]], rest, *tokens[shown[-1] + 1 :])


def _without_lines_of_tags(tokens: tuple[Token, ...], found: list[str]) -> tuple[Token, ...]:
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        opens = tokens[index].type == "paragraph_open" and not tokens[index].hidden
        if opens and "#" in tokens[index + 1].content:
            opening, inline, closing = tokens[index : index + 3]
            if children := _other_lines(inline.children or [], found):
                kept += [opening, inline.copy(children=children), closing]
            index += 3
        else:
            kept.append(tokens[index])
            index += 1
    return tuple(kept)


def _other_lines(children: Sequence[Token], found: list[str]) -> list[Token]:
    """The lines that hold more than tags, with the breaks between them."""
    lines: list[list[Token]] = [[]]
    for child in children:
        if child.type in BREAKS:
            lines.append([])
        lines[-1].append(child)
    kept: list[Token] = []
    for line in lines:
        words = [child for child in line if child.type not in BREAKS]
        if len(words) == 1 and words[0].type == "text" and LINE.fullmatch(words[0].content):
            found += re.findall(TAG, words[0].content)
        else:
            kept += line if kept else words
    return kept

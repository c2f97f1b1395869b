"""Tags in the text, as Obsidian knows them: ``#optics #cv/detection``.

At the end of a question's heading, and on lines that hold nothing else, they are the question's
tags, and so before what is asked, where a page writes them there; anywhere else they are text. Org
mode's stand behind a heading, set off by blanks: ``What is osmosis?     :biology:card:``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.inline import split_line, strip_start, text_of
from diptych.syntax.tree import walk
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

TAG = r"#(?=[\w/-]*[^\W\d])[\w/-]+"  # with a letter: `#1` is a number
LINE = lazy(rf"\s*{TAG}(?:[\s,，、]+{TAG})*\s*")
AT_END = lazy(rf"(?:\s+{TAG})+\s*$")
# `#include` and its like are asked about.
AT_START = lazy(
    r"\s*(?!#(?:include|import|define|undef|if\w*|el\w+|endif|pragma|error|region|line)\b)"
    rf"{TAG}(?:[\s,，、]+{TAG})*\s+(?=\w|[¿¡\"“「《])"
)
OF_ORG = lazy(r"(?<!\s)\s\s+:((?:[\w@%]+:)+)\s*$")
FEWEST = 2
HALF = 0.5

BREAKS = frozenset({"softbreak", "hardbreak"})


def anki_tag(tag: str) -> str:
    """Write a tag as Anki has it: levels parted by ``::``, and no ``#``."""
    return "::".join(part for part in tag.lstrip("#").split("/") if part)


def levels_of_deck(name: str) -> tuple[str, ...]:
    """Read a deck as Anki names it, levels parted by ``::``."""
    return tuple(part for part in (each.strip() for each in name.split("::")) if part)


def begin_with_tags(questions: Sequence[Question]) -> bool:
    """Tell whether a page writes tags before what it asks: of one alone it may be the name."""
    begun = [each.prompt for each in questions if each.prompt.lstrip().startswith("#")]
    tagged = sum(bool(AT_START.match(prompt)) for prompt in begun)
    return tagged >= max(FEWEST, HALF * len(questions))


def take_tags(question: Question, *, in_front: bool = False) -> Question:
    """Make tags of a question of those that stand in its text.

    Args:
        in_front: whether they may stand before what is asked.
    """
    question = _without_tags_of_org(question)
    if not any("#" in node.content for node in walk(question.nodes)):
        return question
    found: list[str] = []
    question = _without_tags_in_front(question, found) if in_front else question
    prompt, prompt_nodes = _without_tags_at_end(question, found)
    front, short, answer = (
        _without_lines_of_tags(nodes, found)
        for nodes in (question.front, question.short, question.answer)
    )
    if not found:
        return question
    return replace(
        question,
        prompt=prompt,
        prompt_nodes=prompt_nodes,
        front=front,
        short=short,
        answer=answer,
        tags=tuple(dict.fromkeys([*question.tags, *filter(None, map(anki_tag, found))])),
    )


def _without_tags_of_org(question: Question) -> Question:
    written = question.prompt.endswith(":") and OF_ORG.search(text_of(question.prompt_nodes))
    parted = split_line(question.prompt_nodes, OF_ORG) if written else None
    if not written or parted is None or not plain_text(parted[0]).strip():
        return question
    return replace(
        question,
        prompt=question.prompt.removesuffix(f":{written[1]}").rstrip(),
        prompt_nodes=parted[0],
        tags=tuple(dict.fromkeys([*question.tags, *written[1].strip(":").split(":")])),
    )


def _without_tags_in_front(question: Question, found: list[str]) -> Question:
    tags = AT_START.match(question.prompt)
    rest = strip_start(question.prompt_nodes, AT_START) if tags else None
    if tags is None or rest is None:
        return question
    found += re.findall(TAG, tags[0])
    return replace(question, prompt=question.prompt[tags.end() :], prompt_nodes=rest)


def _without_tags_at_end(question: Question, found: list[str]) -> tuple[str, tuple[Node, ...]]:
    prompt = question.prompt_nodes
    last = next((node for node in reversed(prompt) if not node.hidden), None)
    tags = AT_END.search(last.content) if last and last.type == "text" else None
    asked = question.prompt[: -len(tags[0])] if tags else ""
    # `the difference between #include and #define` asks about both.
    if last is None or tags is None or not asked or re.search(TAG, asked):
        return question.prompt, prompt
    found += re.findall(TAG, tags[0])
    rest = replace(last, content=last.content[: tags.start()])
    return asked.strip(), tuple(rest if node is last else node for node in prompt)


def _without_lines_of_tags(nodes: Iterable[Node], found: list[str]) -> tuple[Node, ...]:
    kept: list[Node] = []
    for node in nodes:
        if node.type == "paragraph" and not node.hidden and "#" in node.content:
            if children := _other_lines(node.children, found):
                kept.append(replace(node, children=children))
        elif node.block and node.children:
            kept.append(replace(node, children=_without_lines_of_tags(node.children, found)))
        else:
            kept.append(node)
    return tuple(kept)


def _other_lines(children: Iterable[Node], found: list[str]) -> tuple[Node, ...]:
    """Keep the lines that hold more than tags, with the breaks between them."""
    lines: list[list[Node]] = [[]]
    for child in children:
        if child.type in BREAKS:
            lines.append([])
        lines[-1].append(child)
    kept: list[Node] = []
    for line in lines:
        words = [child for child in line if child.type not in BREAKS]
        if len(words) == 1 and words[0].type == "text" and LINE.fullmatch(words[0].content):
            found += re.findall(TAG, words[0].content)
        else:
            kept += line if kept else words
    return tuple(kept)

"""Take an answer apart: the choices that belong to the question, and the labels of its parts.

``A. …``, ``B. …`` below a question are asked with; ``答案：B``, ``解析：…`` each begin a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unicodedata import normalize

from diptych.parse.asking import BLANK
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

_ANSWER = (
    r"(?:参考|正确|标准)?答案|答|解答|回答|解|ans(?:wer)?|correct answer|solution|antwort|lösung"
    r"|respuesta|réponse|resposta|ответ|решение|答え|정답|답"
)
_EXPLANATION = (
    r"答案解析|解析|分析|详解|解释|说明|点评|考点|难度|知识点|出处|来源|explanation|reason|hint|note|erklärung"
    r"|explicación|пояснение|объяснение|解説|해설"
)
_BEHIND = r"\s*\d{0,4}\s*(?:[:：](?!:)|[】\]][:：]?)\s*"
# `答案：B`, `**答**：`, `【答案】`, `Answer: `.
ANSWER_LABEL = re.compile(rf"\s*[【\[]?\s*(?:{_ANSWER}){_BEHIND}", re.IGNORECASE)
LABEL = re.compile(rf"\s*[【\[]?\s*(?:{_ANSWER}|{_EXPLANATION}){_BEHIND}", re.IGNORECASE)
# `A. …`, `B、…`, `（C）…`, `D) …`.
OPTION = re.compile(r"\s*[(\[]?([A-H])\s*(?:[.、:)\]]|\s(?=\S))\s*(?=\S)", re.IGNORECASE)
CHOOSES = re.compile(
    r"下列|以下|下面|选出|选择|哪[一个些项种几]|正确的是|错误的是|的是$|\bwhich\b|\bchoose\b|\bselect\b|\bpick\b"
    r"|of the following|welche|cuál|quel|qual|каки[ею]|какой|что из",
    re.IGNORECASE,
)
# A part of an answer that says what is asked, as solutions of exercises begin.
TASK = re.compile(
    r"\W*(?:题目(?:描述|要求)?|问题描述|题干|描述|description|task"
    r"|problem(?: (?:statement|description))?|aufgabe|enunciado|условие(?: задачи)?)\W*",
    re.IGNORECASE,
)
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Parted:
    """A body taken apart: what is asked with, and the answer."""

    front: tuple[Node, ...]
    answer: tuple[Node, ...]


@dataclass(slots=True)
class _Options:
    """The choices at the beginning of a body, while they are gathered."""

    blocks: list[Node] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    def take(self, text: str) -> bool:
        """Take a line if it begins with the letter that is next; tell whether it does."""
        found = OPTION.match(normalize("NFKC", text))
        following = chr(ord("A") + len(self.letters))
        if found is None or found[1].upper() != following:
            return False
        # Several may stand in one line.
        rest = normalize("NFKC", text)[found.end() :]
        self.letters.append(following)
        for letter in "BCDEFGH"[len(self.letters) - 1 :]:
            if re.search(rf"(?:^|[\s\u3000]){letter}\s*[.、:)]\s*\S", rest):
                self.letters.append(letter)
            else:
                break
        return True


def part_answer(prompt: str, body: Sequence[Node], *, chooses: bool = False) -> Parted:
    """Take the choices off that stand above an answer; cut the answer at its labels.

    Args:
        chooses: whether it is known that the question is to be answered by one of its choices.
    """
    if task := _task_end(body):
        return Parted(tuple(body[:task]), tuple(_labelled(body[task:])))
    options = _Options()
    left: list[Node] = []
    for place, block in enumerate(body):
        left = _take_options(block, options)
        if left:
            left += body[place + 1 :]
            break
    chooses = chooses or bool(CHOOSES.search(prompt) or BLANK.search(prompt))
    labelled = bool(left) and _begins_with_label(left[0])
    if len(options.letters) < FEWEST or not (chooses or labelled):
        return Parted((), tuple(_labelled(body)))
    return Parted(tuple(options.blocks), tuple(_labelled(left)))


def _task_end(body: Sequence[Node]) -> int:
    """Find where the description of a task ends that a body begins with; 0 without one."""
    if not body or body[0].type != "heading" or not TASK.fullmatch(plain_text(body[0].children)):
        return 0
    level = body[0].heading_level
    behind = (n for n, block in enumerate(body) if n and 0 < block.heading_level <= level)
    return next(behind, 0)


def _take_options(block: Node, options: _Options) -> list[Node]:
    """Take the options that a block begins with; give what is left of it."""
    if block.type in LISTS:
        texts = [plain_text(item.children[0].children) for item in block.children if item.children]
        if not texts or not all(map(options.take, texts)):
            return [block]
        options.blocks.append(block)
        return []
    if block.type != "paragraph":
        return [block]
    lines = lines_of(block)
    count = 0
    for line in lines:
        text = plain_text(line)
        goes_on = count > 0 and not LABEL.match(text)
        if not (options.take(text) or goes_on):
            break
        count += 1
    if count:
        options.blocks += [paragraph(line, block) for line in lines[:count]]
    return [paragraph(joined(lines[count:]), block)] if count < len(lines) else []


def _begins_with_label(block: Node) -> bool:
    return block.type == "paragraph" and bool(LABEL.match(plain_text(block.children)))


def _labelled(body: Sequence[Node]) -> list[Node]:
    """Cut paragraphs where a line begins with a label; take the first one off if it is “answer”."""
    if not body or body[0].type != "paragraph":
        return list(body)
    kept: list[Node] = []
    for block in body:
        if block.type == "paragraph" and LABEL.match(plain_text(block.children)):
            kept += _cut(block)
        else:
            kept.append(block)
    lines = lines_of(kept[0])
    rest = strip_start(lines[0], ANSWER_LABEL)
    if rest is None:
        return kept
    first = [line for line in (rest, *lines[1:]) if line]
    return [*([paragraph(joined(first), kept[0])] if first else []), *kept[1:]]


def _cut(block: Node) -> list[Node]:
    pieces: list[list[Line]] = []
    for line in lines_of(block):
        if not pieces or LABEL.match(plain_text(line)):
            pieces.append([])
        pieces[-1].append(line)
    return [paragraph(joined(piece), block) for piece in pieces] if len(pieces) > 1 else [block]

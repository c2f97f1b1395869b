"""Take an answer apart: the choices that belong to the question, and the labels of its parts.

What is to be chosen from is asked with; ``答案：B``, ``解析：…`` each begin a paragraph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.parse.words.asking import BLANK, ends_in_question_mark
from diptych.parse.words.labels import ANSWER_LABEL, LABEL, ONLY_ANSWER
from diptych.parse.words.manners import EXAMPLE_LABEL, TASK_LABEL, is_bold
from diptych.syntax.inline import joined, lines_of, paragraph, strip_start
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.choices.offered import Choices
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

CHOOSES = lazy(
    r"下列|以下|下面|选出|选择|哪[一个些项种几]|正确的是|错误的是|的是$|\bwhich\b|\bchoose\b"
    r"|\bselect\b|\bpick\b"
    r"|of the following|welche|wähle|kreuze|cuál|señal[ae]|elij[ae]|marque|quel|parmi|choisi|coche"
    r"|qual|assinale|escolha|quale|scegli|каки[ею]|какой|какая|какое|что из|укажите|выберите|який"
    r"|яка"
    r"|оберіть|któr[yae]|wybierz|zaznacz|wskaż|hangi|seçin|işaretleyin|chọn|\bnào\b|اختر|حدد|أي"
    r"|\bwelke?\b|kies|manakah|pilih|kter[áýé]|vyber|vilke[nt]|välj|次のうち|どれ|選[べび]|다음 중"
    r"|고르|איזה|בחר"
    r"|کدام|कौन|चुन|ข้อใด|เลือก"
    # what is left open: `The war began in...`
    r"|\.{4,}|…{2,}|(?:\.{3}|…)\s*$",
    re.IGNORECASE,
)
# What is chosen stands below: a list alone does not tell which.
OFFERS = lazy(
    r"(?!.*(?:如何|怎么|怎样|怎麼|どう|어떻게|\bhow\b|\bwie\b|\bкак\b|\bcómo\b|\bcomment\b)).*?"
    r"(?:(?:以下|次|下記)の?(?:中|うち|選択肢)?から.{0,12}選"
    r"|(?:从|從)?(?:下列|以下).{0,20}(?:选出|選出|选择|選擇)"
    r"|다음\s*(?:중|보기).{0,40}(?:고르|것은)"
    r"|\b(?:choose|select|pick|mark|circle)\s+(?:the\s+|all\s+(?:the\s+)?)?(?:\w+\s+)?"
    r"(?:answers?|options?|choices?|statements?)\b"
    r"|выберите|kreuze|wähle .{0,20}aus|(?:elige|selecciona|marca) la|choisissez|cochez)",
    re.IGNORECASE,
)
FEWEST_OFFERED = 2
# `Q. …` and `Q1：…` are answered by `A. …`, `A1：…`, which are no choices.
Q_LETTER = lazy(r"\W*[qｑ]\s*\d{0,4}\s*[.:：]", re.IGNORECASE)
A_LETTER = lazy(r"\s*[AＡ]\s*\d{0,4}\s*[.:：]\s*(?=\S)")
# A part of an answer that says what is asked, as solutions of exercises begin.
TASK = lazy(
    r"\W*(?:题目(?:描述|要求)?|问题描述|题干|描述|description|task"
    r"|problem(?: (?:statement|description))?|aufgabe|enunciado|условие(?: задачи)?|дано)\W*",
    re.IGNORECASE,
)


# What a task may be set with, and how much of it.
SET_WITH = frozenset({*LISTS, "fence", "code_block", "math_block", "table"})
MOST_SET = 4
# The parts of a question, each in a line of its own.
FIRST_PART = lazy(r".*?[(（]\s*(?:a|i|1)\s*[)）]\s*\S", re.IGNORECASE)
PART = lazy(r"\s*[(（]\s*(?:[b-h]|i{1,3}|iv|v|[2-9])\s*[)）]\s*\S", re.IGNORECASE)


# What may stand above the description of a task, and how long.
BRIEF = frozenset({"paragraph", "bullet_list", "blockquote"})
LONGEST_ABOVE = 200


class Parted(Struct, frozen=True):
    """A body taken apart: what is asked with, and the answer."""

    front: tuple[Node, ...]
    answer: tuple[Node, ...]


def part_answer(prompt: str, body: Sequence[Node], *, chooses: bool = False) -> Parted:
    """Take the choices off that stand above an answer; cut the answer at its labels.

    Args:
        chooses: whether it is known that the question is to be answered by one of its choices.
    """
    if Q_LETTER.match(prompt):
        body = _without_letter(body)
    if task := _task_end(body):
        return Parted(tuple(body[:task]), tuple(without_label(body[task:])))
    choices = find_choices(body)
    if choices is None and (asked := _asked_end(prompt, body)):
        return Parted(tuple(body[:asked]), tuple(without_label(body[asked:])))
    if choices is None and OFFERS.match(prompt) and _only_offers(body):
        return Parted(tuple(body), ())
    if choices is None or not (choices.told or _are_choices(choices, prompt, chooses=chooses)):
        return Parted((), tuple(without_label(body)))
    return Parted(choices.front, tuple(without_label(choices.answer)))


def _without_letter(body: Sequence[Node]) -> Sequence[Node]:
    """Take off the ``A.`` that an answer begins with, if it is no choice above ``B.``."""
    if find_choices(body):
        return body
    lines = lines_of(body[0]) if body and body[0].type == "paragraph" else []
    said = strip_start(lines[0], A_LETTER) if lines else None
    return [paragraph(joined([said, *lines[1:]]), body[0]), *body[1:]] if said else body


def _only_offers(body: Sequence[Node]) -> bool:
    """Tell whether a body ends in a list of lines, and tells nothing behind it."""
    *above, last = [block for block in body if block.type != "hr"] or (None,)
    if last is None or last.type not in LISTS or any(each.type in LISTS for each in above):
        return False
    lines = all(len(item.children) == 1 for item in last.children)
    return lines and len(last.children) >= FEWEST_OFFERED


def _are_choices(choices: Choices, prompt: str, *, chooses: bool) -> bool:
    """Tell whether lettered lines are to be chosen from, and not an answer that is lettered."""
    if choices.answer and _begins_with_label(choices.answer[0]):
        return True
    if choices.above:
        above = choices.front[choices.above - 1]
        prompt = plain_text(above.children) if above.type == "paragraph" else ""
        chooses = chooses and ends_in_question_mark(prompt)
    return chooses or bool(CHOOSES.search(prompt) or BLANK.search(prompt))


def _task_end(body: Sequence[Node]) -> int:
    """Find where the description of a task ends that a body begins with; 0 without one.

    Above it may stand where the task is from, and how hard it is.
    """
    start = next((n for n, block in enumerate(body) if block.type == "heading"), len(body))
    above = body[:start]
    brief = sum(len(block.content) for block in above) <= LONGEST_ABOVE
    if start == len(body) or not brief or any(block.type not in BRIEF for block in above):
        return 0
    if not TASK.fullmatch(plain_text(body[start].children)):
        return 0
    level = body[start].heading_level
    behind = (n for n, block in enumerate(body) if n > start and 0 < block.heading_level <= level)
    return next(behind, 0)


def _asked_end(prompt: str, body: Sequence[Node]) -> int:
    """Find where what is asked ends that goes on above a labelled answer; 0 without any.

    These are lines with blanks, and the parts of a question: `(a) Define it. (b) Give an example.`;
    and all that a task or an example sets, `例1 求极限`, above its solution.
    """
    is_task = bool(TASK_LABEL.match(prompt) or EXAMPLE_LABEL.match(prompt))
    for place, block in enumerate(body[: MOST_SET + 1]):
        if block.type != "paragraph" and not (is_task and block.type in SET_WITH):
            return 0
        if ANSWER_LABEL.match(plain_text(block.children)):
            text = [each for each in body[:place] if each.type == "paragraph"]
            above = [plain_text(line) for each in text for line in lines_of(each)]
            parts = bool(FIRST_PART.match(prompt)) and all(map(PART.match, above))
            return place if is_task or parts or any(map(BLANK.search, above)) else 0
    return 0


def _begins_with_label(block: Node) -> bool:
    if block.type == "blockquote" and block.children:
        block = block.children[0]
    return block.type == "paragraph" and bool(LABEL.match(plain_text(block.children)))


def without_label(body: Sequence[Node]) -> list[Node]:
    """Cut paragraphs where a line begins with a label; take the first one off if it is “answer”."""
    if body and body[0].type in LISTS:
        return [_without_label_in_list(body[0]), *body[1:]]
    if not body or body[0].type != "paragraph":
        return list(body)
    if len(body) > 1 and ONLY_ANSWER.fullmatch(plain_text(body[0].children)):
        return list(body[1:])
    kept: list[Node] = []
    for block in body:
        if block.type == "paragraph" and LABEL.match(plain_text(block.children)):
            kept += _cut(block)
        else:
            kept.append(block)
    lines = lines_of(kept[0])
    if len(lines) > 1 and is_bold(lines[0]) and ONLY_ANSWER.fullmatch(plain_text(lines[0])):
        return [paragraph(joined(lines[1:]), kept[0]), *kept[1:]]
    rest = strip_start(lines[0], ANSWER_LABEL)
    if rest is None:
        return kept
    first = [line for line in (rest, *lines[1:]) if line]
    return [*([paragraph(joined(first), kept[0])] if first else []), *kept[1:]]


def _without_label_in_list(block: Node) -> Node:
    """Take the label off that the first item of a list begins with: `- Answer: …`."""
    first, *others = block.children
    text, *below = first.children or (None,)
    rest = strip_start(text.children, ANSWER_LABEL) if text and text.type == "paragraph" else None
    if text is None or not rest:
        return block
    item = replace(first, children=(paragraph(rest, text), *below))
    return replace(block, children=(item, *others))


def _cut(block: Node) -> list[Node]:
    pieces: list[list[Line]] = []
    for line in lines_of(block):
        if not pieces or LABEL.match(plain_text(line)):
            pieces.append([])
        pieces[-1].append(line)
    return [paragraph(joined(piece), block) for piece in pieces] if len(pieces) > 1 else [block]

"""The letter of the right choice above the choices: in the gap of what is asked, or right below it.

``下列属于操作系统的是（ B ）。``, ``核心是？ 答案：B``, each with ``A. …``, ``B. …`` below. Choices
may also stand in the line that asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.parse.choices.statements import take_choice
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.syntax.inline import joined, lines_of, paragraph, split_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

# Nothing but letters, in their order.
LETTERS = lazy(r"\W*(?=[A-H])A?B?C?D?E?F?G?H?\W*")
# Where choices begin in the line that asks, and the letter that an answer begins with.
OFFERED = lazy(r"(?<=\W)(?=[(（]?A\s*[.、．:：)）]\s*\S.*?\s[(（]?B\s*[.、．:：)）]\s*\S)")
LONGEST = 1000
NAMED = lazy(r"\W*[A-H]+(?![^\W_])")


class Chosen(Struct, frozen=True):
    """A question with the choices that are asked with, and the answer that names the right one."""

    prompt: Line
    front: tuple[Node, ...]
    answer: tuple[Node, ...]


def take_chosen(prompt: Line, body: Sequence[Node]) -> Chosen | None:
    """Take the letter of the right choice from above the choices; None if none stands there."""
    if gap := take_choice(prompt):
        choices = find_choices(body)
        if choices and not choices.told:
            return Chosen(gap[0], choices.front, (gap[1], *choices.answer))
    if offered := _in_the_line(prompt, body):
        return offered
    told, below = _first_line(body)
    text = plain_text(told.children) if told else ""
    label = ANSWER_LABEL.match(text)
    if told is None or not LETTERS.fullmatch(text, label.end() if label else 0):
        return None
    choices = find_choices(below)
    if choices is None or choices.told or choices.above:
        return None
    return Chosen(prompt, choices.front, (told, *choices.answer))


def _in_the_line(prompt: Line, body: Sequence[Node]) -> Chosen | None:
    """Part a question from the choices behind it, if the answer begins with a letter of them."""
    told, _ = _first_line(body)
    text = plain_text(told.children) if told else ""
    label = ANSWER_LABEL.match(text)
    is_named = NAMED.match(text, label.end() if label else 0)
    if told is None or not is_named or len(plain_text(prompt)) > LONGEST:
        return None
    parted = split_line(prompt, OFFERED)
    front = (paragraph(parted[1], told),) if parted else ()
    choices = find_choices(front) if parted and plain_text(parted[0]).strip() else None
    if parted is None or choices is None or choices.told or choices.answer:
        return None
    return Chosen(parted[0], front, tuple(body))


def _first_line(body: Sequence[Node]) -> tuple[Node | None, tuple[Node, ...]]:
    """Part a body behind its first line, if that is text."""
    if not body or body[0].type != "paragraph":
        return None, tuple(body)
    first, *others = lines_of(body[0])
    below = (paragraph(joined(others), body[0]),) if others else ()
    return paragraph(first, body[0]), (*below, *body[1:])

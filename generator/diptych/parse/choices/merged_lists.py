"""Questions and their choices that Markdown reads as the items of one list.

``1. Which is a tree?`` and below it, no deeper, ``1. An oak``, ``2. A rose``, then ``2. …``; or
``- Which …?``, ``- A. An oak``. The choices, and a line that says which is right, are put into the
item of their question, where others write them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.words.asking import asks
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.syntax.tree import LISTS, Node
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LETTER = lazy(r"\s*[(\[]?([A-Ha-h])\s*[.、:)\]]\s*\S")
FEWEST_CHOICES = 2
# A single number that starts anew may be a slip.
FEWEST = 2
# So many of the questions must ask.
HALF = 0.5


def with_choices_below(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Put choices that stand beside their questions in a list below them."""
    return tuple(_parted(node) if node.type in LISTS else node for node in nodes)


def _parted(block: Node) -> Node:
    """Part a list, if all of it is questions, each with its choices."""
    groups = _by_letters(block.children) or _by_numbers(block)
    if not groups:
        return block
    asked = [_text(first) for first, *_ in groups]
    offered = [_text(item) for _, *choices in groups for item in choices]
    if sum(map(asks, asked)) < HALF * len(asked) or any(map(asks, offered)):
        return block
    items = [_with_choices(block, group) for group in groups]
    return replace(block, children=tuple(items))


def _text(item: Node) -> str:
    is_line = len(item.children) == 1 and item.children[0].type == "paragraph"
    return plain_text(item.children[0].children) if is_line else ""


def _by_letters(items: Sequence[Node]) -> list[list[Node]]:
    """Gather questions with the items behind each that are lettered from A on."""
    groups: list[list[Node]] = []
    letters = 0
    for item in items:
        text = _text(item)
        found = _LETTER.match(text)
        if found and groups and ord(found[1].upper()) - ord("A") == letters:
            groups[-1].append(item)
            letters += 1
        elif groups and letters >= FEWEST_CHOICES and ANSWER_LABEL.match(text):
            groups[-1].append(item)
        elif found or not text or (groups and letters < FEWEST_CHOICES):
            return []
        else:
            groups.append([item])
            letters = 0
    return groups if letters >= FEWEST_CHOICES else []


def _by_numbers(block: Node) -> list[list[Node]]:
    """Gather questions that count on with the items behind each that are counted from 1 on."""
    if block.type != "ordered_list":
        return []
    groups: list[list[Node]] = []
    choices = 0
    numbers = [int(item.info) if item.info.isdigit() else 0 for item in block.children]
    for place, (item, number) in enumerate(zip(block.children, numbers, strict=True)):
        if not _text(item):
            return []
        # What starts anew behind an item are its choices; a number may be doubled or left out.
        goes_on = not groups or abs(number - int(groups[-1][0].info) - 1) <= 1
        starts = goes_on and numbers[place + 1 : place + 3] == [1, 2]
        if starts and (not groups or choices >= FEWEST_CHOICES):
            groups.append([item])
            choices = 0
        elif groups and number == choices + 1:
            groups[-1].append(item)
            choices += 1
        else:
            return []
    return groups if choices >= FEWEST_CHOICES and len(groups) >= FEWEST else []


def _with_choices(block: Node, group: Sequence[Node]) -> Node:
    first, *below = group
    told = [item for item in below if ANSWER_LABEL.match(_text(item))]
    choices = [item for item in below if item not in told]
    offered = replace(
        block,
        children=tuple(choices),
        line=choices[0].line,
        end_line=choices[-1].end_line,
    )
    answers = [replace(each.children[0], hidden=False) for each in told]
    end = below[-1].end_line
    return replace(first, children=(*first.children, offered, *answers), end_line=end)

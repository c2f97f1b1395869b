"""Keys of answers that are tables of numbers and letters, side by side or below each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.words.key_marks import FEWEST, MARK
from diptych.syntax.inline import paragraph
from diptych.syntax.tree import Node, walk
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD = lazy(r"\W*(?:题\s*号|题\s*目|序\s*号|编\s*号|no\.?|number|question|#)\W*", re.IGNORECASE)
_NUMBER = lazy(r"\W*(\d{1,4})\W*")


def of_table(table: Node) -> list[tuple[int, tuple[Node, ...]]]:
    """Read a table of numbers and answers, side by side or one row below the other.

    What it says besides, why an answer is right or how many points it gives, belongs to the answer.
    It is none if a row says something of no number.
    """
    rows = [each.children for each in walk((table,)) if each.type == "tr"]
    if not rows or not rows[0]:
        return []
    if not _HEAD.fullmatch(plain_text(rows[0][0].children)):
        return _of_bare_table(rows)
    if all(_number(cell) for cell in rows[0][1:]):
        columns = _columns(rows)
    else:
        columns = [(row[0], [*zip(rows[0][1:], row[1:], strict=False)]) for row in rows[1:] if row]
    if any(cells and not _number(number) and _filled(cells) for number, cells in columns):
        return []
    return [(_number(number), blocks) for number, cells in columns if (blocks := _filled(cells))]


def _of_bare_table(rows: Sequence[Sequence[Node]]) -> list[tuple[int, tuple[Node, ...]]]:
    """Read a table that holds numbers and, below them, the marks of right choices alone."""
    pairs = [*zip(rows[::2], rows[1::2], strict=False)]
    numbers = [_number(cell) for above, _ in pairs for cell in above]
    answers = [cell for _, below in pairs for cell in below]
    told = all(MARK.fullmatch(plain_text(cell.children)) for cell in answers)
    counts = len(numbers) == len(answers) >= FEWEST and all(numbers)
    if not told or not counts or len(rows) % 2:
        return []
    return [(number, (of_cell(cell, ()),)) for number, cell in zip(numbers, answers, strict=True)]


def _columns(rows: Sequence[Sequence[Node]]) -> list[tuple[Node, list[tuple[Node, Node]]]]:
    """Turn rows of numbers, each with rows of what belongs to them below it, by a right angle.

    Gives each number with its cells, and before each cell what stands at the head of its row.
    """
    found: list[tuple[Node, list[tuple[Node, Node]]]] = []
    width = 0
    for head, *cells in rows:
        if _HEAD.fullmatch(plain_text(head.children)) and all(map(_number, cells)):
            width = len(cells)
            found += [(number, []) for number in cells]
        else:
            for (_, below), cell in zip(found[len(found) - width :], cells, strict=False):
                below.append((head, cell))
    return found


def _filled(cells: Sequence[tuple[Node, Node]]) -> tuple[Node, ...]:
    """Make paragraphs of cells that say something; behind the first, each begins with its name."""
    blocks = []
    for place, (name, cell) in enumerate(cells):
        if cell.children:
            named = (Node("strong", tag="strong", children=name.children), text_node(" ", cell))
            blocks.append(of_cell(cell, named if place and name.children else ()))
    return tuple(blocks)


def _number(cell: Node) -> int:
    found = _NUMBER.fullmatch(plain_text(cell.children))
    return int(found[1]) if found else 0


def of_cell(cell: Node, before: tuple[Node, ...]) -> Node:
    """Make a paragraph of a cell."""
    block = replace(cell, type="paragraph", tag="p", attrs={}, block=True)
    return paragraph((*before, *cell.children), block)


def text_node(words: str, like: Node) -> Node:
    """Make a text that stands where another node does."""
    return Node("text", content=words, line=like.line, end_line=like.line)

"""Comments as Obsidian and MDX write them, ``%%not for readers%%``, ``{/* nor this */}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.code_spans import masked_code
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D241"
SAFE = False
SIGN = lazy(r"%%|\{/\*")
# Those of MDX stand within a line.
MDX = lazy(r"\{/\*.*?\*/\}")

# Neither a longer run, nor behind a number as in `100%%`.
MARK = lazy(r"(?<![%\d\\])%%(?!%)")
CLOSE = lazy(r"(?<!%)%%(?!%)")
START = lazy(r"[\s>*+-]*$")


def find(text: Text) -> Iterator[Edit]:
    """Each comment, line by line; what is never closed is text."""
    yield from sorted([*_of_mdx(text), *_of_obsidian(text)])


def _of_mdx(text: Text) -> Iterator[Edit]:
    for number, line in text.prose(MDX):
        for found in MDX.finditer(masked_code(line, " ")):
            yield Edit(number, found.start(), found.end(), "")


def _of_obsidian(text: Text) -> Iterator[Edit]:
    lines = [masked_code(line, " ") for line in text.lines]
    code = text.code
    number, column = 0, 0
    while number < len(lines):
        opened = MARK.search(lines[number], column) if number not in code else None
        end = _end(lines, number, opened) if opened else None
        if opened is None:
            number, column = number + 1, 0
        elif end is None:
            column = opened.end()
        else:
            yield from _edits(lines, (number, opened.start()), end)
            number, column = end


def _end(lines: list[str], number: int, opened: re.Match[str]) -> tuple[int, int] | None:
    """Where a comment ends: one that opens a line may hold blocks, another ends with its block."""
    if closed := CLOSE.search(lines[number], opened.end()):
        return number, closed.end()
    opens_line = START.match(lines[number][: opened.start()])
    for further in range(number + 1, len(lines)):
        if not opens_line and not lines[further].strip():
            return None
        if closed := CLOSE.search(lines[further]):
            return further, closed.end()
    return None


def _edits(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> Iterator[Edit]:
    for number in range(start[0], end[0] + 1):
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(lines[number])
        if first < last:
            yield Edit(number, first, last, "", with_code=True)

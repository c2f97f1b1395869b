"""Tables as pandoc draws them, with ``+----+`` around each row or dashes below the heads."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.characters import is_cjk, lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.repairs.text import Text

CODE = "D245"
SAFE = False
SIGN = lazy(r"^[ ]{0,3}(?:\+(?:[-=:]{2,}\+)+|-{2,}(?: +-{2,})+)[ \t]*$", re.MULTILINE)

_BORDER = lazy(r" {0,3}\+(?:[-=:]{2,}\+)+[ \t]*")
_DASHES = lazy(r" {0,3}-{2,}(?: +-{2,})+[ \t]*")
_GROUP = lazy(r"-{2,}")
_BAR = lazy(r"(?<!\\)\|")
_ESCAPED_BAR = r"\\|"
# A cell of several blocks is more than a cell of ours can hold.
_BLOCK = lazy(r"[ \t]*(?:[-*+] |\d+[.)] |```|> )")


def find(text: Text) -> Iterator[Edit]:
    """Each table that can be written as one with bars, its rows moved up in its place."""
    number = 0
    while number < len(text.lines):
        end = number
        rows: list[list[str]] | None = None
        if _BORDER.fullmatch(text.lines[number]):
            end, rows = _grid(text.lines, number)
        elif _DASHES.fullmatch(text.lines[number]) and _is_below_heads(text.lines, number):
            number -= 1
            end, rows = _simple(text.lines, number)
        if rows is None or number in text.inside("fence", "code_block", "front_matter"):
            number = max(number, end) + 1
            continue
        written = [*map(_row, rows), *[""] * (end - number - len(rows))]
        for line, after in enumerate(written, number):
            if text.lines[line] != after:
                yield Edit(line, 0, len(text.lines[line]), after, with_code=True)
        number = end


def _grid(lines: Sequence[str], first: int) -> tuple[int, list[list[str]] | None]:
    """Read a table with borders: where it ends, and its rows with the line below the heads."""
    places = _places(lines[first], r"\+")
    end = first
    while end < len(lines) and lines[end].lstrip()[:1] in {"+", "|"}:
        end += 1
    if not _BORDER.fullmatch(lines[end - 1]) or end - first < 3:
        return end, None
    rows: list[list[str]] = []
    heads = 0
    cells: list[list[str]] = [[] for _ in places[1:]]
    for line in lines[first + 1 : end]:
        if _BORDER.fullmatch(line):
            rows.append([" ".join(filter(None, cell)) for cell in cells])
            cells = [[] for _ in places[1:]]
            heads = len(rows) if "=" in line and not heads else heads
            continue
        parts = _cut(line.rstrip(), [place + 1 for place in places], "|")
        if parts is None or any(map(_BLOCK.match, parts)):
            return end, None
        for cell, part in zip(cells, parts, strict=True):
            cell.append(part.strip())
    if heads > 1:
        return end, None
    return end, _framed(rows if heads else [["" for _ in places[1:]], *rows])


def _simple(lines: Sequence[str], first: int) -> tuple[int, list[list[str]] | None]:
    """Read a table whose heads have dashes below them."""
    places = _places(lines[first + 1], "-{2,}")
    end = first + 2
    while end < len(lines) and lines[end].strip() and not _DASHES.fullmatch(lines[end]):
        end += 1
    closed = end < len(lines) and bool(_DASHES.fullmatch(lines[end]))
    parts = [_cut(line, [*places, 10**6], " ") for line in (lines[first], *lines[first + 2 : end])]
    rows = [[each.strip() for each in part] for part in parts if part is not None]
    end += closed
    if len(rows) < len(parts) or len(rows) < 2 or not all(rows[0]):
        return end, None
    return end, _framed(rows)


def _is_below_heads(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line stands above dashes that can be the heads of a table."""
    if number == 0 or not lines[number - 1].strip():
        return False
    return number == 1 or not lines[number - 2].strip()


def _framed(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], ["---"] * len(rows[0]), *rows[1:]]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_BAR.sub(_ESCAPED_BAR, cell) for cell in cells)} |"


def _places(line: str, mark: str) -> list[int]:
    """Find the columns at which marks begin."""
    return [found.start() for found in re.finditer(mark, line)]


def _cut(line: str, places: Sequence[int], before: str) -> list[str] | None:
    """Cut a line at columns, East Asian characters being two wide.

    Returns:
        None where something else than ``before`` stands in front of a column.
    """
    starts: list[int] = []
    column = 0
    wanted = list(places)
    for index, character in enumerate(line):
        while wanted and column >= wanted[0]:
            if column > wanted[0] or (index and line[index - 1] != before):
                return None
            starts.append(index)
            wanted.pop(0)
        column += 2 if is_cjk(character) else 1
    starts += [len(line)] * len(wanted)
    trimmed = 1 if before == "|" else 0
    return [line[a : max(a, b - trimmed)] for a, b in pairwise(starts)]

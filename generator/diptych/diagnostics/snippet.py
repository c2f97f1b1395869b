"""A line of the notes as a terminal shows it, with a caret below one of its characters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Sequence

# Together with its indentation a quoted line is never wider than a terminal of 100 columns.
INDENT = "    "
WIDTH = 100 - len(INDENT)
# More characters than this on one side of the caret are not shown, however narrow they are.
REACH = 4 * WIDTH

TAB = "    "
CUT = "…"


def quote(line: str, column: int) -> tuple[str, str]:
    """Show a line, cut around the caret if it is long, and below it a line with the caret.

    Args:
        column: which character, counted from 1; 0 means the first that is not blank.
    """
    at = caret_index(line, column)
    start = max(0, at - REACH)
    before, after = _cells(line[start:at]), _cells(line[at : at + REACH])
    cut_before = _fitting(before[::-1], max(WIDTH // 2, WIDTH - _width(after)))[::-1]
    cut_after = _fitting(after, WIDTH - _width(cut_before))
    left = CUT if start or len(cut_before) < len(before) else ""
    right = CUT if at + REACH < len(line) or len(cut_after) < len(after) else ""
    # The marks of what is cut take a column each.
    shown_before = left + _text(cut_before[1:] if left else cut_before)
    caret = _width(cut_before) - (cut_before[0][1] - 1 if left else 0)
    shown_after = _text(_fitting(cut_after, _width(cut_after) - 1) if right else cut_after) + right
    return INDENT + shown_before + shown_after, INDENT + " " * caret + "^"


def caret_index(line: str, column: int) -> int:
    """Find the character that a caret points to, counted from 0, for a column as spans have it."""
    return min(column - 1, len(line)) if column else len(line) - len(line.lstrip())


def _fitting(cells: Sequence[tuple[str, int]], columns: int) -> list[tuple[str, int]]:
    """Take as many cells from the front as fit into some columns."""
    kept: list[tuple[str, int]] = []
    for cell in cells:
        columns -= cell[1]
        if columns < 0:
            break
        kept.append(cell)
    return kept


def _cells(text: str) -> list[tuple[str, int]]:
    """Split a text into what is shown as one, each with the columns that it takes."""
    # Only where something is quoted: a build that changes nothing needs no library.
    from rich.cells import split_graphemes

    shown = "".join(map(_visible, text))
    return [(shown[start:end], width) for start, end, width in split_graphemes(shown)[0]]


def _visible(character: str) -> str:
    if character == "\t":
        return TAB
    # An escape sequence would speak to the terminal itself.
    return "\ufffd" if category(character) == "Cc" else character


def _width(cells: Sequence[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)


def _text(cells: Sequence[tuple[str, int]]) -> str:
    return "".join(text for text, _ in cells)

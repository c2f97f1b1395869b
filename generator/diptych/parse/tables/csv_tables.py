"""Tables that are written as CSV in a text: a head that names its columns, and rows with commas."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from diptych.parse.tables.html_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

SEPARATORS = ",，;；\t"
FEWEST = 2


def with_csv(
    blocks: Sequence[Node], page: Page, names_columns: Callable[[Sequence[str]], bool]
) -> tuple[Node, ...]:
    """Make tables of paragraphs whose first line names columns, and whose others have as many.

    Args:
        names_columns: tells whether words are the head of a table that asks.
    """
    return tuple(_as_table(block, page, names_columns) or block for block in blocks)


def _as_table(
    block: Node, page: Page, names_columns: Callable[[Sequence[str]], bool]
) -> Node | None:
    if block.type != "paragraph" or block.line == block.end_line:
        return None
    lines = page.lines[block.line - 1 : block.end_line]
    separator = next((each for each in SEPARATORS if each in lines[0]), "")
    if not separator or not names_columns(_cells(lines[0], separator)):
        return None
    rows = [_cells(line, separator) for line in lines]
    width = len(rows[0])
    if any(len(row) < width for row in rows):
        return None
    # Who quotes nothing writes separators in the last column.
    joined = [[*row[: width - 1], separator.join(row[width - 1 :])] for row in rows]
    places = range(block.line, block.end_line + 1)
    return read_table(list(zip(places, map(_escaped, joined), strict=True)), page)


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line.strip()], delimiter=separator), [])]


def _escaped(row: Sequence[str]) -> list[str]:
    return [cell.replace("|", "\\|") for cell in row]

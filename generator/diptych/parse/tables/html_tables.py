"""Tables that are written in HTML, as Markdown has them: a head, and cells of running text."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.page import read_fields
from diptych.syntax.html import closing_tag, opening_tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

OPENS = lazy(rf"\s*{opening_tag('table')}", re.IGNORECASE)
TABLE = lazy(rf"{OPENS.pattern}(.*){closing_tag('table')}\s*", re.IGNORECASE | re.DOTALL)
ROW = lazy(
    rf"{opening_tag('tr')}(.*?)(?:{closing_tag('tr')}|(?=<tr\b)|\Z)", re.IGNORECASE | re.DOTALL
)
CELL = lazy(
    rf"{opening_tag('t[hd]')}(.*?)(?:{closing_tag('t[hd]')}|(?=<t[hd]\b)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# What no table of Markdown can hold.
TOO_MUCH = lazy(
    r"<(?:table|pre|[ou]l|dl|h[1-6]|blockquote|details)\b|\b(?:col|row)span\s*=", re.IGNORECASE
)
_FRAMES = "(?:p|div|span|font)"
FRAME = lazy(rf"{opening_tag(_FRAMES)}|{closing_tag(_FRAMES)}", re.IGNORECASE)
# Of what Markdown would read in the text between tags.
MARKS = lazy(r"([\\`*_|\[\]])(?![^<]*>)")
FEWEST = 2
# Below a blank line indented rows are read as code.
HTML = frozenset({"html_block", "code_block"})


def with_tables(blocks: Sequence[Node], page: Page) -> Iterator[tuple[tuple[Node, ...], Node]]:
    """Walk blocks, each with what stands for it: a table of Markdown for one of HTML.

    Blank lines part the HTML of one table into several blocks, which stay together.
    """
    place = 0
    while place < len(blocks):
        end = _table_end(blocks, place)
        part = tuple(blocks[place:end])
        yield part, (_as_table(part, page) or part[0]) if OPENS.match(part[0].content) else part[0]
        place = end


def _table_end(blocks: Sequence[Node], place: int) -> int:
    """Find where the table ends that a block opens; right behind the block if it opens none."""
    if blocks[place].type != "html_block" or not OPENS.match(blocks[place].content):
        return place + 1
    for end in range(place, len(blocks)):
        if blocks[end].type not in HTML:
            break
        if "</table" in blocks[end].content.lower():
            return end + 1
    return place + 1


def _as_table(part: Sequence[Node], page: Page) -> Node | None:
    """Read blocks of HTML as a table of Markdown; return None if they are none, or hold more."""
    start = part[0].line
    html = ""
    for block in part:
        html += "\n" * (block.line - start - html.count("\n")) + block.content
    found = TABLE.fullmatch(html)
    if found is None or TOO_MUCH.search(found[1]):
        return None
    rows = [
        (start + html.count("\n", 0, found.start(1) + row.start()), CELL.findall(row[1]))
        for row in ROW.finditer(found[1])
    ]
    width = len(rows[0][1]) if rows else 0
    if len(rows) < FEWEST or width < FEWEST or any(len(cells) != width for _, cells in rows):
        return None
    table = read_table([(line, [*map(_markdown, cells)]) for line, cells in rows], page)
    return replace(table, line=start, end_line=part[-1].end_line) if table else None


def read_table(rows: Sequence[tuple[int, Sequence[str]]], page: Page) -> Node | None:
    """Read rows of Markdown cells, each with its line, as a table; None if they are more."""
    lines = [f"| {' | '.join(cells)} |" for _, cells in rows]
    rule = "|---" * len(rows[0][1]) + "|"
    table, *others = read_fields(page, "\n".join((lines[0], rule, *lines[1:])), 0)
    if others or table.type != "table":
        return None
    # The rule below the head has a line of its own.
    places = dict(zip(chain([1], range(3, len(rows) + 2)), (line for line, _ in rows), strict=True))
    placed = _placed(table, places)
    return replace(placed, line=rows[0][0], end_line=rows[-1][0])


def _markdown(cell: str) -> str:
    return " ".join(MARKS.sub(r"\\\1", FRAME.sub("", cell)).split())


def _placed(node: Node, places: dict[int, int]) -> Node:
    """Put a table's nodes into the lines where its rows begin."""
    line = places.get(node.line, node.line)
    children = tuple(_placed(each, places) for each in node.children)
    return replace(node, line=line, end_line=line if node.line else 0, children=children)

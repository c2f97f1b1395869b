"""Text that Anki exported, in a note: ``#separator:tab`` and the like above rows of fields.

The first field asks, the others answer. What a row says of its deck, its tags and its note is not
shown; that is told.
"""

from __future__ import annotations

import csv
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.parse.tables.html_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

SIGN = "#separator:"
_HEAD = lazy(r"#([a-z]+(?: column)?):(.*)")
_SEPARATORS: Mapping[str, str] = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "colon": ":",
    "pipe": "|",
    "space": " ",
}
# Columns that say something of a note, and nothing that is learned.
_OF_NOTE = ("guid", "notetype", "deck", "tags")
_NAMES = ("Front", "Back")


class Export(Struct):
    """A text that Anki exported: its lines, what its head says, and its rows with their lines."""

    first: int
    last: int
    said: dict[str, str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def left_out(self) -> dict[int, str]:
        """Find the columns that are not shown, and what each holds."""
        named = {each: self.said.get(f"{each} column", "") for each in _OF_NOTE}
        return {int(place) - 1: name for name, place in named.items() if place.isdigit()}


def with_exports(nodes: Sequence[Node], page: Page) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """Make tables of the texts that Anki exported; report what is left out of them."""
    kept = tuple(nodes)
    problems: list[Diagnostic] = []
    for export in _exports(page.lines):
        held = [n for n, node in enumerate(kept) if export.first <= (node.line or 0) <= export.last]
        table = _table(export, page)
        if table is None or not held or held != [*range(held[0], held[-1] + 1)]:
            continue
        kept = (*kept[: held[0]], table, *kept[held[-1] + 1 :])
        for place, name in export.left_out.items():
            values = dict.fromkeys(row[place].strip() for _, row in export.rows if place < len(row))
            message = f"the property `{name}: {', '.join(filter(None, values))}` is not shown"
            problems.append(diagnose("D215", message, page.span(export.first, export.first)))
    return kept, problems


def _exports(lines: Sequence[str]) -> Iterator[Export]:
    """Walk the exports on a page; each ends at a blank line that no quotation marks hold."""
    place = 0
    while place < len(lines):
        if not lines[place].lower().startswith(SIGN):
            place += 1
            continue
        first = place
        said: dict[str, str] = {}
        while place < len(lines) and (found := _HEAD.fullmatch(lines[place].strip().lower())):
            said[found[1]] = found[2].strip()
            place += 1
        export = Export(first + 1, place, said)
        separator = _SEPARATORS.get(said["separator"], said["separator"][:1])
        if separator:
            export.rows, export.last = _rows(lines, place, separator)
        yield export
        place = max(place, export.last)


def _rows(
    lines: Sequence[str], start: int, separator: str
) -> tuple[list[tuple[int, list[str]]], int]:
    """Read rows, each with the line that it begins in; give the line that the last one ends in."""
    reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    last = start
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                break
            rows.append((last + 1, row))
            last = start + reader.line_num
    except csv.Error:  # a field that is larger than any is
        pass
    return rows, last


def _table(export: Export, page: Page) -> Node | None:
    """Make a table of an export; None if its rows differ in length, or hold more than lines."""
    width = max((len(row) for _, row in export.rows), default=0)
    shown = [n for n in range(width) if n not in export.left_out]
    if len(shown) < len(_NAMES):
        return None
    markup = export.said.get("html") == "true"
    head = [*_NAMES, *[""] * (len(shown) - len(_NAMES))]
    rows = [(export.first, head)]
    rows += [
        (line, [_cell(row[n] if n < len(row) else "", markup=markup) for n in shown])
        for line, row in export.rows
    ]
    return read_table(rows, page)


def _cell(said: str, *, markup: bool) -> str:
    text = said if markup else escape(said, quote=False)
    return "<br>".join(text.strip().split("\n")).replace("|", "\\|")

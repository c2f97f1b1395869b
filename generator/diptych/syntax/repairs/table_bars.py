r"""Bars within a formula that would part its table cell: ``| $|A|$ | size |``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_block.table import escapedSplit

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D233"
# Forges and editors read the backslash in a table's cell as we do.
SAFE = True
SIGN = lazy(r"\$[^$\n]*\|[^$\n]*\$")

RULE = lazy(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
FORMULA = lazy(r"(?<![\\$])\$(?![\s$])(?:[^$\\]|\\.)+?(?<![\s\\])\$(?![\d$])")
BAR = lazy(r"(?<!\\)\|")


def find(text: Text) -> Iterator[Edit]:
    """Each formula that makes a row wider than its table."""
    lines = text.lines
    columns = 0
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if "|" not in line:
            columns = 0
        elif _is_rule(below):
            columns = _width(below)
        if columns and "$" in line and number not in text.code and _width(line) > columns:
            yield from _formulas(number, line, columns)


def _is_rule(line: str) -> bool:
    return "|" in line and bool(RULE.fullmatch(line))


def _width(line: str) -> int:
    """Count the cells of a row."""
    return len(escapedSplit(line.strip(" \t>").removeprefix("|").removesuffix("|")))


def _formulas(number: int, line: str, columns: int) -> Iterator[Edit]:
    found = [each for each in FORMULA.finditer(line) if BAR.search(each[0])]
    bars = sum(len(BAR.findall(each[0])) for each in found)
    if _width(line) - bars == columns:
        for each in found:
            yield Edit(number, each.start(), each.end(), BAR.sub(r"\\|", each[0]))

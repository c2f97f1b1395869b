r"""Bars within a formula, code or link that would part its table cell: ``| $|A|$ | size |``."""

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
SIGN = lazy(r"\$[^$\n]*\||`[^`\n]*\||\\\([^\n|]*\||\[\[[^\[\]\n|]*\|")

RULE = lazy(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
# Code comes first: what stands in it is no formula.
SPAN = lazy(
    r"(?P<code>(?<![`\\])(?P<ticks>`{1,3})(?!`)[^\n]{1,300}?(?<!`)(?P=ticks)(?!`))"
    r"|(?<![\\$])\$\$(?!\$)(?:[^$\\]|\\.)+\$\$(?![\d$])"
    r"|(?<![\\$])\$(?![\s$])(?:[^$\\]|\\.)+?(?<![\s\\])\$(?![\d$])"
    r"|\\\([^\n]{1,200}?\\\)|\[\[[^\[\]\n|]+\|[^\[\]\n|]*\]\]"
)
BAR = lazy(r"(?<!\\)\|")


def find(text: Text) -> Iterator[Edit]:
    """Each formula, code or link that makes a row wider than its table."""
    lines = text.lines
    columns = 0
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if "|" not in line:
            columns = 0
        elif _is_rule(below):
            columns = _width(below)
        if columns and _may_be_wider(line, columns) and number not in text.code:
            yield from _mended(number, line, columns)


def _is_rule(line: str) -> bool:
    return "|" in line and bool(RULE.fullmatch(line))


def _width(line: str) -> int:
    """Count the cells of a row."""
    return len(escapedSplit(line.strip(" \t>").removeprefix("|").removesuffix("|")))


def _may_be_wider(line: str, columns: int) -> bool:
    row = line.strip(" \t>")
    return row.count("|") - row.startswith("|") - row.endswith("|") >= columns


def _mended(number: int, line: str, columns: int) -> Iterator[Edit]:
    found = [each for each in SPAN.finditer(line) if BAR.search(each[0])]
    bars = sum(len(BAR.findall(each[0])) for each in found)
    if bars and _width(line) - bars == columns:
        for each in found:
            after = BAR.sub(r"\\|", each[0])
            yield Edit(number, each.start(), each.end(), after, with_code=bool(each["code"]))

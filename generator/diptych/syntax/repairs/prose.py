"""Paragraphs as repairs of inline markup look at them: what is not text is hidden."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.syntax.dollars import closing_dollar, opens_none
from diptych.syntax.repairs.latex import HIDDEN, between_spaces
from diptych.syntax.repairs.text import Edit, begins_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.syntax.repairs.text import Text

# Code, tags and addresses. A backslash before a backtick opens nothing.
OPAQUE = lazy(
    r"\\[\\`]|(?P<hidden>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)"
    r"|<(code|kbd|pre|samp)\b[^<>]*>.*?</\3>|<[A-Za-z/!][^<>$]*>"
    r"|(?<=\]\()[^()\s]+(?=\))|https?://[^\s()|<>$\u0080-\U0010ffff]+)",
    re.DOTALL,
)
PIPE = lazy(r"(?<!\\)\|")
# What stands before a line's words: blanks, and the marks of quotations.
MARKS = lazy(r"[ \t>]*")
DOLLAR = lazy(r"\\.|\$", re.DOTALL)


class Paragraph(Struct, frozen=True, dict=True):
    """The lines of one paragraph, heading or table row, with the marks of what holds it.

    It has a dictionary for what is found out later: most are never looked at closely.
    """

    first: int
    lines: tuple[str, ...]
    in_table: bool

    @cached_property
    def text(self) -> str:
        """Its lines as one string; places in it are counted from 0."""
        return "\n".join(self.lines)

    @cached_property
    def masked(self) -> str:
        """The same, character by character, with ``HIDDEN`` for code, tags and addresses."""
        masked = OPAQUE.sub(_hide, self.text)
        return PIPE.sub(HIDDEN, masked) if self.in_table else masked

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def place(self, offset: int) -> tuple[int, int]:
        """Find the line in the file and the column of a place in the text, from 0."""
        line = bisect_right(self._starts, offset) - 1
        return self.first + line, offset - self._starts[line]


def paragraphs(text: Text) -> Iterator[Paragraph]:
    """Find the paragraphs, headings and table rows of a text, in order."""
    code, done = text.code, 0
    rows = {line for kind, start, end in text.blocks if kind == "tr_open" for line in (start,)}
    for kind, start, end in text.blocks:
        if kind in {"inline", "tr_open"} and start >= done and start not in code:
            yield Paragraph(start, text.lines[start:end], start in rows)
            done = end


def next_dollar(text: str, place: int) -> int:
    """Where the next dollar that no backslash escapes stands; −1 when there is none."""
    for found in DOLLAR.finditer(text, place):
        if found[0] == "$":
            return found.start()
    return -1


def end_of_formula(text: str, start: int) -> int:
    """Where a formula that begins at a dollar ends, by the parser's rules; −1 when none does."""
    double = text.startswith("$$", start)
    inside = start + 2 if double else start + 1
    if text[start - 1 : start].isdigit() or (not double and text[inside : inside + 1].isspace()):
        return -1
    end = next_dollar(text, inside) if double else closing_dollar(text, inside)
    while double and end >= 0 and not text.startswith("$$", end):
        end = next_dollar(text, end + 1)
    if end <= inside or (text[end - 1].isspace() and not double):
        return -1
    if not double and opens_none(text[inside:end], text[end + 1 : end + 2]):
        return -1
    end += 2 if double else 1
    return -1 if text[end : end + 1].isdigit() else end


def formulas(text: str) -> Iterator[tuple[int, int]]:
    """Where the parser reads formulas in masked text."""
    start = next_dollar(text, 0)
    while start >= 0:
        end = end_of_formula(text, start)
        if end >= 0:
            yield start, end
        start = next_dollar(text, end if end >= 0 else start + 1)


def without_formulas(text: str) -> str:
    """Masked text with its formulas hidden too."""
    shown, done = [], 0
    for start, end in formulas(text):
        shown += [text[done:start], _hidden(text[start:end])]
        done = end
    return "".join([*shown, text[done:]])


def in_order(mends: Iterable[Sequence[Edit]]) -> list[Edit]:
    """Order the edits of several mends; a mend that meets an earlier one is left out whole.

    Of each mend only the edit that says most is told.
    """
    taken: dict[int, list[tuple[int, int]]] = {}
    edits: list[Edit] = []
    for mend in mends:
        if any(_meets(edit, taken.get(edit.line, ())) for edit in mend):
            continue
        told = max(mend, key=lambda edit: len(edit.after), default=None)
        for edit in mend:
            insort(taken.setdefault(edit.line, []), (edit.start, edit.end))
            edits.append(edit._replace(told=edit is told))
    return sorted(edits)


def _meets(edit: Edit, taken: Sequence[tuple[int, int]]) -> bool:
    """Tell whether an edit overlaps any of those that are taken, which overlap none and are sorted.

    So of all that begin before its end, the last one ends last.
    """
    before = bisect_left(taken, (edit.end, -1))
    return before > 0 and taken[before - 1][1] > edit.start


def joined(
    lines: Sequence[str], first: int, start: tuple[int, int], end: tuple[int, int], latex: str
) -> list[Edit]:
    """Edits that put a formula of several lines on its first one, and leave the others empty.

    Args:
        lines: those of the file from ``first`` on, at least to the end of the formula.
        start: line and column where its dollars begin.
        end: line and column behind those that close it.

    Returns:
        Nothing where the lines below would then be read as something else.
    """
    (line, column), (last, behind) = start, end
    pieces = [MARKS.sub("", each, count=1).strip() for each in latex.split("\n")]
    formula = " ".join(piece for piece in pieces if piece)
    opening, closing = lines[line - first], lines[last - first]
    rest = closing[behind:]
    below = lines[last - first + 1] if last - first + 1 < len(lines) else ""
    lazy = _indented(closing) if rest.strip() else _indented(below)
    if "%" in formula or "`" in formula or lazy or (rest.strip() and begins_block(rest.lstrip())):
        return []
    if line == last:
        shown = between_spaces(f"$${formula}$$", opening[:column], rest)
        return [Edit(line, column, behind, shown)]
    shown = between_spaces(f"$${formula}$$", opening[:column], "")
    edits = [Edit(line, column, len(opening), shown)]
    for number in range(line + 1, last):
        between = lines[number - first]
        marks = _marks(between)
        if marks < len(between):
            edits.append(Edit(number, marks, len(between), ""))
    return [*edits, Edit(last, _marks(closing), behind + len(rest) - len(rest.lstrip()), "")]


def _hide(found: re.Match[str]) -> str:
    return found[0] if found["hidden"] is None else _hidden(found[0])


def _hidden(text: str) -> str:
    return "".join(c if c == "\n" else HIDDEN for c in text)


def _marks(line: str) -> int:
    """Where a line's own words begin, behind the marks of quotations."""
    found = re.match(r"(?:[ \t]*>)*", line)
    return found.end() if found else 0


def _indented(line: str) -> bool:
    return bool(line.strip()) and line.expandtabs(4).startswith("    ")

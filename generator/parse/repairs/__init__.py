"""Wounds that copied notes bear, and how each is mended.

A repair is one module with a code and ``find(line)``: what to replace in a line of prose. It never
changes how many lines there are, so spans stay exact, and it never touches code. Add a module, then
add it to ``REPAIRS``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from generator.codes import CODES, diagnose
from generator.model import Diagnostic, Source, Span
from generator.parse.markdown import parser
from generator.parse.repairs import formula_pictures, image_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Repair(Protocol):
    """What a module in this folder offers."""

    CODE: str
    """Its own in ``generator.codes``, whose meaning is how it is told."""

    def find(self, line: str) -> Iterator[tuple[int, int, str]]:
        """The edits that mend one line, as (start, end, after), left to right."""


CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")

# In this order: a formula picture must be known before its address is read as a path.
REPAIRS: Sequence[Repair] = (formula_pictures, image_paths)


def repair(source: Source) -> tuple[Source, list[Diagnostic]]:
    """Mend a source; each change is also a diagnostic with before and after."""
    lines = source.text.split("\n")
    wounded = [n for n, line in enumerate(lines) if any(_edits(kind, line) for kind in REPAIRS)]
    if not wounded:
        return source, []
    not_prose = _code_lines(source.text)
    diagnostics = []
    for index in wounded:
        if index not in not_prose:
            lines[index], changes = _mend(lines[index])
            for column, code, change in changes:
                span = Span(source.path, index + 1, index + 1, column)
                _, meaning = CODES[code]
                diagnostics.append(diagnose(code, f"{meaning}: {change}", span))
    return Source(source.path, "\n".join(lines)), diagnostics


def _mend(line: str) -> tuple[str, list[tuple[int, str, str]]]:
    """The line mended, and each change: its column in the original, its code, what it was."""
    original = line
    changes = []
    for kind in REPAIRS:
        for start, end, after in reversed(_edits(kind, line)):
            before = line[start:end]
            line = line[:start] + after + line[end:]
            column = original.find(before) + 1
            changes.append((column, kind.CODE, f"{before} → {after}"))
    return line, sorted(changes)


def _edits(kind: Repair, line: str) -> list[tuple[int, int, str]]:
    """What a repair would change in a line, code spans left alone."""
    spans = [found.span() for found in CODE_SPAN.finditer(line)]
    return [
        (start, end, after)
        for start, end, after in kind.find(line)
        if not any(first < end and start < last for first, last in spans)
    ]


def _code_lines(text: str) -> frozenset[int]:
    """The lines (from 0) of fences, indented code and formulas, at any depth."""
    return frozenset(
        line
        for token in parser().parse(text, {})
        if token.type in {"fence", "code_block", "front_matter", "math_block"} and token.map
        for line in range(*token.map)
    )

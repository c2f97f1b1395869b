"""Wounds that copied notes bear, and how each is mended.

A repair is one module: a code, a sign that is quickly looked for, and ``find(text)``, which yields
what to replace. It never changes how many lines there are, so spans stay exact, and it touches no
code unless that is the wound. Add a module, then add it to ``REPAIRS``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from diptych.diagnostics.codes import CODES, diagnose
from diptych.model import Diagnostic, Source, Span
from diptych.syntax.repairs import (
    broken_rules,
    comments,
    display_formulas,
    escaped_markdown,
    fences_as_headings,
    formula_delimiters,
    formula_pictures,
    heading_spaces,
    image_paths,
    indented_prose,
    invisible_characters,
    stray_setext,
)
from diptych.syntax.repairs.text import CODE_SPAN, Edit, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


class Repair(Protocol):
    """What a module in this folder offers."""

    CODE: str
    """Its own in ``diptych.diagnostics.codes``, whose meaning is how it is told."""

    SAFE: bool
    """Whether it says the same in other words everywhere, so that it may be written to the file."""

    SIGN: re.Pattern[str]
    """Where this is found nowhere in a text, the repair has nothing to do."""

    def find(self, text: Text) -> Iterator[Edit]:
        """The edits that mend a text, in order, none of them overlapping."""


class Change(NamedTuple):
    """One edit that was made: its code, its place in the file as it was, what was there and is."""

    code: str
    line: int
    column: int
    before: str
    after: str


# In this order. What a comment hides needs no mending. What changes which lines are headings and
# code stands at both ends: unseen characters hide a `#`, and a line of `=` may belong to a formula
# that must be known before. A formula picture must be known before its address is read as a path,
# brackets of formulas before escaped ones, and displays when their marks are ours.
REPAIRS: Sequence[Repair] = (
    broken_rules,
    comments,
    invisible_characters,
    heading_spaces,
    fences_as_headings,
    indented_prose,
    formula_pictures,
    image_paths,
    formula_delimiters,
    display_formulas,
    stray_setext,
    escaped_markdown,
)


def repair(source: Source, without: Collection[str] = ()) -> tuple[Source, list[Diagnostic]]:
    """Mend a source; each change is also a diagnostic with before and after.

    Args:
        without: the codes of repairs that are not wanted.
    """
    text, changes = mend(source.text, [kind for kind in REPAIRS if kind.CODE not in without])
    diagnostics = [
        diagnose(
            change.code,
            f"{CODES[change.code][1]}: {visible(change.before)} → {visible(change.after)}",
            Span(source.path, change.line + 1, change.line + 1, change.column + 1),
        )
        for change in changes
    ]
    return Source(source.path, text), diagnostics


def mend(text: str, kinds: Sequence[Repair]) -> tuple[str, list[Change]]:
    """Mend a text, kind by kind: the text, and the changes in their order in it."""
    changes: list[Change] = []
    original = text.split("\n")
    mended = Text(tuple(original))
    for kind in kinds:
        if not kind.SIGN.search(text):
            continue
        if edits := [edit for edit in kind.find(mended) if not _in_code_span(mended, edit)]:
            changes += [_change(kind, edit, mended, original) for edit in edits if edit.told]
            mended = _edited(mended, edits)
            text = "\n".join(mended.lines)
    return text, sorted(changes, key=lambda change: (change.line, change.column))


def visible(text: str) -> str:
    """A piece of text in which one sees what is there, blanks included."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text) or "nothing"


def _change(kind: Repair, edit: Edit, text: Text, original: Sequence[str]) -> Change:
    before = text.lines[edit.line][edit.start : edit.end]
    # Where another repair was at work in the same line before, the column is that of its words.
    column = edit.start
    if text.lines[edit.line] != original[edit.line]:
        column = max(original[edit.line].find(before), 0)
    return Change(kind.CODE, edit.line, column, before, edit.after)


def _edited(text: Text, edits: Sequence[Edit]) -> Text:
    lines = list(text.lines)
    for edit in reversed(edits):
        line = lines[edit.line]
        lines[edit.line] = line[: edit.start] + edit.after + line[edit.end :]
    return Text(tuple(lines))


def _in_code_span(text: Text, edit: Edit) -> bool:
    """Whether an edit is about code within a line."""
    line = text.lines[edit.line]
    if edit.with_code or "`" not in line:
        return False
    return any(
        found.start() < edit.end and edit.start < found.end() for found in CODE_SPAN.finditer(line)
    )

"""Wounds that copied notes bear, and how each is mended.

A repair is one module: a code, a sign that is quickly looked for, and ``find(text)``, which yields
what to replace. It never changes how many lines there are, so spans stay exact, and it touches no
code unless that is the wound. Add a module, then add it to one of ``STAGES``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from diptych.diagnostics.codes import CODES, diagnose
from diptych.model import Diagnostic, Span
from diptych.syntax.code_spans import code_spans
from diptych.syntax.repairs import (
    app_tags,
    broken_rules,
    comments,
    composed_letters,
    display_formulas,
    escaped_formulas,
    escaped_markdown,
    fences_as_headings,
    formula_delimiters,
    formula_pictures,
    heading_spaces,
    image_paths,
    indented_prose,
    invisible_characters,
    lazy_placeholders,
    pandoc_spans,
    pandoc_tables,
    ruby,
    site_tags,
    stray_setext,
    style_sheets,
    table_bars,
    torn_bold,
)
from diptych.syntax.repairs.text import Edit, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from diptych.model import Source
    from diptych.syntax.markdown import Blocks


class Repair(Protocol):
    """What a module in this folder offers."""

    CODE: str
    """Its own in ``diptych.diagnostics.codes``, whose meaning is how it is told."""

    SAFE: bool
    """Tell whether it says the same everywhere, so that it may be written to the file."""

    SIGN: re.Pattern[str]
    """Where this is found nowhere in a text, the repair has nothing to do."""

    def find(self, text: Text) -> Iterator[Edit]:
        """Find the edits that mend a text, in order, none of them overlapping."""


class Change(NamedTuple):
    """One edit that was made: its code, its place in the file as it was, what was there and is."""

    code: str
    line: int
    column: int
    before: str
    after: str


# What a stage looks at, the stages before it must have mended: which lines are text at all, which
# of them are headings and code, which formulas are pictures or escaped, then those in marks that
# are not ours, and displays when the marks are. Only then is it known whether a line of `=` belongs
# to a formula, and which brackets are escaped ones. Within a stage the order makes no difference.
STAGES: Sequence[Sequence[Repair]] = (
    (composed_letters,),
    (
        app_tags,
        broken_rules,
        comments,
        invisible_characters,
        lazy_placeholders,
        pandoc_tables,
        site_tags,
        style_sheets,
    ),
    (heading_spaces, fences_as_headings, indented_prose),
    (formula_pictures, image_paths, escaped_formulas),
    (formula_delimiters,),
    (display_formulas, table_bars),
    (stray_setext,),
    (escaped_markdown,),
    (pandoc_spans, ruby, torn_bold),
)

REPAIRS: Sequence[Repair] = tuple(kind for stage in STAGES for kind in stage)

FEWEST_ROUNDS = 100


class Repaired(NamedTuple):
    """A source, mended.

    Attributes:
        diagnostics: one for each change, with before and after.
        blocks: those of its text, if some repair wanted to know them.
    """

    source: Source
    diagnostics: list[Diagnostic]
    blocks: Blocks | None


def repair(source: Source, without: Collection[str] = ()) -> Repaired:
    """Mend a source; each change is also a diagnostic with before and after.

    Args:
        without: the codes of repairs that are not wanted.
    """
    text, changes = _mended(source.text, _stages_without(frozenset(without)))
    diagnostics = [
        diagnose(
            change.code,
            f"{CODES[change.code][1]}: {visible(change.before)} → {visible(change.after)}",
            Span(source.path, change.line + 1, change.line + 1, change.column + 1),
        )
        for change in changes
    ]
    return Repaired(replace(source, text=text.whole), diagnostics, text.read)


def mend(text: str, kinds: Collection[Repair]) -> tuple[str, list[Change]]:
    """Mend a text until nothing is left to mend: the text, and the changes in their order in it.

    What one repair changes may uncover a wound for any other, or for itself: a torn formula
    swallows the text up to the next one.

    Args:
        kinds: the repairs that are wanted, in any order.
    """
    stages = [[kind for kind in kinds if kind in stage] for stage in STAGES]
    mended, changes = _mended(text, stages)
    return mended.whole, changes


@lru_cache(maxsize=8)
def _stages_without(codes: frozenset[str]) -> Sequence[Sequence[Repair]]:
    return [[kind for kind in stage if kind.CODE not in codes] for stage in STAGES]


def _mended(text: str, stages: Sequence[Sequence[Repair]]) -> tuple[Text, list[Change]]:
    mended, changes = Text.of(text), []
    # More wounds one below the other than lines are none that anybody wrote.
    for _ in range(len(mended.lines) + FEWEST_ROUNDS):
        before = mended
        mended, made = _first_change(before, stages)
        if mended is before:
            break
        changes += made
    return mended, sorted(changes, key=lambda change: (change.line, change.column))


def _first_change(text: Text, stages: Sequence[Sequence[Repair]]) -> tuple[Text, list[Change]]:
    """Mend what the first stage mends that finds anything; the same text if none does."""
    for stage in stages:
        mended, changes = text, []
        for kind in stage:
            if edits := _edits(kind, mended):
                changes += [_change(kind, edit, mended) for edit in edits if edit.told]
                mended = _edited(mended, edits)
        if mended is not text:
            return mended, changes
    return text, []


def _edits(kind: Repair, text: Text) -> list[Edit]:
    """Find what a repair changes in a text, code within lines left alone."""
    if not kind.SIGN.search(text.whole):
        return []
    return [edit for edit in kind.find(text) if not _in_code_span(text, edit)]


def visible(text: str) -> str:
    """Show a piece of text with what is there, blanks included."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text) or "nothing"


def _change(kind: Repair, edit: Edit, text: Text) -> Change:
    line, written = text.lines[edit.line], text.written[edit.line]
    before = line[edit.start : edit.end]
    # Where another repair was at work in the same line before, the column is that of its words.
    column = edit.start
    if line != written:
        column = max(written.find(before), 0)
    return Change(kind.CODE, edit.line, column, before, edit.after)


def _edited(text: Text, edits: Sequence[Edit]) -> Text:
    lines = list(text.lines)
    for edit in reversed(edits):
        line = lines[edit.line]
        lines[edit.line] = line[: edit.start] + edit.after + line[edit.end :]
    return text.changed(lines)


def _in_code_span(text: Text, edit: Edit) -> bool:
    """Tell whether an edit is about code within a line."""
    line = text.lines[edit.line]
    if edit.with_code or "`" not in line:
        return False
    return any(start < edit.end and edit.start < end for start, end in code_spans(line))

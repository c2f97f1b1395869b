"""What the settings of a vault say about its cards, where a note of it holds some.

obsidian-spaced-repetition lets its users choose what parts the sides of a card and what is hidden.
Markdown knows nothing of that: a line ``---`` would make a heading of the answer above it. So what
was chosen is escaped before the text is read, and is plain text to all who look for cards.

Notes that bear one of the ``tags`` hold cards, or all do (``everywhere``). ``within`` parts the two
sides in a line, ``between`` is a line of its own; what ends in ``_both`` asks both ways. ``end`` is
the line that ends a card, and ``hide`` what stands around words to recall.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.model import CardMarks
from diptych.parse.chosen import is_tagged
from diptych.syntax.cloze import BRACES
from diptych.syntax.code_spans import code_spans
from diptych.syntax.highlights import BOLD_HIDES, HIDE
from diptych.syntax.repairs.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model import Source

USUAL = CardMarks()

SPECIAL = lazy(r"[!-/:-@\[-`{-~]")
_MARKS_OF_BLOCKS = r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*"


def with_marks_in_force(source: Source) -> Source:
    """Keep a vault's card marks on a note that holds cards only, there escaped where need be."""
    marks = source.card_marks
    if marks is None:
        return source
    if marks.everywhere or is_tagged(source.text, marks.tags):
        return _escaped(source, marks)
    return replace(source, card_marks=None)


def hidden_by(marks: CardMarks) -> Mapping[str, object]:
    """Tell the parser what hides words."""
    return {HIDE: "==" in marks.hide, BRACES: "{{" in marks.hide, BOLD_HIDES: "**" in marks.hide}


def parting(marks: CardMarks) -> re.Pattern[str]:
    """Make a pattern of what parts the sides of a card within a line."""
    both = sorted((marks.within, marks.within_both), key=len, reverse=True)
    return re.compile(rf"\s*({'|'.join(map(re.escape, both))})\s*")


def _escaped(source: Source, marks: CardMarks) -> Source:
    """Escape the marks that a vault chose for itself; no line is added or lost."""
    within = {marks.within, marks.within_both} - {USUAL.within, USUAL.within_both}
    alone = {marks.between, marks.between_both, marks.end}
    alone -= {USUAL.between, USUAL.between_both, USUAL.end}
    if not any(map(SPECIAL.search, within | alone)):
        return source
    any_of = "|".join(map(re.escape, sorted(within, key=len, reverse=True)))
    in_line = re.compile(any_of) if within else None
    lines = source.text.split("\n")
    code = _code(lines)
    shown = [
        line if n in code else _escaped_in(line, in_line, alone) for n, line in enumerate(lines)
    ]
    return replace(source, text="\n".join(shown))


def _code(lines: list[str]) -> frozenset[int]:
    """Find the lines that are not prose, as if no line were the mark of a heading."""
    return Text.of("\n".join(lines)).inside("fence", "front_matter", "code_block")


def _escaped_in(line: str, within: re.Pattern[str] | None, alone: set[str]) -> str:
    if line.strip() in alone:
        mark = line.strip()
        return line.replace(mark, SPECIAL.sub(r"\\\g<0>", mark))
    start = re.match(_MARKS_OF_BLOCKS, line)
    behind = start.end() if start else 0
    spans = code_spans(line)
    for found in within.finditer(line, behind) if within else ():
        if not any(start <= found.start() < end for start, end in spans):
            shown = SPECIAL.sub(r"\\\g<0>", found.group())
            return f"{line[: found.start()]}{shown}{line[found.end() :]}"
    return line

"""Bold text that editors tear: ``**a****: **``, ``**goal **is``, of which the marks were shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.code_spans import masked_code
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D234"
SAFE = True
SIGN = lazy(r"\*{4}|\S[ \t]+\*\*|\*\*[ \t]+\S|\*`\*")

RUN = lazy(r"(?<!\\)\*+")
# Two bold pieces side by side, which their marks keep apart.
SEAM = lazy(r"(?<![*\\])\*\*(?![\s*])[^*\n]*[^\s*\\](\*{4})(?![\s*])[^*\n]*[^\s*\\]\*\*(?!\*)")
# Stars that an editor wrote inside code which it made bold from outside as well.
IN_CODE = lazy(r"\*\*`(\*\*)[^`*\n]+(\*\*)`\*\*")
CLOSES = lazy(r"[A-Za-z0-9_)\]}\"']")
OPENS = lazy(r"[A-Za-z0-9_(\[{\"']")
ITEM = lazy(r"[ \t>]*\*[ \t]")


def find(text: Text) -> Iterator[Edit]:
    """Find seams within bold text, and blanks at its ends."""
    for number, line in text.prose(SIGN):
        masked = masked_code(line, "`")
        if seam := SEAM.search(masked):
            yield Edit(number, seam.start(1), seam.end(1), "")
        else:
            yield from sorted([*_in_code(number, line), *_blanks(number, masked)])


def _in_code(number: int, line: str) -> Iterator[Edit]:
    """Take off stars inside of code that is bold from outside."""
    for found in IN_CODE.finditer(line):
        for group in (1, 2):
            yield Edit(number, *found.span(group), "", with_code=True)


def _blanks(number: int, line: str) -> Iterator[Edit]:
    """Move blanks out of bold text, in a line whose marks are all bold text's and pair up."""
    item = ITEM.match(line)
    runs = list(RUN.finditer(line, item.end() if item else 0))
    if len(runs) % 2 or any(len(run[0]) != 2 for run in runs):
        return
    for opening, closing in zip(runs[::2], runs[1::2], strict=True):
        inside = line[opening.end() : closing.start()]
        words = inside.strip()
        behind = line[closing.end() : closing.end() + 1]
        # Blank on both sides is an operator, and what touches the word behind it opens something.
        tight = inside[:1].strip() and not inside[-1:].strip()
        opens = OPENS.match(behind)
        # Likewise a blank behind the opening mark, where nothing that is closed stands before it.
        loose = inside[:1].isspace() and bool(inside[-1:].strip())
        closes = opening.start() and CLOSES.match(line[opening.start() - 1])
        if words and loose and not closes:
            end = opening.end() + len(inside) - len(inside.lstrip())
            yield Edit(number, opening.start(), end, f"{line[opening.end() : end]}**")
        elif words and tight and not opens:
            start = closing.start() - (len(inside) - len(inside.rstrip()))
            yield Edit(number, start, closing.end(), f"**{line[start : closing.start()]}")

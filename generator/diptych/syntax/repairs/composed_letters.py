"""Letters written in pieces, as macOS gives names of files: ``한`` of three signs, ``é`` of two.

They look the same, but no label, mark or search knows them. Where links lead stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import is_normalized, normalize

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D247"
SAFE = True
# What stands behind the first piece of a letter.
SIGN = lazy("[\u0300-\u0345\u1161-\u11c2\u3099\u309a]")

WORD = lazy(r"\S+")
KEPT = lazy(
    r"\]\([^()\n]*\)|\[\[[^\[\]\n]*\]\]|\b\w{1,20}://\S+|\b(?:src|href)=(?:\"[^\"\n]*\"|'[^'\n]*')"
)


def find(text: Text) -> Iterator[Edit]:
    """Find what a line says between its links, from the first such letter to the last."""
    for number, line in text.prose(SIGN):
        start = 0
        for kept in [*KEPT.finditer(line), None]:
            end = kept.start() if kept else len(line)
            yield from _composed(line, number, start, end)
            start = kept.end() if kept else end


def _composed(line: str, number: int, start: int, end: int) -> Iterator[Edit]:
    words = [(found.start(), found.end()) for found in WORD.finditer(line, start, end)]
    changed = [span for span in words if not is_normalized("NFC", line[slice(*span)])]
    if changed:
        first, last = changed[0][0], changed[-1][1]
        yield Edit(number, first, last, normalize("NFC", line[first:last]))

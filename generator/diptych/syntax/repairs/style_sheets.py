"""Style sheets within notes, ``<style scoped>…</style>``, as notebooks of Jupyter export them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D243"
SAFE = False
SIGN = lazy(r"^[ \t]*<style\b", re.IGNORECASE | re.MULTILINE)

_OPENS = lazy(r" {0,3}<style\s[^<>]*\bscoped\b[^<>]*>", re.IGNORECASE)
_CLOSES = lazy(r"</style\s*>", re.IGNORECASE)
_LONGEST = 200


def find(text: Text) -> Iterator[Edit]:
    """Each line of a sheet: a browser would style the whole page by it, and show none of it."""
    behind = 0
    for number, line in enumerate(text.lines):
        if number < behind or not _OPENS.match(line) or number in text.inside("fence"):
            continue
        last = _last_line(text.lines, number)
        if last is None:
            continue
        for inside in range(number, last + 1):
            closing = _CLOSES.search(text.lines[inside]) if inside == last else None
            end = closing.end() if closing else len(text.lines[inside])
            if text.lines[inside][:end].strip():
                yield Edit(inside, 0, end, "")
        behind = last + 1


def _last_line(lines: tuple[str, ...], first: int) -> int | None:
    """Find the line in which a sheet ends; None where it does not, or code begins before."""
    for number in range(first, min(first + _LONGEST, len(lines))):
        if _CLOSES.search(lines[number]):
            return number
        if lines[number].lstrip().startswith(("```", "~~~", "#  ")):
            return None
    return None

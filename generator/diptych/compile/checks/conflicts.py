"""Did somebody leave a conflict of two branches in the notes?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

# As git, and what works like it, writes them; an ancestor may stand between the sides.
_OPENS = lazy(r"<{7}(?: .*)?")
_PARTS = lazy(r"={7}")
_CLOSES = lazy(r">{7}(?: .*)?")
_FENCE = lazy(r"\s*(?:```|~~~)")
HINT = "Keep the side that is right, and delete the lines of marks."


def left_in_text(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report each conflict of two branches outside of code, where texts about git show some."""
    opened = parted = 0
    fenced = False
    for number, line in enumerate(facts.lines, start=1):
        if not opened and _FENCE.match(line):  # one that only a side holds opens and closes none
            fenced = not fenced
        elif fenced:
            continue
        elif _OPENS.fullmatch(line):
            opened, parted = number, 0
        elif opened and _PARTS.fullmatch(line):
            parted = number
        elif parted and _CLOSES.fullmatch(line):
            message = f"a conflict of two branches is left in the text, down to line {number}"
            yield diagnose("D332", message, Span(facts.document.path, opened, opened), HINT)
            opened = parted = 0

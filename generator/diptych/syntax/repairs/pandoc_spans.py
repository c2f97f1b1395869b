"""Spans as pandoc writes them, ``[word]{.underline}`` and ``[]{#place .anchor}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.prose import without_formulas
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D238"
SAFE = False
SIGN = lazy(r"\]\{[.#a-z]")

_ATTRIBUTES = r"(?:[.#][\w:-]+|[a-z][\w-]*=(?:\"[^\"\n]*\"|[\w-]+))"
_SPAN = lazy(
    r"(?<![!\]\\])\[(?P<said>(?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\n]*\))?)*)\]"
    rf"\{{\s*(?P<attributes>{_ATTRIBUTES}(?:\s+{_ATTRIBUTES})*)\s*\}}"
)
_ELEMENTS = {".underline": "u", ".ul": "u", ".mark": "mark", ".kbd": "kbd"}


def find(text: Text) -> Iterator[Edit]:
    """Spans in a line: what they underline or mark stays so, and anchors are anchors."""
    for number, line in text.prose(SIGN):
        for span in _SPAN.finditer(without_formulas(line)):
            said = line[slice(*span.span("said"))]
            yield Edit(number, span.start(), span.end(), _written(said, span["attributes"]))


def _written(said: str, attributes: str) -> str:
    words = attributes.split()
    element = next((_ELEMENTS[word] for word in words if word in _ELEMENTS), "")
    shown = f"<{element}>{said}</{element}>" if element and said else said
    place = next((word[1:] for word in words if word.startswith("#")), "")
    return f'<a id="{place}"></a>{shown}' if place else shown

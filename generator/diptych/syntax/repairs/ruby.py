"""Readings of Chinese characters, ``{買|か}``, as editors for Japanese write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import HAN, KANA, lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D239"
SAFE = False
SIGN = lazy(r"\{[^{}|\n]+\|")

_RUBY = lazy(rf"(?<!\{{)\{{([{HAN}々〆ヶ]+)((?:\\?\|[{KANA}]+)+)\}}(?!\}})")


def find(text: Text) -> Iterator[Edit]:
    """Characters with their reading: one for all, or one for each."""
    for number, line in text.prose(SIGN):
        for found in _RUBY.finditer(line):
            readings = found[2].replace("\\", "").strip("|").split("|")
            if len(readings) in {1, len(found[1])}:
                yield Edit(number, found.start(), found.end(), _ruby(found[1], readings))


def _ruby(characters: str, readings: list[str]) -> str:
    bases = [characters] if len(readings) == 1 else list(characters)
    pairs = zip(bases, readings, strict=True)
    return f"<ruby>{''.join(f'{base}<rt>{said}</rt>' for base, said in pairs)}</ruby>"

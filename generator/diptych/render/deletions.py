"""Deletions on cards, as Anki's engine reads them in a field.

Measured: the first `}}` closes the innermost open deletion, whatever braces stand in it; `::` in a
deletion parts its hint; below ten open ones an eleventh does not open, but its `}}` still closes.
While a card is rendered, noncharacters mark where deletions begin and end; what stands beside an
end is known only when all is put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.cloze import DEEPEST

if TYPE_CHECKING:
    from diptych.model.book import Body

_MARK = lazy("\ufdd2(\\d+)\ufdd3|\ufdd4([^\ufdd5]*)\ufdd5")
# Whatever else in a field looks so was escaped.
_NUMBER = lazy(r"\{\{c(\d+)::")


def opening(number: int) -> str:
    """Mark where a deletion begins."""
    return f"\ufdd2{number}\ufdd3"


def closing(hint: str) -> str:
    """Mark where a deletion ends, with what the card shows in its place, as HTML."""
    return f"\ufdd4{hint}\ufdd5"


def as_anki_reads(html: str) -> str:
    """Put Anki's braces in place of the marks; what Anki could not read is shown undeleted."""
    pieces: list[str] = []
    opened: list[int] = []
    done = 0
    for mark in _MARK.finditer(html):
        pieces.append(html[done : mark.start()])
        done = mark.end()
        number, hint = mark.groups()
        if number is not None:
            opened.append(len(pieces))
            pieces.append(f"{{{{c{number}::" if len(opened) <= DEEPEST else "")
        elif opened and pieces[opened.pop()]:
            pieces[-1] = _apart(pieces[-1], hint)
            pieces.append(f"::{_apart(hint)}}}}}" if hint else "}}")
    for place in opened:
        pieces[place] = ""
    return "".join([*pieces, html[done:]])


def numbers_on_card(body: Body) -> tuple[int, ...]:
    """Read the number of each deletion in what a cloze note says, in order."""
    said = (body.asks, body.short, body.answer)
    return tuple(int(number) for text in said for number in _NUMBER.findall(text))


def _apart(text: str, hint: str = "") -> str:
    """Keep a text's last brace, or last colon before a hint, from what ends the deletion."""
    if text.endswith("}"):
        return f"{text[:-1]}&#125;"
    return f"{text[:-1]}&#58;" if hint and text.endswith(":") else text

"""Deletions on cards, as Anki's engine reads them in a field.

Measured: the first `}}` closes the innermost open deletion, whatever braces stand in it; `::` in a
deletion parts its hint; below ten open ones an eleventh does not open, but its `}}` still closes.
While a card is rendered, noncharacters mark where deletions begin and end; what stands beside an
end is known only when all is put together.
"""

from __future__ import annotations

import hashlib
import html
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.cloze import DEEPEST
from diptych.syntax.html import without_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model.book import Body, Deletion

_MARK = lazy("\ufdd2(\\d+)\ufdd3|\ufdd4([^\ufdd5]*)\ufdd5")
# Whatever else in a field looks so was escaped.
_NUMBER = lazy(r"\{\{c(\d+)::")
_SIGN = lazy(r"\{\{c(\d+)::|\}\}")
_MOST = 60
"""So many characters of what a deletion hides are kept to know it by."""


def opening(number: int) -> str:
    """Mark where a deletion begins."""
    return f"\ufdd2{number}\ufdd3"


def closing(hint: str) -> str:
    """Mark where a deletion ends, with what the card shows in its place, as HTML."""
    return f"\ufdd4{hint}\ufdd5"


def as_anki_reads(field: str) -> str:
    """Put Anki's braces in place of the marks; what Anki could not read is shown undeleted."""
    pieces: list[str] = []
    opened: list[int] = []
    done = 0
    for mark in _MARK.finditer(field):
        pieces.append(field[done : mark.start()])
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
    return "".join([*pieces, field[done:]])


def deletions_on_card(body: Body) -> tuple[Deletion, ...]:
    """Read each deletion in what a cloze note says, in order."""
    return tuple(each for text in (body.asks, body.short, body.answer) for each in read_in(text))


def read_in(field: str) -> list[Deletion]:
    """Read each deletion in a field of a cloze note, in order."""
    found: list[Deletion] = []
    opened: list[tuple[int, int]] = []
    for sign in _SIGN.finditer(field):
        if sign[1]:
            opened.append((len(found), sign.end()))
            found.append((int(sign[1]), ""))
        elif opened:
            place, start = opened.pop()
            found[place] = found[place][0], _hidden(field[start : sign.start()])
    return found


def with_numbers(body: Body, numbers: Mapping[int, int]) -> Body:
    """Give deletions of a finished card other numbers, all at once."""

    def numbered(field: str) -> str:
        return _NUMBER.sub(lambda sign: f"{{{{c{numbers.get(int(sign[1]), sign[1])}::", field)

    return replace(
        body,
        prompt=numbered(body.prompt),
        short=numbered(body.short),
        answer=numbered(body.answer),
        front=numbered(body.front),
    )


def _hidden(inside: str) -> str:
    """Read what a deletion hides without its hint; of a picture, its tag is all that tells."""
    content = _SIGN.sub("", inside).partition("::")[0]
    text = " ".join(html.unescape(without_tags(content)).split()) or content
    if len(text) <= _MOST:
        return text
    return f"{text[:_MOST]}…{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _apart(text: str, hint: str = "") -> str:
    """Keep a text's last brace, or last colon before a hint, from what ends the deletion."""
    if text.endswith("}"):
        return f"{text[:-1]}&#125;"
    return f"{text[:-1]}&#58;" if hint and text.endswith(":") else text

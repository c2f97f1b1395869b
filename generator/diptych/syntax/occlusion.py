"""Pictures whose labels a card hides: how notes mark them, and the rectangles that they name.

``![…](figure.svg){.occlude}`` hides the labels that a figure itself has, ``{.occlude-one}`` only
the one that is asked for. Of any other picture ``{occlude="10%,20%,30%,5%: label; …"}`` says where
each label stands: from the left, from the top, how wide, how high.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.model import Span
from diptych.syntax.html import opening_tags
from diptych.syntax.html_policy import as_text
from diptych.syntax.references import Target, resolve
from diptych.syntax.tree import RAW_HTML, walk_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.syntax.tree import Node

ALL, ONE = "occlude", "occlude-one"

# Editors for Chinese write the wide forms of commas, colons and semicolons by themselves.
_NUMBER = r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*"
_RECTANGLE = lazy(rf"{_NUMBER}[,，]{_NUMBER}[,，]{_NUMBER}[,，]{_NUMBER}[:：](.*)", re.DOTALL)
_IMAGE = lazy("<img", re.IGNORECASE)
_BORDER = lazy(r"[;；](?=\s*(?:[-\d.%,，\s]+[,，]|\Z))")

# In so many lines from the picture's own on, its rectangles are looked for.
_LONGEST = 100

Unusable = tuple[Span, str]
"""Where something stands that is no rectangle, and why it is none."""


class Length(Struct, frozen=True, array_like=True, gc=False):
    """A length in pixels of the picture, or as a part of its width or height."""

    number: float
    is_part: bool

    def part_of(self, whole: float) -> float:
        """Give it as a part of a width or height in pixels."""
        return self.number / 100 if self.is_part else self.number / whole


class Rectangle(Struct, frozen=True, array_like=True, gc=False):
    """A rectangle that the notes name.

    Attributes:
        sides: how far it is from the left and from the top, how wide and how high it is.
        label: what it hides.
        span: where it is written.
    """

    sides: tuple[Length, Length, Length, Length]
    label: str
    span: Span


class Occlusion(Struct, frozen=True, array_like=True, gc=False):
    """A picture whose labels a card is to hide.

    Attributes:
        one_at_a_time: whether only the label that is asked for is hidden.
        rectangles: where its labels are; empty where the picture itself says it.
        span: the line that it stands in.
    """

    target: Target
    one_at_a_time: bool
    rectangles: tuple[Rectangle, ...]
    span: Span


class Marked(Struct, frozen=True, array_like=True, gc=False):
    """A picture with classes or rectangles, as it is written.

    Attributes:
        address: where the notes say that the picture lies.
        written: the rectangles as they are written; None where there are none.
        line: that of the picture.
    """

    address: str
    classes: tuple[str, ...]
    written: str | None
    line: int

    @property
    def is_marked(self) -> bool:
        """Tell whether its labels are to be hidden."""
        return self.written is not None or not {ALL, ONE}.isdisjoint(self.classes)


def marked_pictures(nodes: Iterable[Node], line: int) -> Iterator[Marked]:
    """Find the pictures that have classes or rectangles.

    Args:
        line: where the nodes stand, if they do not know it.
    """
    for node, here in walk_lines(nodes, line):
        if node.type == "image":
            yield from _marked(node.attrs, here)
        elif node.type in RAW_HTML and _IMAGE.search(node.content):
            for tag in opening_tags(as_text(node.content), "img"):
                yield from _marked(tag.attributes, here + tag.line)


def _marked(attributes: Mapping[str, str], line: int) -> Iterator[Marked]:
    classes = tuple(attributes.get("class", "").split())
    written = attributes.get("occlude")
    if classes or written is not None:
        yield Marked(attributes.get("src", ""), classes, written, line)


def occlusions(
    nodes: Iterable[Node], span: Span, lines: Sequence[str]
) -> Iterator[tuple[Occlusion, list[Unusable]]]:
    """Find the pictures whose labels cards are to hide, and the rectangles that are none.

    Args:
        span: where the nodes stand, if they do not know it.
        lines: those of the file.
    """
    for each in marked_pictures(nodes, span.line):
        if each.is_marked:
            here = Span(span.path, each.line, each.line)
            found, wrong = rectangles(each.written or "", here, lines)
            target = resolve(span.path, each.address.replace("\\", "/"))
            if each.written is not None and not found and not wrong:
                wrong.append((here, "it names no rectangle"))
            yield Occlusion(target, ONE in each.classes, tuple(found), here), wrong


def rectangles(
    written: str, span: Span, lines: Sequence[str]
) -> tuple[list[Rectangle], list[Unusable]]:
    """Read the rectangles that a picture's attribute names, and what cannot be one.

    Args:
        span: the line of the picture; its attribute may go on in the next ones.
        lines: those of the file.
    """
    found: list[Rectangle] = []
    wrong: list[Unusable] = []
    here = span
    for piece in filter(None, map(str.strip, _BORDER.split(written))):
        here = _place(piece.partition("\n")[0], here, lines)
        if why := _why_none(piece):
            wrong.append((here, why))
        else:
            found.append(_rectangle(piece, here))
    return found, wrong


def _place(piece: str, before: Span, lines: Sequence[str]) -> Span:
    """Find where a piece is written, behind the piece before it."""
    for number in range(before.line, min(before.line + _LONGEST, len(lines) + 1)):
        start = before.column if number == before.line else 0
        column = lines[number - 1].find(piece, start) + 1
        if column:
            return Span(before.path, number, number, column)
    return before


def _why_none(piece: str) -> str:
    """Say why a piece is no rectangle; empty when it is one."""
    if not (read := _RECTANGLE.fullmatch(piece)):
        return "it is not written `left,top,width,height: label`"
    numbers = [float(each) for each in read.groups()[:8:2]]
    parts = [bool(each) for each in read.groups()[1:8:2]]
    if not read[9].strip():
        return "it has no label"
    if not numbers[2] or not numbers[3]:
        return "it is empty"
    if not any(parts) and max(numbers) <= 1:
        return "it is one pixel large or less: write parts as `10%`"
    if any(is_part and number > 100 for number, is_part in zip(numbers, parts, strict=True)):
        return "it leaves the picture"
    return ""


def _rectangle(piece: str, span: Span) -> Rectangle:
    read = _RECTANGLE.fullmatch(piece)
    assert read is not None
    left, top, width, height = (
        Length(float(number), bool(sign))
        for number, sign in zip(read.groups()[:8:2], read.groups()[1:8:2], strict=True)
    )
    return Rectangle((left, top, width, height), " ".join(read[9].split()), span)

"""Where the labels of a drawing stand, read from its SVG.

Text in a drawing is text, set by whoever looks at it in a font of theirs: how wide it comes out is
not known, so a box is as large as the widest of the usual fonts makes it. Nothing is written into
the drawing for this, so drawings that were committed long ago have labels as well.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from msgspec import Struct

from diptych.characters import is_cjk, lazy, needs_no_space

if TYPE_CHECKING:
    from collections.abc import Iterator

SVG = "{http://www.w3.org/2000/svg}"

# Parts of the font size, of the widest of the fonts that browsers take for a sans serif.
_WIDTHS = {"ijl.,:;'|!·": 0.42, ' -()[]{}ftrI/\\"': 0.5, "mwMW%@": 1.05}
_CAPITAL, _OTHER, _WIDE = 0.82, 0.68, 1.0  # also fractions, arrows and the minus sign
_BOLD = 1.1
_ABOVE, _BELOW = 0.98, 0.3
_MARGIN = 0.15

# A label of two lines is drawn as two texts, and these lie closer than two labels do.
_NEXT_LINE = 1.25

# Words; `½` and `²` are no part of one.
_NAME = lazy(r"(?<![^\W_])[^\W\d_][^\W_]*")
_STEP = lazy(r"(matrix|translate|scale|rotate)\(([^()]*)\)")

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


class Box(Struct, frozen=True):
    """A rectangle on a picture, its numbers as parts of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float

    def within_picture(self) -> Box:
        """Cut it off at the borders of the picture."""
        right, bottom = min(1.0, self.left + self.width), min(1.0, self.top + self.height)
        left, top = max(0.0, self.left), max(0.0, self.top)
        return Box(left, top, right - left, bottom - top)


class Label(Struct, frozen=True):
    """What a picture says, once or at several places."""

    text: str
    boxes: tuple[Box, ...]


class _Line(Struct, frozen=True):
    """One line of text as it is drawn: its corners in pixels, how far it runs, where it begins."""

    text: str
    size: float
    x: float
    y: float
    anchor: str
    matrix: Matrix
    width: float

    @property
    def corners(self) -> list[tuple[float, float]]:
        """The corners of its box, wherever it was turned to."""
        before = {"middle": self.width / 2, "end": self.width}.get(self.anchor, 0.0)
        margin = _MARGIN * self.size
        left = self.x - before - margin
        right = left + self.width + 2 * margin
        top, bottom = self.y - _ABOVE * self.size, self.y + _BELOW * self.size
        a, b, c, d, e, f = self.matrix
        return [
            (a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (top, bottom)
        ]

    def goes_on_in(self, other: _Line) -> bool:
        """Tell whether another line is the next one of the same label."""
        if (self.anchor, self.size) != (other.anchor, other.size):
            return False
        if self.matrix[:4] != other.matrix[:4] or self.matrix[:4] != _UNMOVED[:4]:
            return False
        down = other.y + other.matrix[5] - self.y - self.matrix[5]
        aside = abs(other.x + other.matrix[4] - self.x - self.matrix[4])
        # Without an anchor, Matplotlib has centred the lines itself.
        is_below = aside < 0.02 if self.anchor else aside < max(self.width, other.width) / 2
        return is_below and self.size < down <= _NEXT_LINE * self.size


@lru_cache(maxsize=256)
def labels_of(drawing: str) -> tuple[Label, ...]:
    """Find what a drawing says in words, in the order in which it is drawn; numbers are no words.

    Labels that say the same are one label.
    """
    try:
        root = ET.fromstring(drawing)
        width, height = (float(each) for each in root.attrib["viewBox"].split()[2:])
        lines = list(_lines(root, _UNMOVED))
    except (ET.ParseError, KeyError, ValueError):  # not as the engine draws
        return ()
    found: dict[str, list[Box]] = {}
    for label in _joined(lines):
        text = _said(label)
        if _has_word(text):
            found.setdefault(text, []).append(_box(label, width, height))
    return tuple(Label(text, tuple(boxes)) for text, boxes in found.items())


def _lines(element: ET.Element, matrix: Matrix) -> Iterator[_Line]:
    matrix = _moved(matrix, element.get("transform", ""))
    if element.tag == f"{SVG}text":
        text = " ".join("".join(element.itertext()).split())
        size = float(element.get("font-size", 16))
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        bold = _BOLD if element.get("font-weight", "400") >= "600" else 1.0
        width = bold * size * sum(map(_width, text))
        yield _Line(text, size, x, y, element.get("text-anchor", ""), matrix, width)
        return
    for child in element:
        yield from _lines(child, matrix)


def _width(character: str) -> float:
    if is_cjk(character) or not character.isascii():
        return _WIDE
    for those, width in _WIDTHS.items():
        if character in those:
            return width
    return _CAPITAL if character.isupper() else _OTHER


def _moved(matrix: Matrix, transform: str) -> Matrix:
    for name, written in _STEP.findall(transform):
        matrix = _product(matrix, _matrix(name, [float(n) for n in re.split(r"[\s,]+", written)]))
    return matrix


def _matrix(name: str, numbers: list[float]) -> Matrix:
    if name == "matrix":
        a, b, c, d, e, f = numbers
        return a, b, c, d, e, f
    if name == "translate":
        return 1, 0, 0, 1, numbers[0], numbers[1] if len(numbers) > 1 else 0
    if name == "scale":
        return numbers[0], 0, 0, numbers[-1], 0, 0
    angle, *centre = numbers
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    turned: Matrix = (cosine, sine, -sine, cosine, 0, 0)
    if not centre:
        return turned
    x, y = centre
    return _product(_product((1, 0, 0, 1, x, y), turned), (1, 0, 0, 1, -x, -y))


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def _joined(lines: list[_Line]) -> list[list[_Line]]:
    labels: list[list[_Line]] = []
    for line in lines:
        if labels and labels[-1][-1].goes_on_in(line):
            labels[-1].append(line)
        else:
            labels.append([line])
    return labels


def _said(lines: list[_Line]) -> str:
    said = ""
    for line in lines:
        space = "" if not said or not line.text or needs_no_space(said[-1]) else " "
        said += space + line.text
    return said


def _has_word(text: str) -> bool:
    """Tell whether a text holds more than numbers, signs and the letters of variables."""
    return any(is_cjk(each[0]) or len(each) > 1 for each in _NAME.findall(_without_powers(text)))


def _without_powers(text: str) -> str:
    """Leave out what counts and is no digit: fractions and raised numbers."""
    return "".join(" " if unicodedata.category(each) == "No" else each for each in text)


def _box(lines: list[_Line], width: float, height: float) -> Box:
    corners = [corner for line in lines for corner in line.corners]
    left, right = (pick(x for x, _ in corners) / width for pick in (min, max))
    top, bottom = (pick(y for _, y in corners) / height for pick in (min, max))
    return Box(left, top, right - left, bottom - top).within_picture()

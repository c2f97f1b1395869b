"""What changes in a drawing while its reader moves its slider.

A figure that can be played with is drawn once for each value; of all those drawings only what
differs is kept. So the page needs no drawing code of its own: it puts in what Matplotlib drew, from
the arrays that the tests check.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TEXT = "#text"


class Change(Struct, frozen=True):
    """One thing that is not the same for every value of the slider.

    Attributes:
        place: which element: its number among its parent's children, from the root down.
        what: an attribute's name, or ``#text``; else empty, and children are exchanged.
        values: one a frame; None takes the attribute away. Children are written as SVG.
        children: the first child to be exchanged, and how many there are in the drawing at first.
    """

    place: tuple[int, ...]
    what: str
    values: tuple[str | None, ...]
    children: tuple[int, int] = (0, 0)


def changes(drawings: Sequence[str], start: int) -> tuple[Change, ...]:
    """Find what differs between drawings of one figure.

    Args:
        drawings: one a value of the slider.
        start: the one that stands on the page at first.
    """
    return tuple(_differences([ET.fromstring(each) for each in drawings], (), start))


def as_json(found: Sequence[Change], about: dict[str, Any]) -> str:
    """Write the changes with what the slider needs, to be committed beside the drawing.

    Args:
        about: ``code``, ``label``, ``names`` and ``start``.
    """
    rows = [
        [each.place, each.what, each.values, *(() if each.what else each.children)]
        for each in found
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    head = json.dumps(about, ensure_ascii=False)
    return f'{head[:-1]}, "changes": [\n{lines}\n]}}\n'


def _differences(
    frames: Sequence[ET.Element], place: tuple[int, ...], start: int
) -> Iterator[Change]:
    for name in sorted({name for frame in frames for name in frame.attrib}):
        values = tuple(frame.get(name) for frame in frames)
        if len(set(values)) > 1:
            yield Change(place, name, values)
    texts = tuple(frame.text or "" for frame in frames)
    if len(set(texts)) > 1:
        yield Change(place, TEXT, texts)
    before, after = _in_common([[child.tag for child in frame] for frame in frames])
    for number in range(before):
        yield from _differences([frame[number] for frame in frames], (*place, number), start)
    ends = [len(frame) - after for frame in frames]
    if any(end > before for end in ends):
        exchanged = tuple(
            "".join(_as_markup(child) for child in frame[before:end])
            for frame, end in zip(frames, ends, strict=True)
        )
        yield Change(place, "", exchanged, (before, ends[start] - before))
    for number in range(1, after + 1):
        there = len(frames[start]) - number
        yield from _differences([frame[-number] for frame in frames], (*place, there), start)


def _in_common(lists: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Count the items that all lists begin with, and of the others those that all end with."""
    shortest = min(map(len, lists))
    before = _same(lists, shortest)
    return before, _same([each[::-1] for each in lists], shortest - before)


def _same(lists: Sequence[Sequence[str]], most: int) -> int:
    same = 0
    while same < most and len({each[same] for each in lists}) == 1:
        same += 1
    return same


def _as_markup(element: ET.Element) -> str:
    """Write an element as it stands inside of an SVG."""
    markup = ET.tostring(element, encoding="unicode")
    return markup.replace(' xmlns="http://www.w3.org/2000/svg"', "")

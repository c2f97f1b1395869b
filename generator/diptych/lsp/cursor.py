"""What stands under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diptych.compile.anchors import anchor_of
from diptych.lsp.addresses import Address, addresses_in_line
from diptych.lsp.snapshot import Spot
from diptych.syntax.references import picture_key

if TYPE_CHECKING:
    from diptych.lsp.headings import Heading
    from diptych.lsp.snapshot import Snapshot
    from diptych.render.context import Place
    from diptych.syntax.references import Target


class Point(NamedTuple):
    """A place in the text.

    Attributes:
        path: the document's, relative to the notebook's root.
        line: from 0.
        column: in characters, from 0.
    """

    path: str
    line: int
    column: int


def line_at(snapshot: Snapshot, point: Point) -> str:
    """Look up the line that a point stands in."""
    lines = snapshot.texts.get(point.path, "").split("\n")
    return lines[point.line] if point.line < len(lines) else ""


def address_at(snapshot: Snapshot, point: Point) -> Address | None:
    """Find the address that a point stands in."""
    line = line_at(snapshot, point)
    found = addresses_in_line(point.path, point.line, line)
    return next((each for each in found if each.start <= point.column <= each.end), None)


def heading_at(snapshot: Snapshot, point: Point) -> Heading | None:
    """Find the heading in whose line a point stands."""
    headings = snapshot.headings(point.path)
    return next((each for each in headings if each.line == point.line), None)


def is_in_id(heading: Heading, column: int) -> bool:
    """Tell whether a column is within a heading's pinned id."""
    return bool(heading.id) and heading.id_start <= column <= heading.id_start + len(heading.id)


def file_of(snapshot: Snapshot, target: Target) -> str | None:
    """Find the file beside the notes that an address means: a picture, a film, code."""
    facts = snapshot.notebook.facts
    if target.path in facts.files:
        return target.path
    return facts.moved.get(picture_key(target))


def heading_of(snapshot: Snapshot, path: str, place: Place, fragment: str) -> Spot:
    """Find the line that a link means: a heading of the answer, or that of the place itself."""
    span = snapshot.span_of(place)
    line, end = span.line - 1, span.end_line
    inside = [each for each in snapshot.headings(path) if line <= each.line < end]
    anchor = anchor_of(fragment)
    for each in inside:
        if fragment and (each.id == fragment or each.anchor == anchor):
            return Spot(path, each.line, each.start, each.end)
    here = next((each for each in inside if each.line == line), None)
    return Spot(path, line, here.start, here.end) if here else Spot(path, line, 0, 0)

"""Where links lead, and what links to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.lsp.addresses import addresses_in
from diptych.lsp.cursor import address_at, file_of, heading_at, heading_of
from diptych.lsp.snapshot import Spot
from diptych.syntax.code_excerpt import line_of_definition

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from diptych.lsp.addresses import Address
    from diptych.lsp.cursor import Point
    from diptych.lsp.snapshot import Snapshot
    from diptych.syntax.references import Target


def definition(snapshot: Snapshot, point: Point) -> Spot | None:
    """Find where the link, the picture or the code under the cursor leads.

    Of a registered figure that is the module that draws it.
    """
    address = address_at(snapshot, point)
    if address is None:
        return None
    target = address.target
    if (place := snapshot.notebook.facts.links.find(target)) is not None:
        path = snapshot.span_of(place).path
        if not target.fragment:
            return Spot(path, 0, 0, 0)
        return heading_of(snapshot, path, place, target.fragment)
    figure = snapshot.notebook.facts.gallery.by_path().get(target.path or "")
    if figure is not None:
        return Spot(figure.module, 0, 0, 0)
    if (file := file_of(snapshot, target)) is None:
        return None
    line = None
    if file.endswith(".py"):
        line = line_of_definition(snapshot.notebook.facts.files.get(file, b""), target.fragment)
    return Spot(file, (line or 1) - 1, 0, 0)


def references(snapshot: Snapshot, point: Point, *, declared: bool = True) -> list[Spot]:
    """Find all addresses that lead where the one under the cursor leads, or to the heading there.

    Args:
        declared: whether the heading itself is one of them.
    """
    address = address_at(snapshot, point)
    meant: Spot | None = None
    if address is not None:
        key = _key(snapshot, address.target)
        meant = definition(snapshot, point)
    elif heading := heading_at(snapshot, point):
        key = (point.path, heading.line)
        meant = Spot(point.path, heading.line, heading.start, heading.end)
    else:
        return []
    if key is None:
        return []
    found = [Spot(path, a.line, a.start, a.end) for path, a in linking(snapshot, key)]
    return [*([meant] if declared and meant else []), *found]


def linking(snapshot: Snapshot, key: Hashable) -> Iterator[tuple[str, Address]]:
    """Find the addresses that lead to one thing, each with the path of its document.

    Args:
        key: path and line, from 0, of a heading; or path and fragment of another file.
    """
    for path, text in snapshot.texts.items():
        for address in addresses_in(path, text):
            if _key(snapshot, address.target) == key:
                yield path, address


def _key(snapshot: Snapshot, target: Target) -> Hashable | None:
    """Say what an address leads to, in the same way for all that lead there."""
    if (place := snapshot.notebook.facts.links.find(target)) is not None:
        path = snapshot.span_of(place).path
        if not target.fragment:
            return path
        return path, heading_of(snapshot, path, place, target.fragment).line
    figures = snapshot.notebook.facts.gallery.by_path()
    file = target.path if target.path in figures else file_of(snapshot, target)
    return (file, f"#{target.fragment}") if file else None

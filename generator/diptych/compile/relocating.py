"""Blocks of one note as another one shows them: addresses, footnotes, headings, lines."""

from __future__ import annotations

import html
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from diptych.syntax.cloze import without_deletions
from diptych.syntax.html import opening_tags
from diptych.syntax.references import DRIVE, is_remote
from diptych.syntax.tree import RAW_HTML, Node, walk_elements
from diptych.syntax.words import is_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Quoted(Struct, frozen=True):
    """Blocks that were moved to another note.

    Attributes:
        footnotes: those that they cite, by their new labels, not moved yet.
    """

    nodes: tuple[Node, ...]
    footnotes: Mapping[str, tuple[Node, ...]]


def as_quoted(
    nodes: Iterable[Node],
    path: str,
    into: str,
    footnotes: Mapping[str, tuple[Node, ...]],
    line: int,
) -> Quoted:
    """Move blocks of a note to another one.

    Their headings become bold lines, for they are no headings of the other's; nothing in them is
    asked for, for no card is theirs.

    Args:
        path: the file that they come from.
        into: the file that shows them.
        footnotes: those of the former file, by label.
        line: where in the latter they are shown.
    """
    moving = _Moving(path, into, frozenset(footnotes), line)
    moved = moving.all(tuple(nodes))
    labels: dict[str, tuple[Node, ...]] = {}
    waiting = [*moved]
    while waiting:
        for node in walk_elements((waiting.pop(),)):
            label = node.meta.get("label") if node.type == "footnote_ref" else None
            own = label.removeprefix(moving.mark) if label else ""
            if label and label.startswith(moving.mark) and label not in labels:
                labels[label] = footnotes[own]
    return Quoted(moved, labels)


class _Moving(Struct, frozen=True):
    path: str
    into: str
    labels: frozenset[str]
    line: int

    @property
    def mark(self) -> str:
        """What labels of footnotes begin with in the other note: no label holds a space."""
        return f"{self.path} "

    def all(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        return tuple(each for node in nodes for each in self._moved(node))

    def _moved(self, node: Node) -> Iterator[Node]:
        if node.type == "cloze":
            yield from self.all(node.children)
            return
        children = self.all(node.children)
        here = replace(
            node,
            children=children,
            line=self.line if node.line else 0,
            end_line=self.line if node.line else 0,
        )
        if node.heading_level:
            bold = Node("strong", tag="strong", children=children)
            yield Node(
                "paragraph",
                tag="p",
                children=(bold,),
                content=node.content,
                line=self.line,
                end_line=self.line,
                block=True,
            )
        elif node.type == "link":
            yield replace(here, attrs=self._attributes(node, "href"))
        elif node.type == "image":
            yield replace(here, attrs=self._attributes(node, "src"))
        elif node.type in RAW_HTML:
            yield replace(here, content=self._html(node.content))
        elif is_formula(node):
            yield replace(here, content=without_deletions(node.content))
        elif node.type == "footnote_ref":
            yield replace(here, meta=self._footnote(node.meta))
        else:
            yield here

    def _attributes(self, node: Node, name: str) -> dict[str, str]:
        return {**node.attrs, name: self.address(node.attrs.get(name, ""))}

    def _footnote(self, meta: Mapping[str, object]) -> dict[str, object]:
        label, said = meta.get("label"), meta.get("nodes")
        if isinstance(label, str) and label in self.labels:
            return {**meta, "label": f"{self.mark}{label}"}
        return {**meta, "nodes": self.all(said)} if isinstance(said, tuple) else {**meta}

    def _html(self, written: str) -> str:
        for tag in opening_tags(written, "img", "audio", "video", "source"):
            address = tag.attributes.get("src", "")
            moved = self.address(address)
            if address != moved:
                changed = tag.written.replace(html.escape(address), html.escape(moved))
                written = written.replace(tag.written, changed.replace(address, moved))
        return written

    def address(self, address: str) -> str:
        """Write an address of the one note as the other has to."""
        if address.startswith("[[#"):
            return f"[[/{self.path}{address[2:]}" if self.path != self.into else address
        elsewhere = is_remote(address) or DRIVE.match(address) or address.startswith(("/", "[["))
        if elsewhere or not address or self.path == self.into:
            return address
        path, hash_, fragment = address.partition("#")
        if not path:
            path = quote(posixpath.basename(self.path))
        folder = quote(posixpath.dirname(self.path))
        start = quote(posixpath.dirname(self.into)) or "."
        return posixpath.relpath(posixpath.join(folder, path), start) + hash_ + fragment

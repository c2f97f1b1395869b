"""Languages of drawings, whose code a browser does not draw."""

from __future__ import annotations

import struct
from base64 import b64decode
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.syntax.tree import Node, map_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable

MERMAID = "Mermaid"
DIAGRAMS = {
    "mermaid": MERMAID,
    "plantuml": "PlantUML",
    "puml": "PlantUML",
    "flow": "flowchart.js",
    "flowchart": "flowchart.js",
    "sequence": "js-sequence",
    "tikz": "TikZ",
}
"""What stands behind a fence → what its language is called."""


def diagram_of(info: str) -> str:
    """Name the language of a fence's drawing; empty where it holds other code."""
    words = info.strip("{} ").split()
    return DIAGRAMS.get(words[0].lower(), "") if words else ""


TROUBLE = "trouble"
"""What the meta of a fence says of a drawing that could not be drawn."""


def with_pictures(
    nodes: Iterable[Node], drawings: Iterable[tuple[str, str, str]]
) -> tuple[Node, ...]:
    """Put pictures in the place of drawings.

    Args:
        drawings: the text of each, and the address of its picture, or else why there is none.
    """
    known = {code: (address, trouble) for code, address, trouble in drawings}
    if not known:
        return tuple(nodes)

    def drawn(block: Node) -> Node:
        name = diagram_of(block.info) if block.type == "fence" else ""
        address, trouble = known.get(block.content, ("", "")) if name else ("", "")
        if trouble:
            return replace(block, meta={**block.meta, TROUBLE: trouble})
        return _picture(block, name, address) if address else block

    return map_blocks(nodes, drawn)


def _picture(fence: Node, name: str, address: str) -> Node:
    """Make a paragraph of a picture with two dots for each of the page."""
    line = fence.line
    caption = Node("text", content=name, line=line, end_line=line)
    header = b64decode(address.partition(",")[2][:32])
    width = max(1, struct.unpack(">I", header[16:20])[0] // 2)
    attributes = {"src": address, "alt": "", "width": str(width)}
    image = Node(
        "image",
        tag="img",
        children=(caption,),
        content=name,
        attrs=attributes,
        line=line,
        end_line=line,
    )
    return Node(
        "paragraph",
        tag="p",
        children=(image,),
        content=name,
        line=fence.line,
        end_line=fence.end_line,
        block=True,
    )

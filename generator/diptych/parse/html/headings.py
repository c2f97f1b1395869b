"""Headings that are written in HTML, ``<h2 id="k3Jf2">什么是索引？</h2>``."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.html import opening_tags
from diptych.syntax.html_policy import shown_text
from diptych.syntax.read import read_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.syntax.tree import Node

HEADING = lazy(r"[ \t]*<h([1-6])\b([^<>]*)>(.*?)</h\1\s*>[ \t]*$", re.IGNORECASE)
FEWEST = 2
# What may hold a heading that belongs to its layout.
FRAME = lazy(
    r"<(/?)(?:div|table|t[rdh]|details|section|article|[uo]l|li|blockquote|center|aside|figure|pre)\b",
    re.IGNORECASE,
)
PICTURE = lazy(r"<(?:img|picture|svg|br)\b", re.IGNORECASE)


def with_headings(
    nodes: Iterable[Node],
    settings: Mapping[str, object],
    known: dict[tuple[str, int], tuple[Node, ...]],
) -> Iterator[Node]:
    """Make headings of blocks of HTML that begin with one; what stands below it is Markdown.

    Args:
        known: what was read already with these settings, by its text and its line; is added to.
    """
    for node in (part for each in nodes for part in _parted(each)):
        text = _as_markdown(node.content) if node.type == "html_block" else None
        if text is None:
            yield node
        else:
            # Further headings may follow without a blank line.
            place = (text, node.line)
            if place not in known:
                known[place] = read_part(text, settings, node.line - 1)
            first, *others = known[place]
            yield from (first, *with_headings(others, settings, known))


def _parted(node: Node) -> Iterator[Node]:
    """Part a block of HTML above the headings that stand in no frame, one below the other."""
    if node.type != "html_block" or node.content.lower().count("<h") < FEWEST:
        yield node
        return
    start, opened = 0, 0
    lines = node.content.splitlines(keepends=True)
    for place, line in enumerate(lines):
        if place > start and opened <= 0 and HEADING.match(line):
            yield replace(node, content="".join(lines[start:place]), line=node.line + start)
            start = place
        opened += sum(-1 if closes else 1 for closes in FRAME.findall(line))
    yield replace(node, content="".join(lines[start:]), line=node.line + start)


def _as_markdown(html: str) -> str | None:
    """Write the heading that some HTML begins with as Markdown, on a line of its own, too."""
    first, line_end, below = html.partition("\n")
    found = HEADING.match(first)
    if found is None or PICTURE.search(found[3]) or not shown_text(found[3]).strip():
        return None
    opening = next(opening_tags(first), None)
    if opening is None:  # a broken tag before it swallows it
        return None
    attributes = opening.attributes
    if "align" in attributes:  # it is laid out, as Markdown cannot
        return None
    ids = [attributes.get("id", "")]
    anchor = "".join(f'<a id="{escape(each)}"></a>' for each in ids if each)
    return f"{'#' * int(found[1])} {found[3].strip()}{anchor}{line_end}{below}"

"""Headings that are written in HTML, ``<h2 id="k3Jf2">什么是索引？</h2>``."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from diptych.syntax.html import opening_tags
from diptych.syntax.html_policy import shown_text
from diptych.syntax.read import read_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.syntax.tree import Node

HEADING = re.compile(r"[ \t]*<h([1-6])\b([^<>]*)>(.*?)</h\1\s*>[ \t]*$", re.IGNORECASE)
PICTURE = re.compile(r"<(?:img|picture|svg|br)\b", re.IGNORECASE)


def with_headings(nodes: Iterable[Node], settings: Mapping[str, object]) -> Iterator[Node]:
    """Make headings of blocks of HTML that begin with one; what stands below it is Markdown."""
    for node in nodes:
        text = _as_markdown(node.content) if node.type == "html_block" else None
        if text is None:
            yield node
        else:
            # Further headings may follow without a blank line.
            read = read_part(text, settings, node.line - 1)
            yield from (read[0], *with_headings(read[1:], settings))


def _as_markdown(html: str) -> str | None:
    """Write the heading that some HTML begins with as Markdown, on a line of its own, too."""
    first, line_end, below = html.partition("\n")
    found = HEADING.match(first)
    if found is None or PICTURE.search(found[3]) or not shown_text(found[3]).strip():
        return None
    ids = [tag.attributes.get("id", "") for tag in opening_tags(first)][:1]
    anchor = "".join(f'<a id="{escape(each)}"></a>' for each in ids if each)
    return f"{'#' * int(found[1])} {found[3].strip()}{anchor}{line_end}{below}"

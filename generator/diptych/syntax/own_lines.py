"""Lines that open with a mark of their own, and so were meant to stay lines.

Markdown joins the lines of a paragraph. Whoever writes options, numbered points or labels line by
line means lines: most editors show them so. What wraps a sentence is joined as before.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import CJK, lazy
from diptych.syntax.inline import ends_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.syntax.tree import Node

# Marks that open nothing but a point: one line is enough.
BULLET = lazy(r"\s*[•‣▪▸►▶●○◦■□◆◇★☆※➢➤✓✔✗✘✅❌☑☐①-⑳⑴-⒇❶-❿➀-➉]")
BOLD_LABEL = lazy(r"\s*\*\*[^*\n]{1,30}?(?:[:：]\s*\*\*|\*\*\s*[:：])")
# Marks that a sentence may wrap before: two that follow each other tell.
NUMBER = lazy(
    r"\s*(?:\*\*)?(?:[(（]\s*(?P<inside>\d{1,2}|[A-Za-z]|[一二三四五六七八九十])\s*[)）]"
    r"|(?P<before>\d{1,2}|[A-Za-z]|[一二三四五六七八九十])(?:[.](?=[\s\*]|[^\x00-\x7f])|[、．)）]))"
)
IN_ORDER = ("一二三四五六七八九十", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
LABEL = lazy(rf"\s*(?:[{CJK}]{{1,6}}\s?[:：]|[A-Z][\w/-]*(?: [\w/-]+)?:\s)")
CJK_LABEL = lazy(rf"\s*[{CJK}]{{1,4}}[:：]")
SENTENCE_END = lazy(r"[。！？；!?.;…][”’」』）)]*\s*$")


def with_own_lines(nodes: Sequence[Node], *, of_all: bool = False) -> Sequence[Node]:
    """Keep the line end before each line of a paragraph that opens with its own mark.

    Args:
        of_all: whether the line ends before all others are kept as well.
    """
    places = [n for n, node in enumerate(nodes) if ends_line(node)]
    if not places:
        return nodes
    starts = [0, *(place + 1 for place in places)]
    lines = [_said(nodes[a:b]) for a, b in zip(starts, [*places, len(nodes)], strict=True)]
    own = set(range(1, len(lines))) if of_all else _own_lines(lines)
    kept = list(nodes)
    for number, place in enumerate(places, 1):
        if number in own:
            kept[place] = replace(nodes[place], type="hardbreak", tag="br", meta={})
    return kept


def _own_lines(lines: Sequence[str]) -> set[int]:
    """Find the lines that were meant as such, by number from 0."""
    own = {n for n, line in enumerate(lines) if BULLET.match(line) or BOLD_LABEL.match(line)}
    numbers = [(n, found) for n, line in enumerate(lines) if (found := NUMBER.match(line))]
    for (before, first), (behind, second) in pairwise(numbers):
        if _follows(first, second):
            own |= {before, behind}
    labels = {n for n, line in enumerate(lines) if LABEL.match(line)}
    own |= labels if len(labels) > 1 else set()
    for n, (above, line) in enumerate(pairwise(lines), 1):
        if SENTENCE_END.search(above) and CJK_LABEL.match(line):
            own.add(n)
    return own


def _follows(first: re.Match[str], second: re.Match[str]) -> bool:
    """Tell whether one mark counts on from another in the same style."""
    style = "inside" if first["inside"] else "before"
    a, b = first[style], second[style]
    if not b:
        return False
    if a.isdecimal() and b.isdecimal():
        return int(b) == int(a) + 1
    return any(a in order and order[order.index(a) + 1 :][:1] == b for order in IN_ORDER)


def _said(nodes: Iterable[Node]) -> str:
    """Write a line with the marks of its bold text; what is no text is one character."""
    pieces = []
    for node in nodes:
        if node.type == "strong":
            pieces.append(f"**{_said(node.children)}**")
        else:
            is_text = node.type in {"text", "text_special"}
            pieces.append(node.content if is_text else "\0")
    return "".join(pieces)

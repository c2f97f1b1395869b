"""Folds that ask, one below the other without a blank line: Markdown reads them as one block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.parse.asking import asks
from diptych.parse.hidden_answers import asking_summaries
from diptych.syntax.html import closing_tag, opening_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.syntax.tree import Node

FOLD = re.compile(f"{opening_tag('details')}|({closing_tag('details')})", re.IGNORECASE)
FEWEST = 2


def with_folds_apart(nodes: Iterable[Node]) -> Iterator[Node]:
    """Part blocks of HTML in which several folds ask, so that each fold is a block."""
    for node in nodes:
        is_html = node.type == "html_block" and node.content.lower().count("<details") >= FEWEST
        if is_html and any(map(asks, asking_summaries(node.content))):
            yield from _parted(node)
        else:
            yield node


def _parted(node: Node) -> Iterator[Node]:
    lines = node.content.splitlines(keepends=True)
    start, depth, closed = 0, 0, False
    for place, line in enumerate(lines):
        if closed and depth == 0 and line.lstrip().lower().startswith("<details"):
            yield _piece(node, lines, start, place)
            start = place
        for tag in FOLD.finditer(line):
            depth += -1 if tag[1] else 1
            closed = True
    yield _piece(node, lines, start, len(lines))


def _piece(node: Node, lines: list[str], start: int, end: int) -> Node:
    content = "".join(lines[start:end])
    return replace(node, content=content, line=node.line + start, end_line=node.line + end - 1)

"""Report emphasis that was read although CommonMark does not read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import CODES, diagnose
from diptych.model import Diagnostic, Span
from diptych.syntax.cjk import CODE, MENDED
from diptych.syntax.tree import text_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.syntax.tree import Node


def mended_emphasis(nodes: Iterable[Node], lines: Sequence[str], path: str) -> Iterator[Diagnostic]:
    """Report each such emphasis, with before and after.

    Args:
        lines: the lines of the file, as they were before any repair.
    """
    for block in text_blocks(nodes):
        for node in _innermost_first(block.children):
            if MENDED in node.meta:
                yield _remark(node, lines, path)


def _innermost_first(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.type != "image":
            yield from _innermost_first(node.children)
        yield node


def _remark(node: Node, lines: Sequence[str], path: str) -> Diagnostic:
    words = plain_text(node.children)
    before = f"{node.markup}{words}{node.markup}"
    after = f"<{node.tag}>{words}</{node.tag}>"
    line = lines[node.line - 1]
    # Markup within the words is not in them: then the column is that of the mark.
    column = max(line.find(before), line.find(node.markup), 0)
    span = Span(path, node.line, node.line, column + 1)
    return diagnose(CODE, f"{CODES[CODE][1]}: {before} → {after}", span)

"""Folds that ask, without a blank line between or around them: Markdown reads them as one block."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.answers.hidden_answers import ANSWER, SUMMARY, asking_summaries
from diptych.parse.words.asking import asks
from diptych.syntax.html import closing_tag, opening_tag
from diptych.syntax.html_policy import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.syntax.tree import Node

FOLD = lazy(f"{opening_tag('details')}|({closing_tag('details')})", re.IGNORECASE)
VISIBLE = lazy(r"\S")
FEWEST = 2


def with_folds_apart(nodes: Iterable[Node]) -> Iterator[Node]:
    """Part blocks of HTML in which several folds ask, so that each fold is a block."""
    for node in nodes:
        is_html = node.type == "html_block" and node.content.lower().count("<details") >= FEWEST
        if is_html and any(map(asks, asking_summaries(node.content))):
            yield from _parted(node)
        else:
            yield node


class _Fold(Struct):
    """A fold by its places in some HTML, and the fold around it.

    Attributes:
        answers: whether its summary says that it hides an answer.
        holds: whether it does neither, and others in it ask.
    """

    start: int
    around: _Fold | None
    asks: bool
    answers: bool
    end: int = 0
    holds: bool = False


def _folds(html: str) -> list[_Fold]:
    found: list[_Fold] = []
    opened: list[_Fold] = []
    for tag in FOLD.finditer(html):
        if tag[1]:
            if opened:
                opened.pop().end = tag.end()
            continue
        summary = SUMMARY.match(html, _text_behind(html, tag.end()))
        text = shown_text(summary[1]).strip() if summary else ""
        around = opened[-1] if opened else None
        fold = _Fold(tag.start(), around, asks(text), bool(ANSWER.match(text)))
        above = fold.around if fold.asks else None
        while above and not (above.asks or above.answers or above.holds):
            above.holds = True
            above = above.around
        found.append(fold)
        opened.append(fold)
    return found


def _text_behind(html: str, place: int) -> int:
    """Find where something stands behind a place, blanks apart."""
    found = VISIBLE.search(html, place)
    return found.start() if found else place


def _parted(node: Node) -> Iterator[Node]:
    """Part a block before each fold but the first one; also around those that stand in another."""
    _, *others = _folds(node.content)
    apart = [fold for fold in others if fold.around is None or fold.around.holds]
    starts = {fold.start for fold in apart}
    ends = {fold.end for fold in apart if fold.around}
    lines = node.content.splitlines(keepends=True)
    cuts: set[int] = set()
    offset = 0
    for number, line in enumerate(lines):
        if offset + len(line) - len(line.lstrip()) in starts:
            cuts.add(number)
        if offset + len(line.rstrip()) in ends:
            cuts.add(number + 1)
        offset += len(line)
    for start, end in pairwise(sorted({0, len(lines), *cuts})):
        yield _piece(node, lines, start, end)


def _piece(node: Node, lines: list[str], start: int, end: int) -> Node:
    content = "".join(lines[start:end])
    return replace(node, content=content, line=node.line + start, end_line=node.line + end - 1)

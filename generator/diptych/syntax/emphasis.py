"""What is told of emphasis that was read although CommonMark does not read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import CODES, diagnose
from diptych.model import Diagnostic, Span
from diptych.syntax.cjk import CODE, mended_emphasis
from diptych.syntax.markdown import line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token


def told_of_emphasis(
    tokens: Sequence[Token], environment: Mapping[str, object], lines: Sequence[str], path: str
) -> list[Diagnostic]:
    """A remark with before and after for each.

    Args:
        tokens: those of a whole file, their inline tokens with lines.
        environment: what the parser noted; where it read nothing so, nothing is looked at.
    """
    if not environment.get(CODE):
        return []
    return [
        _remark(token.children or [], start, end, lines, path)
        for token in tokens
        if token.type == "inline"
        for start, end in mended_emphasis(token.children or ())
    ]


def _remark(
    children: Sequence[Token], start: int, end: int, lines: Sequence[str], path: str
) -> Diagnostic:
    opening = children[start]
    words = plain_text(children[start + 1 : end])
    before = f"{opening.markup}{words}{opening.markup}"
    after = f"<{opening.tag}>{words}</{opening.tag}>"
    line = line_of(opening)
    # Markup within the words is not in them: then the column is that of the mark.
    column = max(lines[line - 1].find(before), lines[line - 1].find(opening.markup), 0)
    return diagnose(
        CODE, f"{CODES[CODE][1]}: {before} → {after}", Span(path, line, line, column + 1)
    )

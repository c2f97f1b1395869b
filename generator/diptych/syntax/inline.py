"""Taking inline tokens apart: by lines, and at a mark that a line begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.syntax.cjk import join_lines

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence


def lines_of(inline: Token) -> list[list[Token]]:
    """A paragraph's lines; emphasis that goes over a line's end keeps two together."""
    lines: list[list[Token]] = [[]]
    depth = 0
    for child in inline.children or ():
        depth += child.nesting
        if depth == 0 and ends_line(child):
            lines.append([])
        else:
            lines[-1].append(child)
    return lines


def ends_line(token: Token) -> bool:
    """Whether a line ends here, be it that `join_lines` has made nothing of its end."""
    return token.type in {"softbreak", "hardbreak"} or bool(token.meta.get("line_end"))


def joined(lines: Sequence[Sequence[Token]]) -> list[Token]:
    """Lines as the tokens of one paragraph."""
    tokens: list[Token] = []
    for line in lines:
        if tokens:
            tokens.append(Token("softbreak", "br", 0))
        tokens += line
    join_lines(tokens)
    return tokens


def strip_marker(line: Sequence[Token], marker: re.Pattern[str]) -> list[Token] | None:
    """A line without the mark that it begins with, be it emphasised or not; None if it has none."""
    tokens = list(line)
    texts = (n for n, token in enumerate(tokens) if token.type == "text" and token.content)
    place = next(texts, None)
    if place is None or any(not t.type.endswith("_open") and t.content for t in tokens[:place]):
        return None
    found = marker.match(tokens[place].content)
    if found is None:
        return None
    tokens[place] = tokens[place].copy(content=tokens[place].content[found.end() :])
    return _without_empty_pairs(tokens)


def paragraph(children: Sequence[Token], like: Sequence[Token]) -> list[Token]:
    """A paragraph of some inline tokens, at the place of another one.

    Args:
        like: the three tokens of the paragraph that they were taken from.
    """
    opening, inline, closing = like[0], like[1], like[-1]
    lines = [child.map for child in children if child.map]
    place = [lines[0][0], lines[-1][1]] if lines else inline.map
    content = "".join("\n" if ends_line(child) else child.content for child in children)
    return [
        opening.copy(map=place),
        inline.copy(children=list(children), content=content, map=place),
        closing,
    ]


def _without_empty_pairs(tokens: list[Token]) -> list[Token]:
    """Drop `**` `**` around nothing, and the blanks that stood behind the mark."""
    kept: list[Token] = []
    for token in tokens:
        if token.type == "text" and not token.content:
            continue
        if token.nesting < 0 and kept and kept[-1].nesting > 0 and kept[-1].tag == token.tag:
            kept.pop()
            continue
        kept.append(token)
    if kept and kept[0].type == "text":
        kept[0] = kept[0].copy(content=kept[0].content.lstrip(" :：\u3000"))
    return kept

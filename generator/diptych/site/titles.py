"""Titles that break where a reader would pause: between clauses before between words."""

from __future__ import annotations

import re

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_CLAUSE = re.compile(r"[^，。？！；：]*[，。？！；：]+[”’」』》）]*|[^，。？！；：]+")
_CLAUSE_END = re.compile(r"[，。？！；：][”’」』》）]*$")
_VOID = re.compile(r"<(?:br|img|input|wbr)\b|.*/>$")


def in_clauses(html: str) -> str:
    """A title with a ``<span class="clause">`` around each of its clauses, if it has several.

    Only the full stops and commas of Chinese and Japanese end a clause: between those no space
    says where a line may break.
    """
    clauses = _clauses(html)
    if len(clauses) == 1:
        return html
    return "".join(f'<span class="clause">{clause}</span>' for clause in clauses)


def _clauses(html: str) -> list[str]:
    found = [""]
    depth = 0
    for piece in _PIECE.findall(html):
        is_tag = piece.startswith("<")
        for part in [piece] if is_tag or depth else _CLAUSE.findall(piece):
            if depth == 0 and _CLAUSE_END.search(found[-1]) and part.strip():
                found.append("")
            found[-1] += part
        if is_tag:
            depth += _step(piece)
    return found


def _step(tag: str) -> int:
    if tag.startswith("</"):
        return -1
    return 0 if _VOID.match(tag) else 1

"""Titles that break where a reader would pause: between clauses before between words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.html import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLAUSE = lazy(r"[^，。？！；：]*[，。？！；：]+[”’」』》）]*|[^，。？！；：]+")
_CLAUSE_END = lazy(r"[，。？！；：][”’」』》）]*$")
_CLOSES = lazy(r"[”’」』》）]*")
_VOID = frozenset({"br", "img", "input", "wbr"})


def in_clauses(html: str) -> str:
    """Put a ``<span class="clause">`` around each clause of a title that has several.

    Only the full stops and commas of Chinese and Japanese end a clause: between those no space
    says where a line may break.
    """
    clauses = _clauses(html)
    if len(clauses) == 1:
        return html
    return "".join(f'<span class="clause">{clause}</span>' for clause in clauses)


def _clauses(html: str) -> list[str]:
    found: list[list[str]] = [[]]
    depth, ended = 0, False
    for piece, tag in _pieces(html):
        for part in [piece] if tag or depth else _CLAUSE.findall(piece):
            if depth == 0 and ended and part.strip():
                found.append([])
                ended = False
            found[-1].append(part)
            ended = bool(_CLAUSE_END.search(part)) or (
                ended and _CLOSES.fullmatch(part) is not None
            )
        if tag:
            depth += _step(tag)
    return ["".join(parts) for parts in found]


def _pieces(html: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Split HTML into its tags and the texts between them."""
    done = 0
    for tag in TAG.finditer(html):
        if done < tag.start():
            yield html[done : tag.start()], None
        yield tag[0], tag
        done = tag.end()
    if done < len(html):
        yield html[done:], None


def _step(tag: re.Match[str]) -> int:
    """Count how much deeper what follows a tag stands."""
    if tag[1]:
        return -1
    is_opening = tag[2] and tag[2].lower() not in _VOID and not tag[0].endswith("/>")
    return int(bool(is_opening))

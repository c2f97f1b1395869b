"""Walking over block tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


def end_of_block(tokens: Sequence[Token], start: int) -> int:
    """The place behind the block that begins at ``start``."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += tokens[place].nesting
        if depth <= 0:
            return place + 1
    return len(tokens)


def blocks(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The blocks of a flow, one after the other, each with all that it holds."""
    place = 0
    while place < len(tokens):
        end = end_of_block(tokens, place)
        yield tokens[place:end]
        place = end


def raised(tokens: Sequence[Token], by: int) -> list[Token]:
    """Tokens that were inside of something, as they are outside of it."""
    return [token.copy(level=token.level - by) for token in tokens]


def append_block(kept: list[Token], token: Token) -> None:
    """Add a token, but no paragraph from which everything was taken."""
    if token.type == "paragraph_close" and kept and _is_empty(kept[-1]):
        del kept[-2:]
    else:
        kept.append(token)


def last_line(tokens: Sequence[Token], otherwise: int) -> int:
    """The last line that some tokens reach, counted from 1."""
    return max((token.map[1] for token in tokens if token.map), default=otherwise)


def _is_empty(token: Token) -> bool:
    return token.type == "inline" and not token.children and not token.content

"""Walking over block tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token


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


def last_line(tokens: Sequence[Token], otherwise: int) -> int:
    """The last line that some tokens reach, counted from 1."""
    return max((token.map[1] for token in tokens if token.map), default=otherwise)

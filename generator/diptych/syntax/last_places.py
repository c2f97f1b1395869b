"""Where the signs that close something stand for the last time: what opens behind is text."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4)
def last_of(sign: str, text: str) -> int:
    """Find the last place of a sign that closes, once for all that could be opened in a text."""
    return text.rfind(sign)

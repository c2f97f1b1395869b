"""Where in its line something stands, so that a caret can show it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.model import Span


def point(span: Span, lines: Mapping[str, Sequence[str]], *written: str, after: int = 0) -> Span:
    """Add the column of the first of ``written`` that stands in the span's line.

    Without one it stays as it is: the line as a whole.

    Args:
        lines: the lines of each file as they were read, before any repair.
        after: look behind this column first, for what stands in a line more than once.
    """
    source = lines.get(span.path, ())
    line = source[span.line - 1] if span.line <= len(source) else ""
    at = _first_place(line, written, after)
    return span if at < 0 else replace(span, column=at + 1)


@lru_cache(maxsize=4096)  # of a long line with the same link again and again, all are looked for
def _first_place(line: str, written: tuple[str, ...], after: int) -> int:
    """Find the place of the first of some words that stands in a line; -1 if none does."""
    for words in filter(None, written):
        for start in (after, 0):
            if (at := line.find(words, start)) >= 0:
                return at
    return -1


def spellings(address: str) -> tuple[str, ...]:
    """List how an address may be written: encoded or not, or with backslashes; or its end."""
    decoded = unquote(address)
    wiki = (address[:-2],) if address.startswith("[[") else ()
    return (address, *wiki, decoded, decoded.replace("/", "\\"), re.split(r"[/\\]", decoded)[-1])

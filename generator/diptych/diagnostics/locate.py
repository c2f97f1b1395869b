"""Where in its line something stands, so that a caret can show it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

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
    for words in filter(None, written):
        at = line.find(words, after)
        if at < 0:
            at = line.find(words)
        if at >= 0:
            return replace(span, column=at + 1)
    return span


def spellings(address: str) -> tuple[str, ...]:
    """List how an address may be written: encoded or not, or with backslashes; or its end."""
    decoded = unquote(address)
    wiki = (address[:-2],) if address.startswith("[[") else ()
    return (address, *wiki, decoded, decoded.replace("/", "\\"), re.split(r"[/\\]", decoded)[-1])

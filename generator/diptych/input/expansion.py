"""A small note whose pages would fill a disk: one long address, used again and again."""

from __future__ import annotations

import re

MOST_BYTES = 64 * 2**20
_DEFINED = re.compile(
    rb"^[ \t>]{0,99}\[(?!\^)[^\]\n]{1,999}\]:[ \t]*+(?:\n[ \t]*+)?"
    rb"(\S{200,}[^\n]*|\S+[ \t][^\n]{200,})",
    re.MULTILINE,
)


def expanding_line(data: bytes) -> int | None:
    """Find the definition of a link whose uses could take more bytes than a site may; its line."""
    longest = max(_DEFINED.finditer(data), key=lambda each: len(each[1]), default=None)
    if longest is None or len(longest[1]) * data.count(b"[") <= MOST_BYTES:
        return None
    return data.count(b"\n", 0, longest.start()) + 1

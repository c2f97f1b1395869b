"""Deletions as a text writes them, on a card or not: linking compares them with the cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy, replaced_up_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile.compiled import WrittenDeletion

# Behind an odd number of backslashes it was not meant.
_SIGN = lazy(r"(?<!\\)(?:\\\\)*(\{\{(?:c(?:0+(?=\d))?+(\d[\d,]*+)::|cloze[ \t]+))")
_COMMENT = lazy(r"<!--.*?-->", re.DOTALL)


def written_deletions(lines: Sequence[str]) -> Iterator[WrittenDeletion]:
    """Find each deletion outside of comments: its number as written, its line and column."""
    text = "\n".join(lines)
    if "{{c" not in text:
        return
    text = replaced_up_to("-->", _COMMENT, _blanked, text)
    for number, line in enumerate(text.split("\n"), start=1):
        for sign in _SIGN.finditer(line):
            # Logseq's `{{cloze …}}` has no number, and becomes the first.
            yield sign[2] or "1", number, sign.start(1) + 1


def _blanked(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])

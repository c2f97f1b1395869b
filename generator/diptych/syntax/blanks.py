"""Blanks to be filled in, ``______、______和______``, which Markdown would read as bold text.

Three underscores may also be emphasis, ``___very bold___``: if all in a text are, and pair up
around words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_FEWEST = 3
_RUN = lazy(r"(?<!\\)_{3,}")
# What stands between two blanks, and is emphasised by nobody.
_BETWEEN = lazy(r"[和与與及或]|以及|and|or|und|oder|y|o|et|ou|e|и|или|と|と?や", re.IGNORECASE)


def blanks_plugin(md: MarkdownIt) -> None:
    """Keep such lines as text."""
    md.inline.ruler.before("emphasis", "blanks", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "_":
        return False
    found = _RUN.match(state.src, state.pos, state.posMax)
    if found is None or (len(found[0]) == _FEWEST and _are_emphasis(state.src)):
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


@lru_cache(maxsize=8)  # each run of a text asks
def _are_emphasis(text: str) -> bool:
    """Tell whether the runs of underscores in a text pair up around words."""
    runs = list(_RUN.finditer(text))
    if len(runs) % 2 or any(len(run[0]) > _FEWEST for run in runs):
        return False
    return all(
        _says(text[opening.end() : closing.start()])
        for opening, closing in zip(runs[::2], runs[1::2], strict=True)
    )


def _says(inside: str) -> bool:
    ends = inside[:1].isalnum() and inside[-1:].isalnum()
    return ends and not _BETWEEN.fullmatch(inside)

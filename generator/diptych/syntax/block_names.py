"""Blocks as Logseq writes them: by which names others show them, and what it keeps about them."""

from __future__ import annotations

import re

from diptych.characters import lazy

UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
NAMED = lazy(rf"\(\(({UUID})\)\)")
EMBEDDED = lazy(rf"\{{\{{embed[ \t]+(?:\(\(({UUID})\)\)|\[\[([^\[\]\n]+)\]\])[ \t]*\}}\}}")

# What an outliner keeps about a block: `id:: 64c1…`, `card-last-score:: 5`.
PROPERTY = lazy(r"\s*[a-z][\w.-]*::(?: .*|\s*$)")

CARD_MARK = lazy(
    r"\s*(?:#(?:card(?:[-/](?P<kind>reversed?|spaced|reminder))?|flashcards?|\[\[(?:flash)?card\]\])(?![\w/-])"
    r"|\[\[(?:flash)?card\]\])",
    re.IGNORECASE,
)


def anchor_of_block(uuid: str) -> str:
    """Write the anchor that a block's id sets."""
    return f"^{uuid.lower()}"

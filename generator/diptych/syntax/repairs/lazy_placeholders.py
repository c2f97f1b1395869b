"""Empty drawings, which a page shows until a picture is loaded, are copied along with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D242"
SAFE = True
SIGN = lazy(r"!\[[^\[\]\n]*\]\(\s*<?data:image/svg\+xml", re.IGNORECASE)

# Nothing stands between the tags, as they are or percent-encoded.
_TAG = r"(?:<|%3C)svg\b(?:(?!%3[CE])[^<>\n])*+"
EMPTY = lazy(
    r"!\[[^\[\]\n]*\]\(\s*<?data:image/svg\+xml[^,<>()\n]*,\s*"
    rf"{_TAG}(?:(?:>|%3E)\s*(?:</|%3C(?:/|%2F))svg\s*)?(?:>|%3E)\s*+(?:>\s*+)?\)",
    re.IGNORECASE,
)


def find(text: Text) -> Iterator[Edit]:
    """Each picture that is an empty drawing; one that draws anything stays."""
    for number, line in text.prose(SIGN):
        for empty in EMPTY.finditer(line):
            yield Edit(number, empty.start(), empty.end(), "")

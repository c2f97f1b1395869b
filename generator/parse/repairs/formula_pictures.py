"""A formula that a site served as a picture, its LaTeX in the address, becomes a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from generator.parse.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.parse.repairs.text import Text

CODE = "D211"
SAFE = True
SIGN = re.compile(r"[?&]tex=")

PICTURE = re.compile(r"!\[[^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*\]\((https?://[^\s()]+)\)")


def find(text: Text) -> Iterator[Edit]:
    """Pictures whose address has a ``tex`` query, as ``…/equation?tex=x%5E2``."""
    for number, line in text.prose():
        for picture in PICTURE.finditer(line):
            formula = parse_qs(urlsplit(picture.group(1)).query).get("tex", [""])[0].strip()
            # A dollar or an odd brace would end the formula somewhere else than the author meant.
            if formula and "$" not in formula and "\n" not in formula:
                shown = _between_spaces(line, picture.end(), formula)
                yield Edit(number, picture.start(), picture.end(), shown)


def _between_spaces(line: str, end: int, formula: str) -> str:
    """A digit directly behind the closing dollar would keep it from closing."""
    return f"${formula}$" + (" " if line[end : end + 1].isdigit() else "")

"""A formula that a site served as a picture, its LaTeX in the address, becomes a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = "D211"

PICTURE = re.compile(r"!\[[^\[\]]*(?:\[[^\[\]]*\])?[^\[\]]*\]\((https?://[^\s()]+)\)")


def find(line: str) -> Iterator[tuple[int, int, str]]:
    """Pictures whose address has a ``tex`` query, as ``…/equation?tex=x%5E2``."""
    for picture in PICTURE.finditer(line):
        formula = parse_qs(urlsplit(picture.group(1)).query).get("tex", [""])[0].strip()
        # A dollar or an odd brace would end the formula somewhere else than the author meant.
        if formula and "$" not in formula and "\n" not in formula:
            yield picture.start(), picture.end(), _between_spaces(line, picture.end(), formula)


def _between_spaces(line: str, end: int, formula: str) -> str:
    """A digit directly behind the closing dollar would keep it from closing."""
    return f"${formula}$" + (" " if line[end : end + 1].isdigit() else "")

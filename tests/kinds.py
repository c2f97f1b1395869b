"""One page of each kind that a site has, and such as show something of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_KIND = re.compile(r'<body class="([^"]*)"')
_SHOWN = {
    "figure": "data-figure",
    "slider": 'class="play"',
    "code": 'class="code"',
    "table": 'class="table"',
    "cloze": "<mark>",
    "unanswered": 'class="unanswered"',
}


def pages_of_each_kind(site: Path) -> dict[str, Path]:
    """A name for each kind → a page: by the class of its body, and by what a question shows."""
    return dict(reversed(list(_kinds(site))))


def _kinds(site: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(site.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        kind = _KIND.search(text)
        name = kind[1].split()[0] if kind and kind[1] else "redirect"
        if name == "lost":  # it is made for a place on a host, where nothing lies beside it here
            continue
        if name != "question":
            yield name, file
            continue
        shown = [what for what, sign in _SHOWN.items() if sign in text]
        for what in shown or ["plain"]:
            yield f"question with {what}", file

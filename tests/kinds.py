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
# The lists of a chapter's sections and of a tag's questions look alike; their folders tell.
_LISTS = {"s": "chapter", "t": "tag"}
_LOST_HERE = "lost-here.html"
_HEAD = re.compile("<head>.*?</head>", re.DOTALL)
_ELEMENT = re.compile(r"<([a-z][\w-]*)([^>]*)>")
_CLASS = re.compile(r'\bclass="([^"]*)"')


def pages_of_each_kind(site: Path) -> dict[str, Path]:
    """A name for each kind → a page: by the class of its body, and by what a question shows."""
    return {**dict(reversed(list(_kinds(site)))), "lost": _lost(site)}


def pages_that_differ(site: Path) -> list[Path]:
    """Leave out pages that hold no element, by its name and class, that no page before held.

    What stands on a question's page and what stands on one of a section look each their own way,
    so only pages whose body bears the same class are compared.
    """
    seen: set[tuple[str, ...]] = set()
    pages = []
    for file in sorted(site.rglob("*.html")):
        shape = _shape(file.read_text(encoding="utf-8"))
        if not shape <= seen:
            pages.append(file)
            seen |= shape
    return pages


def _shape(text: str) -> set[tuple[str, ...]]:
    kind = _KIND.search(text)
    elements = _ELEMENT.findall(_HEAD.sub("", text))
    classes = ((name, _CLASS.search(attributes)) for name, attributes in elements)
    return {(kind[1] if kind else "", name, each[1] if each else "") for name, each in classes}


def _kinds(site: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(site.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        kind = _KIND.search(text)
        name = kind[1] if kind and kind[1] else "redirect"
        if name == "section":
            yield _LISTS[file.parent.name], file
        elif name != "question":
            yield name.split()[0], file
        else:
            shown = [what for what, sign in _SHOWN.items() if sign in text]
            for what in shown or ["plain"]:
                yield f"question with {what}", file


def _lost(site: Path) -> Path:
    """Copy the page for addresses that lead nowhere, as if it were asked for at the root.

    Its own addresses are those of the place where the site is published.
    """
    text = (site / "404.html").read_text(encoding="utf-8")
    root = re.search(r'href="([^"]*)mark\.svg"', text)
    assert root
    copy = site / _LOST_HERE
    copy.write_text(re.sub(rf'(href|src)="{re.escape(root[1])}(?!/)', r'\1="', text), "utf-8")
    return copy

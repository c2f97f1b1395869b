"""The addresses that a text writes: of links, pictures, wiki links, in Markdown and raw HTML."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.syntax.code_spans import code_spans
from diptych.syntax.obsidian import PIPE, WIKI
from diptych.syntax.references import resolve
from diptych.syntax.repairs.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.references import Target

_MARKED = lazy(
    r"\]\([ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^()\n]|\([^()\n]*\))*?))"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)"
)
_DEFINED = lazy(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*<?(?P<address>[^\s<>]+)")
_IN_HTML = lazy(r"\b(?:href|src)[ \t]*=[ \t]*(?P<quote>[\"'])(?P<address>[^\"'\n]*)(?P=quote)")
_BRACKET = lazy(r"[\[\]]")
_SIGN = lazy(r"\]\(|\[\[|\]:|href|src")


class Address(NamedTuple):
    """An address as a text writes it.

    Attributes:
        line: from 0.
        start, end: where it stands, in characters; of a wiki link, the name between the brackets.
        target: where it leads.
        image: whether what it leads to is shown in its place.
    """

    line: int
    start: int
    end: int
    target: Target
    image: bool = False

    @property
    def is_wiki(self) -> bool:
        """Tell whether it is a wiki link's."""
        return self.target.name is not None


def addresses_in(path: str, text: str) -> Iterator[Address]:
    """Find the addresses in a document, but those in code.

    Args:
        path: that of the document, relative to the notebook's root.
    """
    if not _SIGN.search(text):
        return
    for number, line in Text.of(text).prose(_SIGN):
        yield from addresses_in_line(path, number, line)


def addresses_in_line(path: str, number: int, line: str) -> Iterator[Address]:
    """Find the addresses in one line of a document.

    Args:
        number: that of the line, from 0.
    """
    code = code_spans(line)
    for start, end, target, image in _found(path, line):
        before = bisect_right(code, start, key=itemgetter(0)) - 1
        if before < 0 or start >= code[before][1]:
            yield Address(number, start, end, target, image)


def _found(path: str, line: str) -> Iterator[tuple[int, int, Target, bool]]:
    for found in WIKI.finditer(line):
        name = PIPE.split(found[2])[0]
        start = found.start(2)
        target = resolve(path, f"[[{name.strip()}]]")
        yield start, start + len(name), target, bool(found[1])
    openings = _openings(line)
    for found in _MARKED.finditer(line):
        group = "bare" if found["angled"] is None else "angled"
        opening = openings.get(found.start(), 0)
        image = line[opening - 1 : opening] == "!" if opening else False
        yield found.start(group), found.end(group), resolve(path, found[group]), image
    for pattern in (_DEFINED, _IN_HTML):
        for found in pattern.finditer(line):
            start, end = found.span("address")
            yield start, end, resolve(path, found["address"]), found[0].startswith("src")


def _openings(line: str) -> dict[int, int]:
    """Find the bracket that each one of a line closes, where one does."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for bracket in _BRACKET.finditer(line):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            found[bracket.start()] = opened.pop()
    return found

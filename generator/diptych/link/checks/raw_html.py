"""Which raw HTML will not be shown?"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.locate import point
from diptych.link.checks.facts import texts
from diptych.model import Span
from diptych.syntax.html_policy import ALLOWED, COMMENT, RAW_TEXT, as_text
from diptych.syntax.markdown import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

OPENING = re.compile(r"<([a-z][\w:-]*)", re.IGNORECASE)

HINT = (
    "Notes may hold text markup, tables, images and <details>; no scripts, styles or frames. "
    "What is meant as text is best written as `code`."
)


def left_out(facts: Facts) -> Iterator[Diagnostic]:
    """Tags that are shown as text, and attributes and comments that are taken away."""
    for document in facts.documents:
        for tokens in texts(document):
            for html, line in _raw(tokens):
                for what, offset, written in _unwanted(html):
                    here = Span(document.path, line + offset, line + offset)
                    yield diagnose("D305", what, point(here, facts.lines, written), HINT)


def _raw(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Each piece of raw HTML with its line."""
    for token in tokens:
        for each in (token, *(token.children or ())):
            if each.type in {"html_block", "html_inline"}:
                yield each.content, line_of(each)


def _unwanted(html: str) -> list[tuple[str, int, str]]:
    """What is not let through, with its line (from 0) and how it begins."""
    shown = as_text(html)
    # Python's reader gives up at some declarations, so it gets what a page gets.
    reader = _Reader()
    reader.feed(shown)
    reader.close()
    found = [*reader.found]
    for comment in COMMENT.finditer(shown):
        what = f"the comment {comment.group()} is left out"
        line = shown.count("\n", 0, comment.start())
        found.append((what, line, comment.group().split("\n")[0]))
    for tag in OPENING.finditer(RAW_TEXT.sub(_only_opening, html)):
        if tag.group(1).lower() not in ALLOWED:
            line = tag.string.count("\n", 0, tag.start())
            found.append((f"<{tag.group(1).lower()}> is shown as text", line, tag.group()))
    return sorted(found, key=lambda each: each[1])


def _only_opening(found: re.Match[str]) -> str:
    """A script without its content, in which nothing is a tag; where lines end is kept."""
    return f"<{found.group(1)}>" + "\n" * found.group().count("\n")


class _Reader(HTMLParser):
    """Collects the attributes that the policy does not allow, as `_unwanted` gives them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = str(self.get_starttag_text()).split("\n")[0]
        for name, value in attrs:
            if name not in ALLOWED.get(tag, ()):
                what = f'the attribute `{name}="{value or ""}"` of <{tag}> is left out'
                self.found.append((what, self.getpos()[0] - 1, written))

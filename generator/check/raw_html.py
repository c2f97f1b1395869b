"""Which raw HTML will not be shown?"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from generator.codes import diagnose
from generator.html_policy import ALLOWED
from generator.model import Span
from generator.parse.markdown import line_of
from generator.pointing import point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from generator.check.facts import Facts
    from generator.model import Diagnostic

HINT = (
    "Notes may hold text markup, tables, images and <details>; no scripts, styles or frames. "
    "What is meant as text is best written as `code`."
)


def left_out(facts: Facts) -> Iterator[Diagnostic]:
    """Tags that are shown as text, and attributes and comments that are taken away."""
    for document in facts.documents:
        streams = [section.intro for section in document.sections]
        streams += [q.tokens for q in document.questions]
        streams += list(document.footnotes.values())
        for tokens in streams:
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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Collects what the policy does not allow, with its line (from 0) and how it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self._report(f"<{tag}> is shown as text")
            return
        for name, value in attrs:
            if name not in ALLOWED[tag]:
                self._report(f'the attribute `{name}="{value or ""}"` of <{tag}> is left out')

    def handle_comment(self, data: str) -> None:
        self._report(f"the comment <!--{data}--> is left out")

    def _report(self, what: str) -> None:
        line, column = self.getpos()
        written = self.rawdata.split("\n")[line - 1][column:]
        self.found.append((what, line - 1, written))

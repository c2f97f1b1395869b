"""Source code → spans with Pygments' short class names."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.digests import recalled
from diptych.render.style import content_css

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

# Words and types without a parenthesis or comma, signs and letters without a blank, at such a
# length, or hundreds of escaped quotes: lexers of Pygments look from each to the end of all.
_MONOTONOUS = lazy(
    r"(?<![\w\s.$<>?\[\]])[\w\s.$<>?\[\]]{1000}|(?<!\S)\S{1000}|(?:\\[\"'][^\\]*+){500}"
)
_RUN = 500
# Nor is what is longer than any listing coloured: some lexers look from each sign that opens
# something to the end of all.
_LONGEST = 40_000
OPENING = lazy(r'<span class="(\w+)">')


def code_box(code: str, language: str, file: str = "") -> str:
    """Show highlighted code in its box, below the name of its file or of what it would draw."""
    name = f'<div class="code-file">{html.escape(file)}</div>' if file else ""
    kind = f' class="language-{html.escape(language)}"' if language else ""
    lines = f"<pre><code{kind}>{highlight(code, language)}</code></pre>"
    return f'<div class="code">{name}{lines}</div>'


@recalled(str)
def code_file_box(code: str, file: str) -> str:
    """Show Python code that stands in a file of the notebook, not in the notes."""
    return code_box(code, "python", file)


def is_too_long(code: str) -> bool:
    """Tell whether code, or a part of it without end, is longer than any that is coloured."""
    return len(code) > _LONGEST or (len(code) > _RUN and bool(_MONOTONOUS.search(code)))


@lru_cache(maxsize=4096)
def highlight(code: str, language: str) -> str:
    """Write the inside of a ``<code>`` element, escaped; plain where its colours are unknown."""
    written: list[str] = []
    # What is open: one span holds what follows in its line and looks alike.
    inside = ""
    known = "text" if is_too_long(code) else language or "text"
    for kind, text in _lexer(known).get_tokens(code):
        opening = _opening(kind)
        escaped = _escaped(text)
        for number, part in enumerate(escaped.split("\n") if "\n" in text else (escaped,)):
            if number:
                written.append("</span>\n" if inside else "\n")
                inside = ""
            if not part:
                continue
            if opening != inside:
                written.append(f"</span>{opening}" if inside else opening)
                inside = opening
            written.append(part)
    if inside:
        written.append("</span>")
    return "".join(written).rstrip("\n")


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


@cache
def _opening(kind: _TokenType) -> str:
    """Write the tag that opens a span of some kind; nothing where it would have no colour."""
    tag = _formatted(kind).rstrip("\n").removesuffix("</span>").removesuffix("x")
    found = OPENING.fullmatch(tag)
    return "" if found and found[1] not in _coloured() else tag


def _formatted(kind: _TokenType) -> str:
    from pygments.formatters.html import HtmlFormatter

    marked = StringIO()
    HtmlFormatter[str](nowrap=True).format([(kind, "x")], marked)
    return marked.getvalue()


@cache
def _coloured() -> frozenset[str]:
    """List the classes that have a colour; spans of others, the most of them, would say nothing."""
    return frozenset(re.findall(r"\.code \.(\w+)", content_css()))


@cache
def _lexer(language: str) -> Lexer:
    # Only here: a build in which no document with code is new need not import Pygments.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)

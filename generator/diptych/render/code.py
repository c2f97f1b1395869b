"""Source code → spans with Pygments' short class names."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache

from pygments import highlight as pygments_highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from diptych.render.style import content_css

SPAN = re.compile(r'<span class="(\w+)">([^<]*)</span>')


def code_box(code: str, language: str, file: str = "") -> str:
    """Show highlighted code in its box, below the name of the file that it stands in."""
    name = f'<div class="code-file">{html.escape(file)}</div>' if file else ""
    kind = f' class="language-{html.escape(language)}"' if language else ""
    lines = f"<pre><code{kind}>{highlight(code, language)}</code></pre>"
    return f'<div class="code">{name}{lines}</div>'


@lru_cache(maxsize=4096)
def highlight(code: str, language: str) -> str:
    """The inside of a ``<code>`` element, escaped; plain where the language is unknown."""
    lexer = _lexer(language or "text")
    marked = pygments_highlight(code, lexer, _formatter()).rstrip("\n")
    return SPAN.sub(lambda span: span[0] if span[1] in _coloured() else span[2], marked)


@cache
def _coloured() -> frozenset[str]:
    """The classes that have a colour; spans of others, the most of them, would say nothing."""
    return frozenset(re.findall(r"\.code \.(\w+)", content_css()))


@cache
def _lexer(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)

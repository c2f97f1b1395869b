"""Source code → spans with Pygments' short class names."""

from __future__ import annotations

from functools import cache, lru_cache

from pygments import highlight as pygments_highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


@lru_cache(maxsize=4096)
def highlight(code: str, language: str) -> str:
    """The inside of a ``<code>`` element, escaped; plain where the language is unknown."""
    lexer = _lexer(language or "text")
    return pygments_highlight(code, lexer, _formatter()).rstrip("\n")


@cache
def _lexer(language: str) -> Lexer:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False)


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)

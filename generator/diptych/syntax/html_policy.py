"""Which raw HTML notes may hold, and what becomes of the rest."""

from __future__ import annotations

import html
from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.syntax.html import RAW_TEXT, opening_tags, replace_tags, without_tags
from diptych.syntax.media import players_as_images

if TYPE_CHECKING:
    import re

# So long are the tags that notes write again and again, and several rooms ask for each; what was
# made of longer HTML is not kept.
SHORT = 200

ALLOWED: dict[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "a": "href title",
        "abbr": "title",
        "b": "",
        "blockquote": "cite",
        "br": "",
        "caption": "",
        "center": "",
        "cite": "",
        "code": "class",
        "col": "span",
        "colgroup": "span",
        "dd": "",
        "del": "cite",
        "details": "open",
        "dfn": "",
        "div": "class align tabindex",
        "dl": "",
        "dt": "",
        "em": "",
        "figcaption": "",
        "figure": "class",
        "font": "",
        "h1": "align",
        "h2": "align",
        "h3": "align",
        "h4": "align",
        "h5": "align",
        "h6": "align",
        "hr": "",
        "i": "",
        "img": "src alt title width height align",
        "input": "type checked disabled class",
        "ins": "cite",
        "kbd": "",
        "li": "class value",
        "mark": "",
        "ol": "class start type",
        "p": "class align",
        "pre": "class",
        "q": "cite",
        "rp": "",
        "rt": "",
        "ruby": "",
        "s": "",
        "samp": "",
        "small": "",
        "span": "class",
        "strike": "",
        "strong": "",
        "sub": "",
        "summary": "class",
        "sup": "class",
        "table": "class",
        "tbody": "",
        "td": "align class colspan rowspan",
        "tfoot": "",
        "th": "align class colspan rowspan scope",
        "thead": "",
        "tr": "",
        "tt": "",
        "u": "",
        "ul": "class",
        "var": "",
        "wbr": "",
    }.items()
}

# What browsers know beside them: to run, to frame, to fetch, or to fill in.
_OTHERS = """
applet area audio base body button canvas datalist dialog embed fieldset form frame frameset head
html iframe link map math meta meter noembed noframes noscript object optgroup option output param
picture plaintext progress script select slot source style svg template textarea title track video
xmp
"""
ELEMENTS = frozenset(_OTHERS.split())


def as_text(raw: str) -> str:
    """Turn each tag of raw HTML that is not let through into text.

    A sanitiser would take such a tag away, and of a script its content: but people write about
    ``<script>`` and ``vector<T>``, and an unclosed one would swallow the rest of the answer.
    So is what begins like a tag and does not end as one, and all declarations and instructions
    but comments. A player becomes an image of what it plays.
    """
    if "<" not in raw:
        return raw
    return _short_as_text(raw) if len(raw) <= SHORT else _as_text(raw)


def _as_text(raw: str) -> str:
    shown = RAW_TEXT.sub(lambda found: html.escape(found.group(), quote=False), raw)
    return replace_tags(players_as_images(shown), _tag)


# Elements that are something to see or to hear without any words.
_SEEN = ("img", "svg", "picture", "audio", "video", "object", "iframe", "input", "hr")


def shown_text(raw: str, between: str = "") -> str:
    """Read raw HTML as a page shows it, without its tags.

    Args:
        between: what stands in place of each tag.
    """
    if "<" not in raw:
        return html.unescape(raw)
    shown = _short_shown if len(raw) <= SHORT else _shown
    return shown(raw, between)


def _shown(raw: str, between: str) -> str:
    return html.unescape(without_tags(as_text(raw), between))


_short_as_text = lru_cache(maxsize=4096)(_as_text)
_short_shown = lru_cache(maxsize=4096)(_shown)


def is_invisible(raw: str) -> bool:
    """Tell whether raw HTML has neither words nor anything else to see: an anchor, ``<br>``."""
    return not shown_text(raw).strip() and not any(opening_tags(raw, *_SEEN))


def _tag(found: re.Match[str]) -> str:
    tag = found.group()
    name = (found.group(1) or found.group(2) or "").lower()
    return tag if name in ALLOWED or tag.startswith("<!--") else html.escape(tag, quote=False)

"""Body HTML moved to another place: from a page of its own to the page that holds all."""

from __future__ import annotations

import re
from collections.abc import Callable

from diptych.characters import EAST_ASIAN

_TAG = re.compile(r"""<[A-Za-z](?:[^"'<>]|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""(\s)([A-Za-z_:][\w:.-]*)=(["'])(.*?)\3""", re.DOTALL)
_HEADING = re.compile(r"(</?h)([1-6])(?=[\s>])")
_FORMULA = re.compile(
    r"([（《「『“‘(\[]*)(<math(?![^>]*display=)(?:(?!</math>).)*</math>)([，。、；：？！）》」』”’…,.;:!?)\]%]*)",
    re.DOTALL,
)
_EMPTY_HEAD = re.compile(r"<th((?: [^<>]*)?)></th>")
_EMPHASIS = re.compile(rf"<em>([^<{EAST_ASIAN}]+)</em>")
_REFERENCE = re.compile(r"(url\(\s*#)")
_ADDRESSES = {"href", "src", "data-frames"}
_ID_LISTS = {
    "id",
    "data-scope",
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "headers",
}


def lifted(html: str, prefix: str, deeper: int) -> str:
    """Body HTML of a page one folder down, fit for ``all.html`` at the top."""
    return deepened(prefixed(at_top(dressed(html)), prefix), deeper)


def dressed(html: str) -> str:
    """Body HTML with what pages do to it for the eye and the ear."""
    return cornered(emphasised(unbroken(html)))


def unbroken(html: str) -> str:
    """Inline formulas held together with the punctuation that touches them.

    A browser may break a line on either side of a formula, even before a comma.
    """

    def held(found: re.Match[str]) -> str:
        touched = found[1] or found[3]
        return f'<span class="unbroken">{found[0]}</span>' if touched else found[0]

    return _FORMULA.sub(held, html)


def cornered(html: str) -> str:
    """An empty cell among a table's heads is a corner: it heads nothing that could be read out."""
    return _EMPTY_HEAD.sub(r"<td\1></td>", html)


def emphasised(html: str) -> str:
    """Stressed words without a Chinese, Japanese or Korean character are marked: they take italics.

    The others take dots, which no style sheet can tell apart by itself.
    """
    return _EMPHASIS.sub(r'<em class="latin">\1</em>', html) if "<em>" in html else html


def at_top(html: str) -> str:
    """Addresses rewritten for a page at the top: a leading ``../`` falls away."""
    return _with_attributes(
        html, lambda name, value: value.removeprefix("../") if name in _ADDRESSES else value
    )


def prefixed(html: str, prefix: str) -> str:
    """Every id, and every reference to one, under a prefix: bodies on one page must not clash."""

    def change(name: str, value: str) -> str:
        if name in _ID_LISTS:
            return " ".join(prefix + word for word in value.split())
        if name in {"href", "xlink:href"} and value.startswith("#") and len(value) > 1:
            return f"#{prefix}{value[1:]}"
        return _REFERENCE.sub(rf"\g<1>{prefix}", value)

    return _with_attributes(html, change)


def deepened(html: str, levels: int) -> str:
    """Headings moved down by some levels, so that they stand below the question's own."""
    return _HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + levels)}", html)


def _with_attributes(html: str, change: Callable[[str, str], str]) -> str:
    def attribute(found: re.Match[str]) -> str:
        space, name, quote, value = found.groups()
        return f"{space}{name}={quote}{change(name, value)}{quote}"

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), html)

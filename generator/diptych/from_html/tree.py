"""HTML as a tree, with formulas in it, whichever marks enclose them."""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.syntax.html import opening_tag, pieces_of, tags_of, without_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.syntax.html import Piece

FORMULA, DISPLAY = "inline-formula", "display-formula"
"""What elements are called that hold LaTeX."""

SOUND = lazy(r"\[sound:([^\]]+)\]")
"""How a field names what Anki is to play."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_EMPTY = frozenset(
    ["br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# What ends when one of these begins: people and programs leave the closing tags out.
_ENDS = {
    "li": frozenset({"li"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
}
# How far up is looked for what ends.
_BORDERS = frozenset({"ul", "ol", "table", "dl"})
_UNSEEN = frozenset({"script", "style", "title", "template", "head"})

DEEPEST = 100
"""So deep do elements stand in one another; what stands deeper stands beside, as in browsers."""

# What begins a formula; one mark may begin within another.
_BEGINS = lazy(r"(?=(\\[(\[]|\[(?:\$\$?|latex)\]))", re.IGNORECASE)
_ENDS_OF_FORMULAS = {
    mark: lazy(re.escape(end), re.IGNORECASE)
    for mark, end in {
        r"\(": r"\)",
        r"\[": r"\]",
        "[$]": "[/$]",
        "[$$]": "[/$$]",
        "[latex]": "[/latex]",
    }.items()
}
_CODE = lazy(r"<(pre|code)\b", re.IGNORECASE)
_ENDS_OF_CODE = {name: lazy(rf"</{name}\s*+>", re.IGNORECASE) for name in ("pre", "code")}
_BREAK = lazy(rf"{opening_tag('br')}", re.IGNORECASE)
# `[latex]` holds LaTeX with its own marks, if it is a formula and not a whole document.
_OWN_MARKS = lazy(
    r"\s*(?:\$\$(?P<a>.+)\$\$|\$(?P<b>.+?)\$|\\\[(?P<c>.+)\\\]|\\\((?P<d>.+)\\\)"
    r"|\\begin\{(?:displaymath|equation\*?)\}(?P<e>.+)\\end\{(?:displaymath|equation\*?)\})\s*",
    re.DOTALL,
)


class Element(Struct):
    """A tag with all that it encloses."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Child] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Tell whether it stands on lines of its own."""
        return self.name in BLOCKS or self.name == DISPLAY

    @property
    def classes(self) -> list[str]:
        """The names of its classes."""
        return self.attributes.get("class", "").split()

    @property
    def style(self) -> str:
        """How it wants to look, in small letters without blanks."""
        return "".join(self.attributes.get("style", "").lower().split())


Child: TypeAlias = "Element | str"


def tree_of(html: str) -> list[Child]:
    """Read HTML as a tree; formulas become elements of their own."""
    root = Element("")
    opened = [root]
    for piece in pieces_of(_with_formulas(html)):
        _put(piece, opened)
    return root.children


def text_of(children: Iterable[Child]) -> str:
    """Read the text of some elements as it stands there; a line break ends a line."""
    said = []
    for child in children:
        if isinstance(child, str):
            said.append(child)
        else:
            said.append("\n" if child.name == "br" else text_of(child.children))
            said.append("\n" if child.name in {"div", "p"} else "")
    return "".join(said)


def holds(children: Iterable[Child], *names: str) -> bool:
    """Tell whether an element of one of these names stands anywhere in some."""
    return any(
        isinstance(child, Element) and (child.name in names or holds(child.children, *names))
        for child in children
    )


def _put(piece: Piece, opened: list[Element]) -> None:
    here = opened[-1]
    if here.name in _UNSEEN:
        if piece.closes and piece.name == here.name:
            opened.pop()
        return
    if not piece.name:
        here.children.append(piece.text)
    elif piece.closes:
        _close(opened, piece.name)
        if piece.name == "br":  # browsers take `</br>` for `<br>`
            opened[-1].children.append(Element("br"))
    else:
        _end(opened, _ENDS.get(piece.name, frozenset()))
        if piece.name in BLOCKS and opened[-1].name == "p":
            opened.pop()
        made = Element(piece.name, piece.attributes)
        if piece.name not in _UNSEEN:
            opened[-1].children.append(made)
        if piece.name in _UNSEEN or (piece.name not in _EMPTY and len(opened) <= DEEPEST):
            opened.append(made)


def _close(opened: list[Element], name: str) -> None:
    """Close the innermost open element of this name, and what is open in it; none is no matter."""
    for place in range(len(opened) - 1, 0, -1):
        if opened[place].name == name:
            del opened[place:]
            return


def _end(opened: list[Element], names: frozenset[str]) -> None:
    """Close all open elements of these names, up to the list or table that they stand in."""
    while any(each.name in names for each in opened):
        place = max(n for n, each in enumerate(opened) if each.name in names)
        if any(each.name in _BORDERS for each in opened[place:]):
            return
        del opened[place:]


def _with_formulas(html: str) -> str:
    """Make an element of each formula; what looks like one in code is none."""
    ends = {name: _spans(end, html) for name, end in _ENDS_OF_CODE.items()}
    shown, done = [], 0
    for found in _CODE.finditer(html):
        end = _first_from(found.end(), ends[found[1].lower()])
        if found.start() >= done and end is not None:
            shown += [_outside_code(html[done : found.start()]), html[found.start() : end[1]]]
            done = end[1]
    return "".join([*shown, _outside_code(html[done:])])


def _outside_code(html: str) -> str:
    """Make an element of each formula; what looks like one in a tag is none."""
    tags = [found.span() for found in tags_of(html)]
    ends = {mark: _spans(end, html) for mark, end in _ENDS_OF_FORMULAS.items()}
    shown, done = [], 0
    for found in _BEGINS.finditer(html):
        start, mark = found.start(), found[1].lower()
        end = _first_from(start + len(mark), ends[mark])
        if start >= done and end is not None and not _lies_in(start, tags):
            inside = html[start + len(mark) : end[0]]
            shown += [html[done:start], _formula(mark, inside, html[start : end[1]])]
            done = end[1]
    return "".join([*shown, html[done:]])


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(text)]


def _first_from(place: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Find the first span that begins at a place or behind it."""
    number = bisect_left(spans, (place, place))
    return spans[number] if number < len(spans) else None


def _lies_in(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    number = bisect_left(spans, (place, place))
    return number > 0 and place < spans[number - 1][1]


def _formula(mark: str, inside: str, whole: str) -> str:
    latex = entities.unescape(without_tags(_BREAK.sub("\n", inside)))
    display = mark in {r"\[", "[$$]"}
    if mark == "[latex]":
        own = _OWN_MARKS.fullmatch(latex)
        if own is None:
            return whole
        latex, display = own[own.lastgroup or 0], own.lastgroup in {"a", "c", "e"}
    name = DISPLAY if display else FORMULA
    latex = " ".join(latex.replace("\xa0", " ").split())
    return f"<{name}>{entities.escape(latex, quote=False)}</{name}>" if latex else ""

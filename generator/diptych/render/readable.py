"""Formulas as one reads them where only plain text is shown: descriptions, feeds, previews.

A formula is set as MathML first, so that whatever pages can show can be read here; then its tree is
written on a line: `x²`, `a/b`, `√(v + ε)`, with letters of Unicode where there are such.
"""

from __future__ import annotations

from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from unicodedata import combining

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.render.formulas import FormulaError, to_mathml

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RAISED = dict(zip("0123456789+−-=()nijkmdt⊤T𝖳′∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱʲᵏᵐᵈᵗᵀᵀᵀ′*", strict=True))
_LOWERED = dict(
    zip(
        "0123456789+−-=()aehijklmnoprstuvx",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
        strict=True,
    )
)
# What stands over a letter, as a character that is combined with it; braces are left out.
_OVER = {"ˆ": "\u0302", "\u0302": "\u0302", "~": "\u0303", "˜": "\u0303", "\u0303": "\u0303"}
_OVER |= {"¯": "\u0304", "‾": "\u0304", "\u0332": "\u0304", "˙": "\u0307", "¨": "\u0308"}
_OVER |= {"→": "\u20d7", "\u20d7": "\u20d7", "⏞": "", "⏟": ""}
_RELATIONS = frozenset("=≠≈≡<>≤≥≪≫∼≃≅∝∈∉⊂⊆⊃⊇←→↦⇐⇒⇔↔≔≜|:")
_PIECE = lazy(r'<(/?)([a-z]+)(?:[^>"/]|"[^"]*")*(/?)>|([^<]+)')
_FENCES = "|:"  # relations only where they stand between blanks
# Between a function and what it is applied to; what stands between other signs, nobody sees.
_APPLIED = "\u2061"
_UNSEEN = dict.fromkeys(map(ord, "\u2062\u2063\u2064"))


@lru_cache(maxsize=512)  # a question's text is read whole, and then its short answer
def readable(latex: str) -> str:
    """Write a formula as plain text on one line; as LaTeX where it cannot be typeset."""
    try:
        mathml = to_mathml(latex, display=False)
    except FormulaError:
        return latex
    text = _written(_tree(mathml)).replace(f"{_APPLIED}(", "(").replace(_APPLIED, " ")
    return " ".join(text.split())


class _Element(Struct):
    """An element of MathML with its text, where it holds no others."""

    name: str
    inside: list[_Element] = field(default_factory=list)
    text: str = ""


def _tree(mathml: str) -> _Element:
    """Read MathML into a tree; the converter's is well formed, so this needs no parser of HTML."""
    top = _Element("top")
    opened = [top]
    for closes, name, empty, text in _PIECE.findall(mathml):
        if closes:
            opened.pop()
        elif name:
            element = _Element(name)
            opened[-1].inside.append(element)
            opened += [] if empty else [element]
        else:
            opened[-1].text += unescape(text)
    return top


def _written(element: _Element) -> str:
    """Write an element on a line."""
    write = _WRITERS.get(element.name)
    if write is not None:
        return write(element.inside)
    if element.name == "mo":
        return _operator(element.text)
    if element.name == "mspace":
        return " "
    return element.text or _row(element.inside)


def _operator(text: str) -> str:
    shown = text.translate(_UNSEEN)
    return f" {shown} " if shown in _RELATIONS and shown not in _FENCES else shown


def _row(inside: Sequence[_Element]) -> str:
    return "".join(map(_written, inside))


def _single(text: str) -> bool:
    """Tell whether a text needs no brackets: a number, a name, or one sign with its index."""
    letters = "".join(each for each in text if not combining(each))
    return letters.isalnum() or len(letters) <= 1


def _bracketed(element: _Element) -> str:
    text = _written(element).strip()
    return text if _single(text) else f"({text})"


def _fraction(inside: Sequence[_Element]) -> str:
    above, below = inside
    return f"{_bracketed(above)}/{_bracketed(below)}"


def _root(inside: Sequence[_Element]) -> str:
    return f"√{_bracketed(_Element('mrow', [*inside]))}"


def _nth_root(inside: Sequence[_Element]) -> str:
    of, degree = inside
    return f"{_script(_written(degree), _RAISED, '')}√{_bracketed(of)}"


def _script(text: str, letters: dict[str, str], sign: str) -> str:
    """Write an index or a power in small letters, if all of it can be."""
    text = text.strip()
    small = [letters.get(each, "") for each in text.replace(" ", "")]
    if text and all(small):
        return "".join(small)
    return f"{sign}{text}" if _single(text) else f"{sign}({text})"


def _power(inside: Sequence[_Element]) -> str:
    base, above = inside
    return _written(base) + _script(_written(above), _RAISED, "^")


def _index(inside: Sequence[_Element]) -> str:
    base, below = inside
    under = _written(below)
    return _written(base) + ("" if under in _OVER else _script(under, _LOWERED, "_"))


def _both(inside: Sequence[_Element]) -> str:
    base, below, above = inside
    return _index([base, below]) + _script(_written(above), _RAISED, "^")


def _over(inside: Sequence[_Element]) -> str:
    base, above = inside
    sign = _OVER.get(_written(above).strip())
    text = _written(base)
    if sign is None:
        return _power(inside)
    return f"{text}{sign}" if len(text) == 1 else text


def _table(inside: Sequence[_Element]) -> str:
    return "; ".join(" ".join(map(_written, row.inside)) for row in inside)


_WRITERS: dict[str, Callable[[Sequence[_Element]], str]] = {
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _nth_root,
    "msup": _power,
    "msub": _index,
    "msubsup": _both,
    "munder": _index,
    "mover": _over,
    "munderover": _both,
    "mtable": _table,
    "mphantom": lambda _: " ",
}

r"""Formulas in which a converter escaped signs of Markdown: ``\\frac``, ``x\_i``, ``\$x\$``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.formula_delimiters import Wound
from diptych.syntax.repairs.latex import between_spaces, is_plausibly, is_surely
from diptych.syntax.repairs.prose import end_of_formula, in_order, paragraphs
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.repairs.text import Text

CODE = "D235"
# No other program reads it as it stands.
SAFE = True
SIGN = lazy(r"\\\\[A-Za-z]{2}|\\[_\[\]$]")

# How escaped formulas begin, what closes them, and what stands for both marks afterwards.
_MARKS = {
    r"\\\[": (lazy(r"(?<!\\)\\\\\\\]"), "$$"),
    r"\\\(": (lazy(r"(?<!\\)\\\\\\\)"), "$"),
    r"\\[": (lazy(r"(?<!\\)\\\\\]"), "$$"),
    r"\\(": (lazy(r"(?<!\\)\\\\\)"), "$"),
    r"\$\$": (lazy(r"(?<!\\)\\\$\\\$"), "$$"),
    r"\$": (lazy(r"(?<!\\)\\\$"), "$"),
}
# The marks themselves, escaped: nobody means them.
_ESCAPED_MARKS = (r"\\\[", r"\\\(", r"\$\$", r"\$")
_OPENING = lazy(r"\\\\\\[\[(]|\\\\[\[(]|\\\$\\\$|\\\$|\\.|\$", re.DOTALL)
_LONGEST = 1500

_COMMAND = lazy(r"(?<!\\)(\\+)([A-Za-z]+)")
# No line of a formula begins with one of these words: two backslashes before it are one, escaped.
_NAMES = """
alpha approx bar begin beta big bmod boldsymbol bullet cap cdot cdots circ cos cup dagger delta
Delta dfrac div dots ell emptyset end epsilon equiv eta exists exp forall frac gamma Gamma ge
geq hat in inf infty int lambda Lambda langle lbrace lceil ldots le left leq lfloor lim limits
ln log mathbb mathbf mathcal mathit mathrm mathsf max mid min mu nabla ne neg neq not nu omega
Omega operatorname overline partial perp phi Phi pi Pi pm prime prod propto psi Psi quad qquad
rangle rbrace rceil rfloor rho right rightarrow Rightarrow sigma Sigma sim simeq sin sqrt
subset subseteq sum sup tan tau tfrac theta Theta tilde times to top underline varepsilon varphi
vec vert wedge widehat xi xrightarrow zeta
"""
_KNOWN = frozenset(_NAMES.split())
_ESCAPED = lazy(r"\\([\\\[\]_*\-+=>~`#])")
# In a formula nothing of LaTeX begins so.
_FOREIGN = lazy(r"(?<!\\)((?:\\\\)*)\\([\[\]'\"^])")
# Behind a command or a lone letter a line below lowers; within a name it may be meant.
_LOWERING = lazy(r"((?<!\\)\\[A-Za-z]+|(?<![A-Za-z\\_])[A-Za-z]|[})\]])\\_(?=[A-Za-z0-9{\\])")
_WORDS = lazy(r"\\(?:text[a-z]{0,2}|mathrm|mathtt|operatorname\*?|mbox)\s*\{[^{}]*\}")


def find(text: Text) -> Iterator[Edit]:
    """Formulas that are escaped as a whole, and those in which a single sign is."""
    mends: list[list[Edit]] = []
    for paragraph in paragraphs(text):
        if SIGN.search(paragraph.text):
            for region in _regions(paragraph.masked):
                before = paragraph.text[region.start : region.end]
                after = _mended(paragraph.text, region)
                mends.append(list(_edits(before, after, *paragraph.place(region.start))))
    for kind, start, end in text.blocks:
        if kind.startswith("math_block"):
            mends.append(_in_block(text.lines[start:end], start))
    yield from in_order(mends)


def unescaped(latex: str) -> str:
    """Write a formula without what a converter put before its signs; the same if nothing tells."""
    commands = [(len(found[1]), found[2]) for found in _COMMAND.finditer(latex)]
    if any(slashes == 2 and name in _KNOWN for slashes, name in commands) and not any(
        slashes % 2 for slashes, _ in commands
    ):
        return _ESCAPED.sub(r"\1", latex)
    words = [(found.start(), found.end()) for found in _WORDS.finditer(latex)]

    def lowered(found: re.Match[str]) -> str:
        in_words = any(start < found.start() < end for start, end in words)
        return found[0] if in_words else f"{found[1]}_"

    return _FOREIGN.sub(r"\1\2", _LOWERING.sub(lowered, latex))


def _regions(text: str) -> Iterator[Wound]:
    place = 0
    while found := _OPENING.search(text, place):
        start, inside = found.span()
        place = inside
        if found[0] in _MARKS:
            closing, dollars = _MARKS[found[0]]
            if closed := closing.search(text, inside, inside + _LONGEST):
                yield Wound(start, inside, closed.start(), closed.end(), dollars)
                place = closed.end()
        elif found[0] == "$" and (end := end_of_formula(text, start)) > 0:
            width = 2 if text.startswith("$$", start) else 1
            yield Wound(start, start + width, end - width, end, "$" * width)
            place = end


def _mended(text: str, region: Wound) -> str:
    """Write a formula as it was before it was escaped; as it is where that may be meant."""
    opening, inside = text[region.start : region.inside], text[region.inside : region.inside_end]
    whole, after = text[region.start : region.end], unescaped(inside)
    if opening == r"\$":
        is_meant = not (is_surely(after) and _COMMAND.search(after)) or "$" in inside
    elif opening in _ESCAPED_MARKS:
        is_meant = not is_plausibly(after) or "$" in inside
    else:
        is_meant = after == inside
    if is_meant:
        return whole
    if "\n" in after:
        marks = opening, text[region.inside_end : region.end]
        first, last = (region.dollars,) * 2 if opening in _ESCAPED_MARKS else marks
        return f"{first}{after}{last}"
    formula = f"{region.dollars}{after.strip()}{region.dollars}"
    return between_spaces(formula, text[: region.start], text[region.end :])


def _in_block(lines: Sequence[str], first: int) -> list[Edit]:
    before = "\n".join(lines)
    return list(_edits(before, unescaped(before), first, 0))


def _edits(before: str, after: str, line: int, column: int) -> Iterator[Edit]:
    """Find the edits that turn one text into another of as many lines."""
    for old, new in zip(before.split("\n"), after.split("\n"), strict=True):
        if old != new:
            yield Edit(line, column, column + len(old), new)
        line, column = line + 1, 0

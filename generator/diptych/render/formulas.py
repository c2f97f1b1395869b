"""LaTeX → MathML, at build time, without inline styles."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from math_core import LatexError, LatexToMathML

from diptych.characters import lazy
from diptych.model import Span
from diptych.render.acting import acting_command
from diptych.render.chemistry import SIGN as CHEMISTRY
from diptych.render.chemistry import ChemistryError, chemistry_as_latex
from diptych.render.latex import as_known, rewritten
from diptych.render.limits import MOST_LAYERS, nests_too_deeply, too_much
from diptych.syntax.code_spans import masked_code

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE = lazy(r' style="([^"]*)"')

# The page's policy allows no inline style; `style/content.css` has these classes. What is not here
# says nothing that a browser would show.
CLASSES = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "padding-left:0": "m-pl0",
    "padding-left:0.1em": "m-pl01",
    "padding-left:1em": "m-pl1",
    "padding-right:0": "m-pr0",
    "padding-right:0.1em": "m-pr01",
    "padding-right:0.1667em": "m-pr02",
    "padding-top:0": "m-pt0",
    "padding-top:0.1667em": "m-pt02",
    "padding-bottom:0": "m-pb0",
    "width:100%": "m-w100",
    "width:50%": "m-w50",
    "width:7.5%": "m-w7",
    "math-shift:compact": "m-compact",
    "margin-left:-0.16666667em": "m-neg1",
    "margin-left:-0.22222222em": "m-neg2",
    "margin-left:-0.2777778em": "m-neg3",
    **{
        f"border-{side}:0.05em{line}currentcolor": f"m-b{side[0]}{suffix}"
        for side in ("top", "right", "left", "bottom")
        for line, suffix in (("solid", ""), ("dashed", "-dashed"))
    },
}
# What says something by where it stands: without it, a formula's characters in a row say it all.
_LAYOUT = lazy(r"<m(?:frac|sub|sup|under|over|sqrt|root|table|multiscripts|enclose)")
# Around what is no taller than a line, a fence need not stretch: browsers keep room beside a
# stretched one for the widest that there is.
_FLAT_FENCES = lazy(
    r"<mrow><mo>([(\[{|‖⟨⌊⌈])</mo>"
    r"((?:(?!</?mrow|<mfrac|<mtable|<mover|<munder|<msqrt|<mroot|<mspace|[∑∏∐∫∬∭∮⋃⋂⨁⨂⨀⨄⨆]).)*?)"
    r"<mo>([)\]}|‖⟩⌋⌉])</mo></mrow>"
)
# The smallest root sign is as tall as a line. Over low letters browsers hang it by its top, far
# below the line; TeX shares what it is too tall by. What has no width and is as tall as a figure
# holds it up.
_LOW = r"<m[io][^<>]*>[acegmnopqrsuvwxyzαγεϵηικμνοπρςστυφχψω+−=·]</m[io]>"
_LOW_ROOTS = lazy(
    rf"(<msqrt>(?:<mrow>)?(?:{_LOW}|<msub>{_LOW}<m[in][^<>]*>[^<>]</m[in]></msub>)+(?:</mrow>)?)</msqrt>"
)
_STRUT = '<mspace height="0.7em"/>'
# These MathML has an attribute for.
ATTRIBUTES = {"color": "mathcolor", "font-size": "mathsize"}

# Nobody sees a longer line whole, and to look for each of its formulas takes the square of it.
LONGEST_LINE = 4000


class FormulaError(ValueError):
    """A formula that cannot be converted; says why and where.

    Attributes:
        offset: the character of the LaTeX, from 0, that the converter stopped at.
    """

    def __init__(self, what: str, offset: int) -> None:
        super().__init__(f"{what} (at character {offset + 1})")
        self.offset = offset


@lru_cache(maxsize=4096)
def to_mathml(latex: str, *, display: bool) -> str:
    """One formula as a MathML element.

    Raises:
        FormulaError: it is not LaTeX that the converter knows, or would act on a card.
    """
    if acting := acting_command(latex):
        raise FormulaError(f"`{acting[0]}` would do more than typeset", acting.start())
    spelled = as_known(latex)
    if excess := too_much(latex) or too_much(spelled):
        raise FormulaError(*excess)
    try:
        known = rewritten(chemistry_as_latex(spelled))
        mathml = _converter().convert_with_local_state(known, displaystyle=display)
    except ChemistryError as error:
        raise FormulaError(str(error), _chemistry_at(latex)) from error
    except LatexError as error:
        # The converter's message is `offset: what is wrong`.
        offset, _, what = str(error).partition(": ")
        raise FormulaError(what.rstrip("."), _offset(int(offset), what, latex, known)) from error
    if nests_too_deeply(mathml):
        raise FormulaError(f"it is set in more than {MOST_LAYERS} layers", 0)
    mathml = _FLAT_FENCES.sub(_unstretched, STYLE.sub(_without_style, mathml))
    return _LOW_ROOTS.sub(rf"\1{_STRUT}</msqrt>", mathml)


def _chemistry_at(latex: str) -> int:
    """Find where the chemistry of a formula begins."""
    found = CHEMISTRY.search(latex)
    return found.start() if found else 0


def _offset(offset: int, what: str, latex: str, known: str) -> int:
    """Where in the formula as written something stands that the converter stopped at."""
    if latex == known:
        return offset
    named = re.search(r'"(.+?)"', what)
    return max(0, latex.find(named[1])) if named else min(offset, len(latex) - 1)


def _unstretched(found: re.Match[str]) -> str:
    opening, inside, closing = found.groups()
    still = '<mo stretchy="false">'
    return f"<mrow>{still}{opening}</mo>{inside}{still}{closing}</mo></mrow>"


def has_layout(mathml: str) -> bool:
    """Tell whether a formula says something by where its parts stand, as n² does."""
    return bool(_LAYOUT.search(mathml))


def place_in_source(latex: str, offset: int, lines: Sequence[str], span: Span) -> Span | None:
    """Find the place in the notes of one character of a formula.

    Args:
        offset: which character, from 0.
        lines: the lines of the file that it stands in.
        span: the line where the formula, or its `$$`, begins.

    Returns:
        None where the formula does not stand there letter by letter: it was repaired, or runs
        through the lines of a quotation, or holds deletions. Nor is a line looked through that
        nobody sees whole.
    """
    following = lines[span.line - 1 : span.line + latex.count("\n") + 2]
    if max(map(len, following), default=0) > LONGEST_LINE:
        return None
    text = masked_code("\n".join(following), "`")
    found = re.search(rf"(?<!\\)\$\s*({re.escape(latex)})\s*\$", text)
    if not found:
        return None
    before = text[: found.start(1) + offset]
    line = span.line + before.count("\n")
    return Span(span.path, line, line, len(before) - before.rfind("\n"))


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)


def _without_style(found: re.Match[str]) -> str:
    declarations = [part.replace(" ", "") for part in found.group(1).split(";") if part.strip()]
    classes = [CLASSES[each] for each in map(str.lower, declarations) if each in CLASSES]
    written = f' class="{" ".join(classes)}"' if classes else ""
    for each in declarations:
        name, _, value = each.partition(":")
        if name in ATTRIBUTES:
            written += f' {ATTRIBUTES[name]}="{value}"'
    return written

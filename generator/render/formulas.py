"""LaTeX → MathML, at build time, without inline styles."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from math_core import LatexError, LatexToMathML

STYLE = re.compile(r' style="([^"]*)"')

# The page's policy allows no inline style; `style/content.css` has these classes.
CLASSES = {
    "text-align:left": "m-left",
    "text-align:right": "m-right",
    "padding-left:0": "m-pl0",
    "padding-right:0": "m-pr0",
    "padding-left:1em": "m-pl1",
}


class FormulaError(ValueError):
    """A formula that cannot be converted; says why and where."""


@lru_cache(maxsize=20_000)
def to_mathml(latex: str, *, display: bool) -> str:
    """One formula as a MathML element.

    Raises:
        FormulaError: it is not LaTeX that the converter knows.
    """
    try:
        mathml = _converter().convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        # The converter's message is `offset: what is wrong`.
        offset, _, what = str(error).partition(": ")
        raise FormulaError(f"{what.rstrip('.')} (at character {int(offset) + 1})") from error
    return STYLE.sub(_without_style, mathml)


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False)


def _without_style(found: re.Match[str]) -> str:
    declarations = [part.replace(" ", "") for part in found.group(1).split(";") if part.strip()]
    classes = [CLASSES[each] for each in declarations if each in CLASSES]
    colours = [each.removeprefix("color:") for each in declarations if each.startswith("color:")]
    written = f' class="{" ".join(classes)}"' if classes else ""
    return written + "".join(f' mathcolor="{colour}"' for colour in colours)

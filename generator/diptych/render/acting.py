"""Commands by which MathJax, which typesets the formulas of cards, would do more than typeset."""

from __future__ import annotations

import re

from diptych.characters import lazy
from diptych.render.latex import LABELLED
from diptych.syntax.cloze import in_formula

# They make links, fetch pictures by a style, name elements, load packages, build the name of
# another command, or define one, a colour or the look of tags, for all cards that follow. A box may
# have a style in its options, and a frame's colour is put into one as it is written. A label gives
# an element a name, and a reference is a link; `diptych.render.latex` makes plain ones text.
_ACTING = lazy(
    r"\\(?:href|style|class|cssId|data|require|unicode|csname|toggle|mathtip|texttip|mmlToken"
    r"|definecolor|mathtoolsset|(?:new|renew|use)tagform"
    r"|(?:re|provide)?newcommand|providecommand|[gex]?def|global|let|(?:re)?newenvironment"
    r"|DeclareMathOperator|DeclarePairedDelimiters?X?(?:PP)?|Newextarrow|begingroup[A-Z]\w*)(?![A-Za-z])"
    r"|\\bbox\s*\[[^]]*:"
    r"|\\fcolorbox(?![A-Za-z])(?!\s*(?:\[\w+\]\s*)?\{[\w#., ]+\}\s*\{[\w#., ]+\})"
    rf"|\\(?:label|ref|eqref|refeq)(?![A-Za-z])(?!{LABELLED})"
)
_REFERENCE = lazy(rf"\\(?:label|ref|eqref|refeq)(?![A-Za-z]){LABELLED}")


def acting_command(latex: str) -> re.Match[str] | None:
    """Find the first command of a formula that must not reach a card, deletions opened or not."""
    joined = _joined(latex)
    if acting := _ACTING.search(latex) or _ACTING.search(joined):
        return acting
    # What a deletion parts is no plain reference, though it becomes one.
    whole = {each[0] for each in _REFERENCE.finditer(latex)}
    return next((each for each in _REFERENCE.finditer(joined) if each[0] not in whole), None)


def _joined(latex: str) -> str:
    r"""Write a formula as a card shows it when its deletions are open: ``\hr{{c1::ef}}`` acts."""
    return in_formula(latex, str, lambda _number, content, _hint: content)

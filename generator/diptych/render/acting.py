"""Commands by which MathJax, which typesets the formulas of cards, would do more than typeset."""

from __future__ import annotations

import re

from diptych.syntax.cloze import in_formula

# They make links, fetch pictures by a style, name elements, load packages, build the name of
# another command, or define one for all cards that follow. A box may have a style in its options.
_ACTING = re.compile(
    r"\\(?:href|style|class|cssId|data|require|unicode|csname|toggle|mathtip|texttip"
    r"|(?:re|provide)?newcommand|providecommand|[gex]?def|global|let|(?:re)?newenvironment"
    r"|DeclareMathOperator|DeclarePairedDelimiters?X?(?:PP)?|Newextarrow|begingroup[A-Z]\w*)(?![A-Za-z])"
    r"|\\bbox\s*\[[^]]*:"
)


def acting_command(latex: str) -> re.Match[str] | None:
    """Find the first command of a formula that must not reach a card, deletions opened or not."""
    return _ACTING.search(latex) or _ACTING.search(_joined(latex))


def _joined(latex: str) -> str:
    r"""Write a formula as a card shows it when its deletions are open: ``\hr{{c1::ef}}`` acts."""
    return in_formula(latex, str, lambda _number, content, _hint: content)

"""LaTeX that the converter lacks, said in the words that it knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# One look decides whether anything here applies: most formulas need nothing.
_SIGN = re.compile(
    r"\\(?:substack|mathop|mbox|hbox|textnormal|mathnormal|mathbbm|mathds|label|tag|smash|hdots|dots[cbmio]"
    r"|widetilde|begin\{(?:split|eqnarray|smallmatrix|alignedat|alignat|equation|align|gather|multline))"
)
_GROUP = r"\{((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*)\}"

# Where only the word differs; the one blackboard alphabet holds figures too.
_WORDS = {
    "mbox": r"\text",
    "hbox": r"\text",
    "textnormal": r"\text",
    "mathnormal": r"\mathit",
    "mathbbm": r"\mathbb",
    "mathds": r"\mathbb",
    "widetilde": r"\tilde",
    "smash": "",
    "hdots": r"\ldots",
    "dotsc": r"\ldots",
    "dotso": r"\ldots",
    "dotsb": r"\cdots",
    "dotsm": r"\cdots",
    "dotsi": r"\cdots",
}
_WORD = re.compile(rf"\\({'|'.join(_WORDS)})(?![A-Za-z])")
_SUBSTACK = re.compile(rf"\\substack\s*{_GROUP}")
_OPERATOR = re.compile(rf"\\mathop\s*{_GROUP}\s*(\\limits(?![A-Za-z])|\\nolimits(?![A-Za-z]))?")
_UPRIGHT = re.compile(r"\\(?:mathrm|operatorname\*?|text|textrm|rm)(?![A-Za-z])\s*|[{}]")
_LABEL = re.compile(rf"\s*\\label\s*{_GROUP}")
_TAG = re.compile(r"\\tag(?![A-Za-z])")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{(split|eqnarray\*?|smallmatrix)\}")
_ALIGNED_AT = re.compile(
    r"\\begin\{(alignedat|alignat\*?)\}\s*\{[^{}]*\}"
    r"|\\end\{(?:alignedat|alignat\*?)\}"
)
_NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|gather|multline)\}")


def rewritten(latex: str) -> str:
    """Rewrite a formula in words that the converter knows; return it where nothing need change.

    Environments that LaTeX numbers are not: every formula is converted by itself, and each would
    be number one. What is tagged keeps its tag.
    """
    if not _SIGN.search(latex):
        return latex
    for step in _STEPS:
        latex = step(latex)
    return latex


def _substacks(latex: str) -> str:
    return _SUBSTACK.sub(r"\\begin{subarray}{c}\1\\end{subarray}", latex)


def _operators(latex: str) -> str:
    def named(found: re.Match[str]) -> str:
        star = "" if found[2] == r"\nolimits" else "*"
        return rf"\operatorname{star}{{{_UPRIGHT.sub('', found[1]).strip()}}}"

    return _OPERATOR.sub(named, latex)


def _words(latex: str) -> str:
    return _WORD.sub(lambda found: _WORDS[found[1]], latex)


def _environments(latex: str) -> str:
    def other(found: re.Match[str]) -> str:
        match found[1], found[2]:
            case side, "split":
                return rf"\{side}{{aligned}}"
            case side, "smallmatrix":
                return rf"\{side}{{matrix}}"
            case "begin", _:
                return r"\begin{array}{rcl}"
            case _:
                return r"\end{array}"

    return _ENVIRONMENT.sub(other, latex)


def _aligned_at(latex: str) -> str:
    return _ALIGNED_AT.sub(
        lambda found: r"\begin{aligned}" if found[1] else r"\end{aligned}", latex
    )


def _unnumbered(latex: str) -> str:
    return _NUMBERED.sub(r"\\\1{\2*}", latex)


def _tagged(latex: str) -> str:
    """Put an environment around a tag, which needs one."""
    if not _TAG.search(latex) or re.search(r"\\begin\{(?:equation|align|gather|multline)\*", latex):
        return latex
    return rf"\begin{{equation*}}{latex}\end{{equation*}}"


def _unlabelled(latex: str) -> str:
    return _LABEL.sub("", latex)


_STEPS: tuple[Callable[[str], str], ...] = (
    _unlabelled,
    _substacks,
    _operators,
    _words,
    _environments,
    _aligned_at,
    _unnumbered,
    _tagged,
)

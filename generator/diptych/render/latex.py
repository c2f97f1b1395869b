"""LaTeX that the converter lacks, said in the words that it knows."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.render.mathjax import CRASHING, LACKING
from diptych.render.physics import physics_as_latex
from diptych.render.units import units_as_latex

if TYPE_CHECKING:
    from collections.abc import Callable

_GROUP = r"\{((?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{[^{}]*\})*\})*)\}"

# Where only the word differs; the one blackboard alphabet holds figures too. How large a formula
# is, where lines may break, and what only takes room, a page decides by itself.
_WORDS = {
    "mbox": r"\text",
    "hbox": r"\text",
    "textnormal": r"\text",
    "textup": r"\text",
    "mathnormal": r"\mathit",
    "mathup": r"\mathrm",
    "mathbfit": r"\boldsymbol",
    "pmb": r"\boldsymbol",
    "widetilde": r"\tilde",
    "hdots": r"\ldots",
    "dotsc": r"\ldots",
    "dotso": r"\ldots",
    "dotsb": r"\cdots",
    "dotsm": r"\cdots",
    "dotsi": r"\cdots",
    "varpropto": r"\propto",
    "shortmid": r"\mid",
    "shortparallel": r"\parallel",
    "textdegree": r"\degree",
    "cr": r"\\",
    **dict.fromkeys(
        (
            *("tiny", "scriptsize", "footnotesize", "small", "normalsize"),
            *("large", "Large", "LARGE", "huge", "Huge"),
            *("llap", "rlap", "clap", "mathllap", "mathrlap", "mathclap", "smash"),
            *("nobreak", "allowbreak", "hfill", "strut", "mathstrut"),
        ),
        "",
    ),
}
_WORD = lazy(rf"\\({'|'.join(_WORDS)})(?![A-Za-z])")
# Environments: numbered or not, aligned in their own way, or around what is displayed anyhow.
_NAMES = {
    "split": "aligned",
    "smallmatrix": "matrix",
    "multlined": "gathered",
    "equation": "equation*",
    "align": "align*",
    "flalign": "align*",
    "flalign*": "align*",
    "gather": "gather*",
    "multline": "multline*",
    **{f"{kind}matrix*": f"{kind}matrix" for kind in ("", "p", "b", "B", "v", "V")},
}
_ENVIRONMENT = lazy(
    rf"\\(begin|end)\{{(eqnarray\*?|{'|'.join(map(re.escape, _NAMES))})\}}"
    r"(?:(?<=matrix\*\})\s*\[[lcr]\])?"
)
_ANGLE = lazy(
    r"(\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z]))\s*(<|>|\\lt(?![A-Za-z])|\\gt(?![A-Za-z]))"
)
_TEXT = lazy(rf"\\(text(?:rm|bf|it|sf|tt)?|fbox)\s*{_GROUP}")
_INNER = lazy(r"(?<!\\)\$([^$]*)(?<!\\)\$")
_SPECIAL = lazy(r"(?<!\\)[_&#]")
_BETWEEN = lazy(rf"\\(?:short)?intertext\s*{_GROUP}")
_BOX = lazy(
    rf"\\(?:fcolorbox\s*{_GROUP}\s*{_GROUP}|colorbox\s*{_GROUP})(?=\s*\{{)|\\bbox\s*(?:\[[^]]*\])?"
)
_CANCELLED = lazy(rf"\\cancelto\s*{_GROUP}\s*{_GROUP}")
_NAMED = lazy(rf"\\operatorname\s*(\*?)\s*{_GROUP}")
# What a name may hold beside letters: thin and other blanks, and marks.
_PLAIN_NAME = lazy(r"(?:[^\W_]|[\s\-.,'/()]|\\[,;:!> ])*")
_SUBSTACK = lazy(rf"\\substack\s*{_GROUP}")
_OPERATOR = lazy(rf"\\mathop\s*{_GROUP}\s*(\\limits(?![A-Za-z])|\\nolimits(?![A-Za-z]))?")
_UPRIGHT = lazy(r"\\(?:mathrm|operatorname\*?|text|textrm|rm)(?![A-Za-z])\s*|[{}]")
_TAG = lazy(r"\\tag(?![A-Za-z])")
_TAGGED_BEHIND = lazy(
    r"\s*\\begin\{(align|gather|multline)\*\}(.*)\\end\{\1\*\}\s*(\\tag\*?\s*\{[^{}]*\})\s*",
    re.DOTALL,
)
_ALIGNED_AT = lazy(
    r"\\begin\{(alignedat|alignat\*?)\}\s*\{[^{}]*\}"
    r"|\\end\{(?:alignedat|alignat\*?)\}"
)
# The converter knows colours by name, and by number only behind `\color[HTML]`.
_COLOUR = lazy(
    r"\\(text)?color(?![A-Za-z])\s*"
    r"(?:\[(HTML|RGB|rgb|gray)\]\s*\{\s*([\w.,\s]*?)\s*\}|\{\s*\#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})\s*\})"
    r"(\s*\{)?"
)
# One look decides whether anything here applies: most formulas need nothing.
_SIGN = lazy(
    rf"{_WORD.pattern}|{_ENVIRONMENT.pattern}|{_ANGLE.pattern}|{_BOX.pattern}"
    r"|\\(?:substack|mathop|operatorname|tag|cancelto|(?:short)?intertext)(?![A-Za-z])"
    r"|\\(?:text)?color\s*(?:\[|\{\s*\#)|\\(?:text|fbox)[^{]*\{[^}]*[$_&#]|\\begin\{(?:alignedat|alignat)"
)


LABELLED = r"\s*\{([^{}\\]*)\}"
"""How a plain label, and a reference to one, name it."""
# Each formula is typeset by itself: a reference would lead nowhere, and MathJax, which shows a card
# again and again in one page, complains of a label that it has seen.
_REFERENCE = lazy(rf"\s*\\label(?![A-Za-z]){LABELLED}|\\(ref|eqref|refeq)(?![A-Za-z]){LABELLED}")
_CIRCLED = lazy(r"\\textcircled\s*(?:\{\s*(\d{1,2}|[A-Za-z])\s*\}|(\d|[A-Za-z]))")
_HTML_MODEL = lazy(r"(\\(?:text)?color\s*)\[HTML\]\s*\{\s*([0-9A-Fa-f]{6})\s*\}")
_TALL = lazy(r"\\(left|right)\s*\\(?:ll|rr)bracket(?![A-Za-z])")
_TALL_BRACKETS = {"left": r"[\!\left[", "right": r"]\!\right]"}
_VECTOR = lazy(r"([A-Za-z])\u20d7")
_CRASHES = lazy(rf"(?P<text>\\(?:text\w*|[mh]box|fbox|ce|pu)\s*{_GROUP})|[{CRASHING}]+")
_BARE = lazy(r"\\(?:begin|end)\{(?:displaymath|math|subequations)\}")
_PRESCRIPT = lazy(rf"\\prescript\s*{_GROUP}\s*{_GROUP}")
_LACKS = lazy(
    r"\\(?:begin|end)\{darray\}|\\(?:left|right)\s*\\(?:ll|rr)bracket(?![A-Za-z])|\\prescript(?![A-Za-z])|"
    rf"\\(?:({'|'.join(LACKING)})(?![A-Za-z])|(hspace)\*|textcircled|(?:text)?color\s*\[HTML)"
    rf"|{_BARE.pattern}"
)


def as_known(latex: str) -> str:
    """Rewrite the commands of a formula that neither MathJax nor the converter knows."""
    latex = _REFERENCE.sub(_named_there, physics_as_latex(units_as_latex(latex)))
    if not latex.isascii():
        latex = _VECTOR.sub(r"\\vec{\1}", latex)
        latex = _CRASHES.sub(lambda found: found["text"] or rf"\text{{{found[0]}}}", latex)
    if not _LACKS.search(latex):
        return latex
    latex = _CIRCLED.sub(lambda found: _circled(found[1] or found[2]) or found[0], latex)
    latex = _HTML_MODEL.sub(r"\1{#\2}", _BARE.sub("", latex)).replace("{darray}", "{array}")
    latex = _PRESCRIPT.sub(r"{}^{\1}_{\2}", latex)
    latex = _TALL.sub(lambda found: rf"\{found[1]}{_TALL_BRACKETS[found[1]]}", latex)
    return _LACKS.sub(lambda found: LACKING[found[1]] if found[1] else _unstarred(found), latex)


def _named_there(found: re.Match[str]) -> str:
    """Write what a reference names, as text; a label alone shows nothing."""
    if found[2] is None:
        return ""
    return rf"\text{{({found[3]})}}" if found[2] == "eqref" else rf"\text{{{found[3]}}}"


def _unstarred(found: re.Match[str]) -> str:
    """Write a space without its star, which says where lines may break."""
    return r"\hspace" if found[2] else found[0]


def _circled(said: str) -> str:
    """Find the character that shows a number or a letter in a circle; empty where there is none."""
    if said.isdigit():
        return chr(0x245F + int(said)) if 1 <= int(said) <= 20 else ""
    return chr((0x24B6 if said.isupper() else 0x24D0) + ord(said.lower()) - ord("a"))


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
        side, name = found[1], found[2]
        if name in _NAMES:
            return rf"\{side}{{{_NAMES[name]}}}"
        return r"\begin{array}{rcl}" if side == "begin" else r"\end{array}"

    return _ENVIRONMENT.sub(other, latex)


def _angles(latex: str) -> str:
    r"""Write ``\left<`` as it is meant: an angle."""

    def angle(found: re.Match[str]) -> str:
        return found[1] + (r"\langle " if found[2] in {"<", r"\lt"} else r"\rangle ")

    return _ANGLE.sub(angle, latex)


def _texts(latex: str) -> str:
    """Take formulas out of the texts that they stand in, and write marks of LaTeX as characters."""

    def parted(found: re.Match[str]) -> str:
        command, said = found[1], found[2]
        pieces = _INNER.split(said)
        words = [_SPECIAL.sub(r"\\\g<0>", piece) for piece in pieces[::2]]
        if len(pieces) == 1:
            return rf"\{command}{{{words[0]}}}"
        around, command = (r"\boxed", "text") if command == "fbox" else ("", command)
        shown = [rf"\{command}{{{piece}}}" if piece else "" for piece in words]
        inner = [f"{{{piece}}}" for piece in pieces[1::2]]
        mixed = "".join(map("".join, zip_longest(shown, inner, fillvalue="")))
        return f"{around}{{{mixed}}}"

    return _TEXT.sub(parted, latex)


def _between_lines(latex: str) -> str:
    return _BETWEEN.sub(r"\\text{\1}\\\\", latex)


def _boxes(latex: str) -> str:
    """Show boxes of some colour or style as plain ones."""
    return _BOX.sub(lambda found: r"\boxed" if found[0].startswith(r"\bbox") else r"\fbox", latex)


def _cancelled(latex: str) -> str:
    return _CANCELLED.sub(r"{\\cancel{\2}}^{\1}", latex)


def _named(latex: str) -> str:
    """Set the name of an operator upright where it is more than letters."""

    def name(found: re.Match[str]) -> str:
        bare = found[2] if _PLAIN_NAME.fullmatch(found[2]) else _UPRIGHT.sub("", found[2]).strip()
        if _PLAIN_NAME.fullmatch(bare):
            return rf"\operatorname{found[1]}{{{bare}}}"
        return rf"\mathrm{{{found[2]}}}"

    return _NAMED.sub(name, latex)


def _aligned_at(latex: str) -> str:
    return _ALIGNED_AT.sub(
        lambda found: r"\begin{aligned}" if found[1] else r"\end{aligned}", latex
    )


def _tagged(latex: str) -> str:
    """Put an environment around a tag, which needs one."""
    if behind := _TAGGED_BEHIND.fullmatch(latex):
        kind = "aligned" if behind[1] == "align" else "gathered"
        latex = rf"\begin{{{kind}}}{behind[2]}\end{{{kind}}}{behind[3]}"
    if not _TAG.search(latex) or re.search(r"\\begin\{(?:equation|align|gather|multline)\*", latex):
        return latex
    return rf"\begin{{equation*}}{latex}\end{{equation*}}"


def _colours(latex: str) -> str:
    """Write colours that are numbers as the converter reads them; what is no colour stays."""

    def by_number(found: re.Match[str]) -> str:
        is_text, model, said, short, opens = found.groups()
        colour = _html_colour(model or "", said or short)
        if not colour or (is_text and not opens):
            return found[0]
        # `\textcolor` colours a group, `\color` all that follows within one.
        switch = rf"\color[HTML]{{{colour}}}"
        return rf"{{{switch} " if is_text else f"{switch}{opens or ''}"

    return _COLOUR.sub(by_number, latex)


def _html_colour(model: str, said: str) -> str:
    """Write a colour as six hexadecimal digits; empty where it is none."""
    if model in {"", "HTML"}:
        doubled = "".join(digit * 2 for digit in said) if len(said) == 3 else said
        return doubled.upper() if re.fullmatch("[0-9A-Fa-f]{6}", doubled) else ""
    try:
        parts = [float(part) / (255 if model == "RGB" else 1) for part in said.split(",")]
    except ValueError:
        return ""
    parts = parts * 3 if model == "gray" else parts
    if len(parts) != 3 or not all(0 <= part <= 1 for part in parts):
        return ""
    return "".join(f"{round(part * 255):02X}" for part in parts)


_STEPS: tuple[Callable[[str], str], ...] = (
    _substacks,
    _operators,
    _named,
    _boxes,
    _words,
    _texts,
    _between_lines,
    _cancelled,
    _angles,
    _environments,
    _aligned_at,
    _tagged,
    _colours,
)

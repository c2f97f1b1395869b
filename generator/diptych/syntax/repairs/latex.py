"""What looks like LaTeX, and how a formula is written so that it is read as one."""

from __future__ import annotations

from diptych.characters import EAST_ASIAN, lazy

COMMAND = lazy(r"\\[A-Za-z]+")
# x^2, x_i, IoU_{t}; not snake_case.
SCRIPT = lazy(r"\^|(?<![A-Za-z])[A-Za-z]_|[)}\]]_|_\{")
RELATION = lazy(r"[=<>≤≥≈≠∈→]")
CHINESE = lazy(f"[{EAST_ASIAN}]")
SENTENCE = lazy(r"[A-Za-z]{3,}\s+[A-Za-z]{2,}|[A-Za-z]{2,}\s+[A-Za-z]{3,}")

FUNCTION = (
    "(?:arg)?(?:max|min)|a?r?c?(?:sin|cos|tan)h?|log|ln|lg|exp|softmax|det|dim|sup|inf|lim|tr"
)
# Single letters, numbers and signs between them: f(x), n - 1, O(n log n).
SIMPLE = lazy(
    rf"(?:(?:{FUNCTION}|[A-Za-z])(?![A-Za-z])"
    r"|[\u0370-\u03ff0-9\s+\-*/,.;:!|'()\[\]{}%×·−∞∑∏√±…]|\\[{},;:!|\\ ])+"
)
NAMED = lazy(r"[A-Za-z0-9\u0370-\u03ff]")

# Stands for what is not to be looked at; see `prose`.
HIDDEN = "\ufffc"
UNFIT = lazy(rf"[${HIDDEN}]|\n[ \t>]*\n|(?<!\\)\\(?:\\\\)*$")


def is_surely(latex: str) -> bool:
    """Tell whether it can hardly be anything else: a command, or something raised or lowered."""
    return _is_fit(latex) and bool(COMMAND.search(latex) or _is_script(latex))


def is_evidently(latex: str) -> bool:
    """Tell whether it says something that only formulas say, an equation for example."""
    return is_plausibly(latex) and bool(is_surely(latex) or RELATION.search(latex))


def is_plausibly(latex: str) -> bool:
    """Tell whether it may be a formula where dollars or brackets say that it is one."""
    if not _is_fit(latex):
        return False
    if COMMAND.search(latex):
        return True
    if CHINESE.search(latex) or SENTENCE.search(latex):
        return False
    if SCRIPT.search(latex) or RELATION.search(latex):
        return bool(NAMED.search(latex))
    return bool(SIMPLE.fullmatch(latex) and NAMED.search(latex))


def between_spaces(formula: str, before: str, after: str) -> str:
    """Write a formula in dollars as it must stand in its line: no digit touches a dollar.

    Args:
        before: what stands before it in its line.
        after: what stands behind it.
    """
    left = " " if before[-1:].isdigit() else ""
    right = " " if after[:1].isdigit() else ""
    return f"{left}{formula}{right}"


def _is_script(latex: str) -> bool:
    return not CHINESE.search(latex) and not SENTENCE.search(latex) and bool(SCRIPT.search(latex))


def _is_fit(latex: str) -> bool:
    """Tell whether dollars around it would hold."""
    return bool(latex.strip()) and not UNFIT.search(latex.rstrip())

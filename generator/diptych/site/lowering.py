"""Style sheets as the browsers of the last years read them, made from what the newest ones read."""

from __future__ import annotations

import re
from functools import lru_cache

from lightningcss import process_stylesheet

BROWSERS = ["chrome 88", "edge 88", "firefox 102", "ios_saf 14", "safari 14"]
"""The oldest browsers that must show a page as it is meant, in the compiler's own names."""

# The compiler follows brackets by recursion and ends the process where the stack does; no sheet
# that anybody wrote comes near this.
_DEEPEST = 64
_MOST_RULES = 20_000
"""It compares rules with each other: of so many it takes seconds."""
_MOST_NESTED = 10_000
"""It writes a nested selector once for each that it is nested in, so that lists multiply."""

# What opens and closes blocks, and what only looks so: escapes, strings and comments.
_SIGNS = re.compile(
    r"""\\.|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|/\*.*?(?:\*/|\Z)|[(\[{}\]);]""", re.DOTALL
)

# The pair of variables that stand for `light-dark()`, as the compiler names them and as pages do:
# they are named some eighty times in what every page loads.
_PAIR, _SHORT = "--lightningcss-", "--if-"


class StyleError(ValueError):
    """A sheet that cannot be compiled.

    Attributes:
        line: where the compiler stopped, from 1.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=64)
def lowered(css: str) -> str:
    """Compile a sheet to what the oldest of `BROWSERS` reads, without comments and blanks.

    Nested rules become flat, `light-dark()` becomes a pair of variables that follow
    `color-scheme`, new ways to write a colour or a query become old ones.

    Raises:
        StyleError: the sheet holds a mistake, for which browsers would skip a rule of it.
    """
    _refuse_too_much(css)
    try:
        return process_stylesheet(css, browsers_list=BROWSERS).replace(_PAIR, _SHORT)
    except ValueError as error:
        # "Parsing stylesheet failed: what is wrong at FILE:line:column", the line from 0.
        what, _, place = str(error).rpartition(" at ")
        found = re.search(r":(\d+):\d+$", place)
        message = what.partition(": ")[2] or str(error)
        lines = css.rstrip().count("\n") + 1
        raise StyleError(message, min(int(found[1]) + 1 if found else 1, lines)) from error


def lowered_or_kept(css: str) -> str:
    """Compile a sheet; one with a mistake stays as written, for browsers to skip a part of it."""
    try:
        return lowered(css)
    except StyleError:
        return css


def _refuse_too_much(css: str) -> None:
    """Raise where a sheet begins to be more than the compiler gets through.

    Raises:
        StyleError: it is nested too deep, or is too long once its nested rules are flat.
    """
    depth, rules, begins, nested = 0, 0, 0, [1]
    for found in _SIGNS.finditer(css):
        sign = found[0]
        if sign in {"(", "[", "{"}:
            depth += 1
        elif sign in {")", "]", "}"}:
            depth = max(0, depth - 1)
        if sign == "{":
            rules += 1
            nested.append(nested[-1] * _selectors(css[begins : found.start()]))
        elif sign == "}" and nested[1:]:
            nested.pop()
        if sign in {"{", "}", ";"}:
            begins = found.end()
        if why := _why_too_much(depth, rules, nested[-1]):
            raise StyleError(why, css.count("\n", 0, found.start()) + 1)


def _selectors(prelude: str) -> int:
    """Count how often what stands around a block is written for it."""
    return max(prelude.count(",") + 1, prelude.count("&"))


def _why_too_much(depth: int, rules: int, nested: int) -> str:
    if depth > _DEEPEST:
        return "Brackets are nested too deep"
    if rules > _MOST_RULES:
        return f"It has more than {_MOST_RULES:,} rules"
    return "The selectors of nested rules multiply" if nested > _MOST_NESTED else ""

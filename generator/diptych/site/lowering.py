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
    if line := _too_deep(css):
        raise StyleError("Brackets are nested too deep", line)
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


def _too_deep(css: str) -> int:
    """Find the line in which brackets are nested too deep, 0 if there is none."""
    depth = 0
    for found in re.finditer(r"[(\[{}\])]", css):
        depth = depth + 1 if found[0] in "([{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return css.count("\n", 0, found.start()) + 1
    return 0

"""What of LaTeX the converter could not bear: it would overrun its stack, or never come back.

Measured with math-core 0.9: it calls itself for each command and group, and some thousands of them,
one in another, end the process without a word; each bracket that nothing closes doubles its time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_COMMANDS = 2000
MOST_NESTED = 200
MOST_UNCLOSED = 16
MOST_LAYERS = 200

_FENCE = r"(?:\\[A-Za-z]+|\\.|[^\\])"
_TOKEN = lazy(rf"\\(?:left|right)(?![A-Za-z])\s*{_FENCE}|\\[A-Za-z]+|\\.|[][(){{}}~]", re.DOTALL)
# An element that holds something begins or ends here.
_TAG = lazy(r"</?[a-z]++(?:[^>/]|/(?!>))*>")
_DEEPER = lazy(r"\{|\\(?:left|begin)(?![A-Za-z])")
_SHALLOWER = lazy(r"\}|\\(?:right|end)(?![A-Za-z])")
# What opens anything, and any command, begins with one of these. A tilde is a command, too: twice
# as many take the converter four times as long.
_BEGINNINGS = "\\{[(~"
_WORDS = ("langle", "lfloor", "lceil", "lvert", "lVert", "lbrace", "lbrack", "lgroup", "lmoustache")
_OPENING = frozenset({"(", "[", r"\{", *(f"\\{word}" for word in _WORDS)})
_CLOSING = frozenset({")", "]", r"\}", *(f"\\{'r' + word[1:]}" for word in _WORDS)})


def too_much(latex: str) -> tuple[str, int] | None:
    """Say what a formula has too much of, and at which of its characters; None when all is well."""
    if sum(map(latex.count, _BEGINNINGS)) <= MOST_UNCLOSED:
        return None
    commands = left_open = 0
    unclosed = [0]
    for token, place in _tokens(latex):
        commands += token.startswith(("\\", "~"))
        if _DEEPER.match(token):
            unclosed.append(0)
        elif _SHALLOWER.match(token) and len(unclosed) > 1:
            # What a group leaves open, nothing behind it closes.
            left_open += unclosed.pop()
        elif token in _OPENING:
            unclosed[-1] += 1
        elif token in _CLOSING:
            unclosed[-1] = max(0, unclosed[-1] - 1)
        if len(unclosed) > MOST_NESTED:
            return f"it is nested more than {MOST_NESTED} deep", place
        if commands > MOST_COMMANDS:
            return f"it holds more than {MOST_COMMANDS} commands", place
    if left_open + sum(unclosed) > MOST_UNCLOSED:
        return f"more than {MOST_UNCLOSED} of its brackets are never closed", 0
    return None


def nests_too_deeply(mathml: str) -> bool:
    """Tell whether elements stand in one another as deep as neither we nor browsers follow.

    Commands that hold for all behind them, such as colours, nest what nobody nested.
    """
    layers = 0
    for tag in _TAG.finditer(mathml) if mathml.count("</") > MOST_LAYERS else ():
        layers += -1 if tag[0].startswith("</") else 1
        if layers > MOST_LAYERS:
            return True
    return False


def _tokens(latex: str) -> Iterator[tuple[str, int]]:
    return ((found[0], found.start()) for found in _TOKEN.finditer(latex))

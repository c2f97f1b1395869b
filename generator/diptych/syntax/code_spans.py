"""Code within a line, between runs of as many backticks, in time that grows with the line alone.

A pattern would look for the end of each run through all that follows it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache

from diptych.characters import lazy

# A backslash before a backtick opens nothing.
_RUN = lazy(r"(?P<escaped>(?<!\\)\\)?(?P<marks>`+)|\n")


@lru_cache(maxsize=16)
def code_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Find where code begins and ends in the lines of a text, in order, its marks included."""
    if "`" not in text:
        return ()
    line, runs = 0, []
    ends: dict[tuple[int, int], list[int]] = defaultdict(list)
    for found in _RUN.finditer(text):
        if marks := found["marks"]:
            kind = (line, len(marks))
            ends[kind].append(found.end())
            runs.append((found.start("marks"), found.end(), kind, not found["escaped"]))
        else:
            line += 1
    spans: list[tuple[int, int]] = []
    for start, end, kind, opens in runs:
        if not opens or (spans and start < spans[-1][1]):
            continue
        closing = ends[kind]
        if (at := bisect_right(closing, end)) < len(closing):
            spans.append((start, closing[at]))
    return tuple(spans)


def masked_code(text: str, sign: str) -> str:
    """Put a sign in the place of each character of code."""
    pieces, done = [], 0
    for start, end in code_spans(text):
        pieces += [text[done:start], sign * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])

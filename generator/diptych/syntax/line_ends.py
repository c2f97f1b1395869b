"""Line ends in Chinese and Japanese text, which has no spaces.

A line that goes on in the next one is joined to it by a space. Browsers were to leave it out where
there is none (CSS Text 3, §4.1.3); Chromium does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import is_wide_punctuation, needs_no_space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

LINE_END = "line_end"
"""What says of an empty text that a line ended there."""


def joins_lines(before: str, after: str) -> bool:
    """Tell whether nothing is shown of a line's end between two texts.

    Neither has spaces, or punctuation stands there that brings its own: so formatters break lines.
    """
    sides = (before[-1], after[0])
    return all(map(needs_no_space, sides)) or any(map(is_wide_punctuation, sides))


def join_lines(children: list[Token]) -> None:
    """Turn line ends of Chinese or Japanese text into nothing."""
    before = " "
    waiting: list[Token] = []
    for child in children:
        if child.content:
            _join(waiting, before, child.content)
            before, waiting = child.content, []
        elif child.type == "softbreak":
            waiting.append(child)
    _join(waiting, before, " ")


def _join(line_ends: Sequence[Token], before: str, after: str) -> None:
    """Turn line ends between two texts into nothing, if neither text has spaces."""
    if line_ends and joins_lines(before, after):
        for each in line_ends:
            each.type, each.meta[LINE_END] = "text", True

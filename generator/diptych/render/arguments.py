r"""The arguments of commands in LaTeX: ``\SI[per-mode=symbol]{5}{\metre}``, ``\qty(x)``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.syntax.macros import group_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST = 1000
"""So many commands of one formula are written anew; the others stay as they are."""

LONGEST = 2000
"""So many characters may stand between a bracket and the one that closes it."""

_BLANKS = lazy(r"\s*")
_BRACKETS = {"(": ")", "[": "]", "|": "|"}


class Arguments(NamedTuple):
    """What stands behind a command.

    Attributes:
        star: whether a star does.
        options: what stands in brackets before the groups; None without brackets.
        groups: what stands in braces.
        ends: where each group ends.
    """

    star: bool
    options: str | None
    groups: tuple[str, ...]
    ends: tuple[int, ...]


def arguments_at(latex: str, place: int, most: int) -> Arguments:
    """Read what stands behind a command, at most so many groups."""
    star = latex.startswith("*", place)
    place = _behind_blanks(latex, place + star)
    options = None
    if latex.startswith("[", place) and (end := bracket_end(latex, place)) > 0:
        options, place = latex[place + 1 : end - 1], end
    groups: list[str] = []
    ends: list[int] = []
    while len(groups) < most:
        start = _behind_blanks(latex, place)
        end = group_end(latex, start)
        if end < 0:
            break
        groups.append(latex[start + 1 : end - 1])
        ends.append(end)
        place = end
    return Arguments(star, options, tuple(groups), tuple(ends))


def bracket_end(latex: str, start: int) -> int:
    """Find the place behind the bracket that closes the one at a place; −1 where none near does."""
    opening = latex[start : start + 1]
    closing = _BRACKETS.get(opening)
    place, depth = start + 1, 1
    end = min(len(latex), start + LONGEST)
    while closing and place < end:
        character = latex[place]
        if character == "{":
            place = group_end(latex, place)
            if place < 0:
                return -1
            continue
        if character == "\\":
            place += 2
            continue
        depth += (character == opening != closing) - (character == closing)
        place += 1
        if depth == 0:
            return place
    return -1


def written_anew(
    latex: str, sign: re.Pattern[str], write: Callable[[str, str, int], tuple[str, int] | None]
) -> str:
    """Write the commands of a formula anew, from the last to the first, so from the inside out.

    Args:
        write: the command's name, the formula and where in it the arguments begin → what stands in
            their place, and where they end; None to leave them.
    """
    found: Iterable[re.Match[str]] = [*sign.finditer(latex)][:MOST]
    for each in reversed([*found]):
        if shown := write(each[1], latex, each.end()):
            said, end = shown
            latex = f"{latex[: each.start()]}{said}{latex[end:]}"
    return latex


def _behind_blanks(latex: str, place: int) -> int:
    found = _BLANKS.match(latex, place)
    return found.end() if found else place

"""``H~2~O`` and ``x^2^``, as Typora and pandoc write what is set lower or higher.

People also write ``a^2+b^2``, ``x ^ y``, ``10~20~30`` and ``A~B~C``: so the mark follows what it
belongs to at once, holds a few letters and digits, and is not a range's or a power's own sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

LOWERED = lazy(r"(?<=[^\W\d_]|[)\]）])~([A-Za-z0-9+\-−]{1,8})~(?!~)")
RAISED = lazy(r"(?<=[\w)\]）~])\^([A-Za-z0-9+\-−*]{1,10})\^(?![A-Za-z0-9^])")
RANGE = lazy(r"~[A-Za-z]+~[A-Za-z0-9]")


def raised_plugin(md: MarkdownIt) -> None:
    """Make tokens ``sub_…`` and ``sup_…``."""
    md.inline.ruler.before("strikethrough", "raised", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if mark not in "~^":
        return False
    pattern, tag = (LOWERED, "sub") if mark == "~" else (RAISED, "sup")
    found = pattern.match(state.src, state.pos, state.posMax)
    if found is None or RANGE.match(state.src, state.pos, state.posMax):
        return False
    if not silent:
        state.push(f"{tag}_open", tag, 1).markup = mark
        state.push("text", "", 0).content = found[1]
        state.push(f"{tag}_close", tag, -1).markup = mark
    state.pos = found.end()
    return True

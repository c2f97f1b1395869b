"""Short names of emoji, ``:tada:``, as GitHub, Typora and Hugo know them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# A clock, `10:30:45`, a path of names, `std::a::b`, and `:x:` for a lone letter are none.
_NAME = lazy(r"(?<![\\A-Za-z0-9_:]):(?:[a-z][a-z0-9_+-]+|[+-]1|100|1234):(?![A-Za-z0-9_:])")


def emoji_plugin(md: MarkdownIt) -> None:
    """Write the emoji itself where its short name stands."""
    md.inline.ruler.before("emphasis", "emoji", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    found = _NAME.match(state.src, state.pos, state.posMax)
    shown = _emoji(found[0]) if found else None
    if found is None or shown is None:
        return False
    if not silent:
        state.pending += shown
    state.pos = found.end()
    return True


@cache
def _emoji(name: str) -> str | None:
    """Look up an emoji; the table is loaded for notes that name one only."""
    from emoji import emojize

    shown = emojize(name, language="alias")
    return shown if shown != name else None

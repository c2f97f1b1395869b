"""Find where the label of a link ends, once for each bracket.

markdown-it looks for the end of a label anew whenever a rule asks, and walks on to the end of the
text where brackets are never closed.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from markdown_it import helpers

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

    Ends = dict[tuple[int, int, bool], int]


def link_label_plugin(md: MarkdownIt) -> None:
    """Let the rules of a parser look for the ends of labels so."""
    known: WeakKeyDictionary[StateInline, Ends] = WeakKeyDictionary()

    def end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803
        ends = known.setdefault(state, {})
        asked = (start, state.posMax, disableNested)
        if asked not in ends:
            ends[asked] = _end_of_label(state, start, disableNested)
        return ends[asked]

    own = ModuleType(helpers.__name__)
    vars(own).update(vars(helpers), parseLinkLabel=end_of_label)
    md.helpers = own


def _end_of_label(state: StateInline, start: int, disable_nested: bool) -> int:
    """Find the bracket that closes a label, as markdown-it's own helper does; -1 if none does.

    What the parser knows of a place does not change, so neither does what is found here.
    """
    known, text, most = state.cache, state.src, state.posMax
    before, place, level = state.pos, start + 1, 1
    found = -1
    while place < most:
        sign = text[place]
        if sign == "]":
            level -= 1
            if level == 0:
                found = place
                break
        if (following := known.get(place)) is None:
            state.pos = place
            state.md.inline.skipToken(state)
            following = state.pos
        if sign == "[":
            if following == place + 1:
                level += 1
            elif disable_nested:
                break
        place = following
    state.pos = before
    return found

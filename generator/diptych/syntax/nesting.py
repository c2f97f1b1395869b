"""Show what is nested too deeply as it was written; nobody writes it by hand.

Nodes are nested as their text is, and whoever goes through them recurses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diptych.syntax.last_places import last_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_NESTING = 100

# What markdown-it nests without end; of all else it counts the levels itself.
MARKS = frozenset({"*", "**", "_", "__", "~~", "=="})

TOO_DEEP = "too_deep"
"""What says of a block that something in it is nested too deeply."""


def nesting_plugin(md: MarkdownIt) -> None:
    """Limit how deeply blocks, and emphasis within one, are nested."""
    md.block.ruler.before("table", "too_deep", _block)
    md.inline.ruler.before("link", "unclosed", _unclosed)
    md.core.ruler.after("inline", "too_deep", _emphasis)


def _block(state: StateBlock, start: int, end: int, _silent: bool) -> bool:
    """Show what is nested too deeply as it was written.

    Left alone, markdown-it (4.3) skips it, and in a list all that follows in the file.
    """
    if state.level < MAX_NESTING:
        return False
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent):
        last += 1
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start, last, state.blkIndent, False).rstrip() + "\n"
    token.map = [start, last]
    token.meta[TOO_DEEP] = True
    state.line = last
    return True


def _unclosed(state: StateInline, silent: bool) -> bool:
    """Take a bracket that none closes for text, whatever could be nested in it."""
    if not state.src.startswith(("[", "!["), state.pos) or last_of("]", state.src) > state.pos:
        return False
    if not silent:
        state.pending += state.src[state.pos]
    state.pos += 1
    return True


def _emphasis(state: StateCore) -> None:
    notes = state.env.get("footnotes", {}).get("list", {})
    for token in state.tokens:
        if token.type == "inline" and _limit_text(token.children or [], notes):
            token.meta[TOO_DEEP] = True


def _limit_text(children: list[Token], notes: Mapping[int, Mapping[str, Any]]) -> bool:
    """Limit the nesting in a text, its alternative texts and the footnotes in it."""
    limited = _limit(children)
    for child in children:
        if child.type == "footnote_ref" and "label" not in child.meta:
            limited |= _limit_text(notes[child.meta["id"]]["tokens"], notes)
        limited |= _limit_text(child.children or [], notes)
    return limited


def _limit(children: list[Token]) -> bool:
    """Make text of the marks of emphasis that is nested too deeply."""
    limited = False
    opened: list[bool] = []
    for child in children:
        if child.nesting > 0:
            too_deep = len(opened) >= MAX_NESTING and child.markup in MARKS
            opened.append(too_deep)
        else:
            too_deep = child.nesting < 0 and bool(opened) and opened.pop()
        if too_deep:
            child.type, child.tag, child.nesting = "text", "", 0
            child.content, child.markup, child.meta = child.markup, "", {}
            limited = True
    return limited

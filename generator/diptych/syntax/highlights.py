"""``==What matters==``, as Obsidian marks it; a deletion to recall, where the notebook chosen so.

Runs of two equals signs open and close as ``**`` does, East Asian text included, but not where
they stand in an expression: ``a == b``, ``a==b and c==d``, ``x !== y``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_inline.state_inline import Delimiter
from msgspec.structs import replace

from diptych.characters import is_cjk
from diptych.syntax.cloze import deletions, free_numbers
from diptych.syntax.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from diptych.syntax.tree import Node

HIDE = "highlights_hide"
"""Where the parser's environment says that highlights are deletions."""

BOLD_HIDES = "bold_hides"
"""Where it says that bold words are."""


def highlight_plugin(md: MarkdownIt) -> None:
    """Make tokens ``mark_open`` and ``mark_close``, or those of deletions."""
    md.inline.ruler.before("strikethrough", "highlight", _tokenize)
    md.inline.ruler2.after("balance_pairs", "highlight", _pair)
    md.core.ruler.push("bold_hides", _hide_bold)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if silent or not state.src.startswith("==", state.pos):
        return False
    run = state.scanDelims(state.pos, True)
    state.push("text", "", 0).content = "=" * run.length
    behind = state.pos + run.length
    if run.length == 2:
        before = state.src[state.pos - 1] if state.pos else " "
        after = state.src[behind] if behind < state.posMax else " "
        beside_cjk = is_cjk(before) or is_cjk(after)
        inside = _is_word(before) and _is_word(after)
        operator = before in "!<>)]" and after.isascii()
        can_open = run.can_open or (beside_cjk and not after.isspace())
        can_close = run.can_close or (beside_cjk and not before.isspace())
        state.delimiters.append(
            Delimiter(
                marker=ord("="),
                length=0,  # no rule of three: the runs have one length
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open and not inside and not operator,
                close=can_close and not inside,
            )
        )
    state.pos = behind
    return True


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _pair(state: StateInline) -> None:
    lists = [state.delimiters]
    lists += [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in lists:
        for opening in delimiters:
            if opening.marker == ord("=") and opening.end >= 0:
                first = state.tokens[opening.token]
                last = state.tokens[delimiters[opening.end].token]
                _mark(first, last, hidden=bool(state.env.get(HIDE)))


def _hide_bold(state: StateCore) -> None:
    for block in state.tokens if state.env.get(BOLD_HIDES) else ():
        opened: list[Token] = []
        for token in block.children or ():
            if token.type == "strong_open":
                opened.append(token)
            elif token.type == "strong_close" and opened:
                _mark(opened.pop(), token, hidden=True, markup="**")


def _mark(first: Token, last: Token, *, hidden: bool, markup: str = "==") -> None:
    kind = "cloze" if hidden else "mark"
    first.type, last.type = f"{kind}_open", f"{kind}_close"
    first.nesting, last.nesting = 1, -1
    for token in (first, last):
        token.tag, token.markup, token.content = "mark", markup, ""
    if hidden:
        # Which number is free is known when the whole note is.
        first.meta, last.meta = {"number": 0}, {"hint": ""}


def number_highlights(*texts: tuple[Node, ...]) -> tuple[tuple[Node, ...], ...]:
    """Give hidden highlights numbers, in order, after those that other deletions have.

    Args:
        texts: what one note says, text by text; the numbers go on from one to the next.
    """
    everything = [node for text in texts for node in text]
    if not any(map(_hides, walk(everything))):
        return texts
    numbers = free_numbers(deletions(everything))
    return tuple(_with_numbers(text, numbers) for text in texts)


def show_highlights(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Show all highlights, as in introductions and footnotes, which no card asks for."""
    if not any(map(_hides, walk(nodes))):
        return nodes
    return tuple(_shown(node) for node in nodes)


def _shown(node: Node) -> Node:
    shown = node
    if _hides(node):
        bold = node.markup == "**"
        shown = replace(node, type="strong" if bold else "mark", meta={})
        shown = replace(shown, tag="strong") if bold else shown
    return replace(shown, children=show_highlights(node.children))


def _with_numbers(nodes: tuple[Node, ...], numbers: Iterator[int]) -> tuple[Node, ...]:
    return tuple(_with_number(node, numbers) for node in nodes)


def _with_number(node: Node, numbers: Iterator[int]) -> Node:
    meta = {**node.meta, "number": next(numbers)} if _hides(node) else node.meta
    return replace(node, meta=meta, children=_with_numbers(node.children, numbers))


def _hides(node: Node) -> bool:
    return node.type == "cloze" and node.markup in {"==", "**", "{{"}

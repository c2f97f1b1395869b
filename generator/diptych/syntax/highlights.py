"""``==What matters==``, as Obsidian marks it; a deletion to recall, where the notebook wishes so.

Runs of two equals signs open and close as ``**`` does, East Asian text included, but not where
they stand in an expression: ``a == b``, ``a==b and c==d``, ``x !== y``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_inline.state_inline import Delimiter

from diptych.characters import is_cjk
from diptych.syntax.cloze import deletions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

HIDE = "highlights_hide"
"""Where the parser's environment says that highlights are deletions."""


def highlight_plugin(md: MarkdownIt) -> None:
    """Make tokens ``mark_open`` and ``mark_close``, or those of deletions."""
    md.inline.ruler.before("strikethrough", "highlight", _tokenize)
    md.inline.ruler2.after("balance_pairs", "highlight", _pair)


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
    if state.env.get(HIDE):
        number_highlights(state.tokens)


def _mark(first: Token, last: Token, *, hidden: bool) -> None:
    kind = "cloze" if hidden else "mark"
    first.type, last.type = f"{kind}_open", f"{kind}_close"
    first.nesting, last.nesting = 1, -1
    for token in (first, last):
        token.tag, token.markup, token.content = "mark", "==", ""
    if hidden:
        first.meta, last.meta = {"number": 0}, {"hint": ""}


def number_highlights(tokens: Sequence[Token]) -> None:
    """Give each highlight that hides a number that no deletion beside it has, in order."""
    every = list(_inline(tokens))
    hidden = [token for token in every if token.type == "cloze_open" and token.markup == "=="]
    if hidden:
        for token in hidden:
            token.meta["number"] = 0
        free = max(deletions(tokens), default=0) + 1
        for number, token in enumerate(hidden, start=free):
            token.meta["number"] = number


def show_highlights(tokens: Sequence[Token]) -> None:
    """Where no card asks, in an introduction or a footnote, nothing is hidden."""
    for token in _inline(tokens):
        if token.markup == "==" and token.type.startswith("cloze_"):
            token.type = token.type.replace("cloze", "mark")


def _inline(tokens: Sequence[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _inline(token.children or ())

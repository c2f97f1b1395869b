"""Emphasis in East Asian text, for which CommonMark's rules were not made.

By CommonMark's flanking rules (spec 0.31, §6.2) the second run in ``**“粗体”**的`` closes
nothing, because punctuation stands before it and a letter behind: a rule for scripts that put
spaces between words. Beside an East Asian character a run of asterisks therefore opens unless
white space follows, and closes unless white space precedes. What is read so is told: its tokens
say ``MENDED``. With the code in ``env["without"]``, CommonMark's rules hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from diptych.characters import is_cjk

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE = "D232"
OPENS, CLOSES = "opens beyond CommonMark", "closes beyond CommonMark"
MENDED = "emphasis that CommonMark does not read"
# What no emphasis begins with: `void*，…，void*` are pointers, and `**A**；**B**` ends before it.
STOPS = frozenset("，。；：、！？）】」』》〉,.;:!?)]}")


def cjk_emphasis_plugin(md: MarkdownIt) -> None:
    """Replace the tokenizer of ``*`` and ``_`` by one that knows East Asian text."""
    md.inline.ruler.at("emphasis", _tokenize)
    md.inline.ruler2.after("emphasis", "mended_emphasis", _note_mended)


def _tokenize(state: StateInline, silent: bool) -> bool:
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1] if state.pos else " "
    behind = state.pos + run.length
    after = state.src[behind] if behind < state.posMax else " "
    beside_cjk = marker == "*" and (is_cjk(before) or is_cjk(after))
    beside_cjk = beside_cjk and CODE not in state.env.get("without", ())
    opens = beside_cjk and not run.can_open and not after.isspace() and after not in STOPS
    closes = beside_cjk and not run.can_close and not before.isspace()
    for _ in range(run.length):
        token = state.push("text", "", 0)
        token.content = marker
        if opens or closes:
            # When the delimiters are paired, this token opens or closes the emphasis.
            token.meta = {OPENS: opens, CLOSES: closes}
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=run.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=run.can_open or opens,
                close=run.can_close or closes,
            )
        )
    state.pos = behind
    return True


def _note_mended(state: StateInline) -> None:
    """Say of each emphasis as a whole whether one of its ends is read beyond CommonMark."""
    opened: list[Token] = []
    for token in state.tokens:
        if token.type in {"em_open", "strong_open"}:
            opened.append(token)
        elif token.type in {"em_close", "strong_close"} and opened:
            opening = opened.pop()
            mended = opening.meta.get(OPENS) or token.meta.get(CLOSES)
            opening.meta, token.meta = {MENDED: True} if mended else {}, {}

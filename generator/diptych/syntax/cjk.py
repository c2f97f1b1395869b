"""Emphasis and line ends in East Asian text, for which CommonMark's rules were not made.

Emphasis: by CommonMark's flanking rules (spec 0.31, §6.2) the second run in ``**“粗体”**的`` closes
nothing, because punctuation stands before it and a letter behind: a rule for scripts that put
spaces between words. Beside an East Asian character a run of asterisks therefore opens unless
white space follows, and closes unless white space precedes. What is read so is told: its tokens
say ``MENDED``. With the code in ``env["without"]``, CommonMark's rules hold.

Line ends: a line that goes on in the next one is joined to it by a space, which Chinese and
Japanese do not have. Browsers were to leave it out (CSS Text 3, §4.1.3); Chromium does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from diptych.characters import is_cjk, is_wide_punctuation, needs_no_space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE = "D232"
OPENS, CLOSES = "opens beyond CommonMark", "closes beyond CommonMark"
MENDED = "emphasis that CommonMark does not read"
# What no emphasis begins with: `void*，…，void*` are pointers, and `**A**；**B**` ends before it.
STOPS = frozenset("，。；：、！？）】」』》〉,.;:!?)]}")
LINE_END = "line_end"
"""What says of an empty text that a line ended there."""


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

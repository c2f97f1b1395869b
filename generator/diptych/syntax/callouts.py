"""Callouts, ``> [!note] Title``: a quotation whose first line names its kind.

GitHub's five kinds and any that Obsidian or a theme of it knows; ``[!note]-`` and ``[!note]+`` can
be folded. A callout is no quotation afterwards, so none becomes a short answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

HEAD = lazy(r"\[!([^\[\]\n|]{1,40})(?:\|[^\[\]\n]*)?\]([-+]?)[ \t]*([^\n]*)(?:\n|$)")

# The kinds that look alike; any other looks as `note` does.
LOOKS = {
    "tip": {"tip", "tips", "hint", "success", "check", "done", "example"},
    "warning": {"warning", "caution", "attention", "important", "question", "help", "faq"},
    "danger": {"danger", "error", "bug", "failure", "fail", "missing"},
    "quote": {"quote", "cite"},
}
# The kinds that other tools than Obsidian know.
KINDS = {"note", "info", "abstract", "summary", "tldr", "todo", "seealso", "details"}.union(
    *LOOKS.values()
)


def callout_plugin(md: MarkdownIt) -> None:
    """Make tokens ``callout_…`` of quotations that are callouts."""
    md.core.ruler.before("inline", "callouts", _find)


def _find(state: StateCore) -> None:
    if "[!" not in state.src:
        return
    shown: list[Token] = []
    open_quotes: list[list[Token]] = []
    index = 0
    while index < len(state.tokens):
        token = state.tokens[index]
        if token.type == "blockquote_open" and (head := _head(state.tokens, index)):
            first, behind = token.map or (0, 1)
            kind = head[1].strip().lower()
            opening, closing = frame(kind, head[2], head[3], (first, behind), token.level)
            shown += opening + _rest_of_first(state.tokens[index + 1 : index + 4], head)
            open_quotes.append(closing)
            index += 4
            continue
        if token.type == "blockquote_open":
            open_quotes.append([])
        if token.type == "blockquote_close" and (closing := open_quotes.pop()):
            shown += closing
        else:
            shown.append(token)
        index += 1
    state.tokens = shown


def _head(tokens: list[Token], index: int) -> re.Match[str] | None:
    opens = index + 2 < len(tokens) and tokens[index + 1].type == "paragraph_open"
    return HEAD.match(tokens[index + 2].content) if opens else None


def frame(
    kind: str, fold: str, title: str, lines: tuple[int, int], level: int
) -> tuple[list[Token], list[Token]]:
    """Make the tokens that open a callout, title included, and those that close it.

    Args:
        fold: ``-`` if it is folded, ``+`` if it can be, else empty.
        lines: where it stands, from 0: its first line, and the one behind its last.
    """
    look = next((look for look, kinds in LOOKS.items() if kind in kinds), "note")
    every, here = list(lines), [lines[0], lines[0] + 1]
    opening = [Token("callout_open", "div", 1, {"class": f"callout callout-{look}"}, every, level)]
    closing = [Token("callout_close", "div", -1, level=level)]
    opening[0].meta = {"kind": kind}
    if fold:
        folded = Token("callout_fold_open", "details", 1, map=every, level=level + 1)
        if fold == "+":
            folded.attrs["open"] = ""
        opening.append(folded)
        closing.insert(0, Token("callout_fold_close", "details", -1, level=level + 1))
    words = Token("inline", "", 0, map=here, level=level + 2, children=[])
    words.content = title.strip() or kind.capitalize()
    tag = "summary" if fold else "p"
    opening += [
        Token("callout_title_open", tag, 1, {"class": "callout-title"}, here, level + 1),
        words,
        Token("callout_title_close", tag, -1, level=level + 1),
    ]
    for token in (*opening, *closing):
        token.block = True
    return opening, closing


def _rest_of_first(paragraph: list[Token], head: re.Match[str]) -> list[Token]:
    """Keep what the paragraph that began with the title says below it."""
    opening, inline, closing = paragraph
    inline.content = inline.content[head.end() :]
    if not inline.content:
        return []
    if inline.map:
        inline.map = [inline.map[0] + 1, inline.map[1]]
        opening.map = list(inline.map)
    return [opening, inline, closing]

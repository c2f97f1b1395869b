"""Block ids as Obsidian writes them, `` ^abc123`` at the end of a block: not shown, but led to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

# Not `r ^2` or `x ^n`, which are powers.
BLOCK_ID = lazy(r"(?:^|\s)\^(?!\d{1,5}\s*$)([A-Za-z0-9-]{3,})\s*$")


def block_id_plugin(md: MarkdownIt) -> None:
    """Turn a block id into a hidden token ``block_id`` whose meta holds it as an anchor."""
    md.core.ruler.push("block_ids", _find)


def _find(state: StateCore) -> None:
    if "^" not in state.src:
        return
    for index, token in enumerate(state.tokens):
        children = token.children
        if token.type != "inline" or not children or children[-1].type != "text":
            continue
        if found := BLOCK_ID.search(children[-1].content):
            alone = len(children) == 1 and found.start() == 0
            if alone and state.tokens[index - 1].type != "paragraph_open":
                continue  # the whole of a heading or a cell is its words
            _hide(children, found)
            if alone:
                state.tokens[index - 1].hidden = state.tokens[index + 1].hidden = True


def _hide(children: list[Token], found: re.Match[str]) -> None:
    words = children.pop()
    words.content = words.content[: found.start()]
    if words.content:
        children.append(words)
    elif children and children[-1].type == "softbreak":
        children.pop()
    anchor = f"^{found[1].lower()}"
    children.append(Token("block_id", "", 0, hidden=True, meta={"anchor": anchor}))

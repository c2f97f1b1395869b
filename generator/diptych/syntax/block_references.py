"""Blocks as Logseq names them: ``((64c1a2b3-…))`` and ``{{embed ((64c1a2b3-…))}}``.

A block is named by an id that stands below its words, ``id:: 64c1a2b3-…``, in whatever file it may
be. A link's ``href`` is the name with its brackets until it is known where the block stands.
Embedded pages, ``{{embed [[Page]]}}``, are Obsidian's ``![[Page]]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.syntax.block_names import EMBEDDED, NAMED
from diptych.syntax.obsidian import shown_name
from diptych.syntax.references import TRANSCLUDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline


def block_reference_plugin(md: MarkdownIt) -> None:
    """Make link tokens of both."""
    md.inline.ruler.before("cloze", "embedded_block", _tokenize)
    # The parser looks for no marks at a bracket of this kind.
    md.core.ruler.push("named_blocks", _name)


def _tokenize(state: StateInline, silent: bool) -> bool:
    found = EMBEDDED.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        page = found[2] or ""
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": f"[[{page}]]" if page else f"(({found[1]}))"}
        opening.meta = {TRANSCLUDES: True}
        state.push("text", "", 0).content = shown_name(page) if page else f"(({found[1]}))"
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _name(state: StateCore) -> None:
    for block in state.tokens if "((" in state.src else ():
        if block.children and NAMED.search(block.content):
            block.children = list(_with_names(block.children))


def _with_names(children: Iterable[Token]) -> Iterator[Token]:
    inside = 0
    for token in children:
        inside += (token.type == "link_open") - (token.type == "link_close")
        if token.type != "text" or inside:
            yield token
            continue
        done = 0
        for found in NAMED.finditer(token.content):
            yield from _text(token.content[done : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": found[0]})
            yield from _text(found[0])
            yield Token("link_close", "a", -1)
            done = found.end()
        yield from _text(token.content[done:]) if done else [token]


def _text(content: str) -> Iterator[Token]:
    if content:
        yield Token("text", "", 0, content=content)

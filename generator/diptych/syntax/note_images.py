"""Images whose file is a note: ``![Detail](note.md#detail)`` means its text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it.token import Token

from diptych.input.sources import MARKDOWN
from diptych.syntax.media import ending_of
from diptych.syntax.obsidian import shown_name
from diptych.syntax.references import TRANSCLUDES, is_remote

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore


def note_image_plugin(md: MarkdownIt) -> None:
    """Make links of them, in whose place the text of the note is to stand."""
    md.core.ruler.push("note_images", _find)


def _find(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and "![" in token.content:
            token.children = [each for child in token.children for each in _as_link(child)]


def _as_link(token: Token) -> list[Token]:
    """Make a link of an image whose file is a note: ``![Detail](note.md#detail)``."""
    address = str(token.attrs.get("src", ""))
    is_note = token.type == "image" and ending_of(address) in MARKDOWN
    if not is_note or is_remote(address):
        return [token]
    attributes = {"href": address}
    attributes |= {"title": str(token.attrs["title"])} if "title" in token.attrs else {}
    meta = {**token.meta, TRANSCLUDES: True}
    opening = Token("link_open", "a", 1, attrs={**attributes}, meta=meta)
    words = token.children or []
    if not words:
        name = shown_name(unquote(address.rpartition("/")[2]))
        words = [Token("text", "", 0, content=name)]
    return [opening, *words, Token("link_close", "a", -1)]

"""Obsidian's links and embeds: ``[[Note#Heading|alias]]``, ``![[picture.png|300]]``.

A note is named there, not addressed: the link's ``href`` is what was written between the brackets,
brackets included, which no other link can have, and ``diptych.syntax.references.resolve`` reads it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it.common.utils import normalizeReference

from diptych.characters import lazy
from diptych.input.media import IMAGES, MEDIA
from diptych.syntax.media import ending_of
from diptych.syntax.references import TRANSCLUDES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# `[[1]](address)` is a link whose text is `[1]`, and `[[^1]]` a footnote's mark in brackets.
WIKI = lazy(r"(!?)\[\[(?!\^)([^\[\]\n]+)\]\](?!\()")
PIPE = lazy(r"\\?\|")
SIZE = lazy(r"(\d{1,5})(?:x(\d{1,5}))?$")

# `x[[0]]`, `frame[["name"]]`: an index, which people also write without marking it as code.
# What code has by itself: numbers in a list, a class of characters, an internal slot.
CODE = lazy(r"\s*-?\d[\d.]*(?:\s*,\s*-?\d[\d.]*)*\s*|:\w+:")
INDEX = lazy(r"[\s\d,.:\"'-]+|[\"'].*[\"']")


def wiki_plugin(md: MarkdownIt) -> None:
    """Make link and image tokens of ``[[…]]`` and ``![[…]]``."""
    md.inline.ruler.before("link", "wiki", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    found = WIKI.match(state.src, state.pos, state.posMax)
    if found is None or _means_something_else(state, found):
        return False
    if not silent:
        name, *labels = (part.strip() for part in PIPE.split(found[2]))
        file, _, part = name.partition("#")
        if found[1] and ending_of(file) in MEDIA:
            # Behind a picture, themes say where to place it: `#left`.
            part = "" if ending_of(file) in IMAGES else part
            _push_image(state, file.strip(), part, labels)
        else:
            _push_link(state, name, "|".join(labels), transcludes=bool(found[1]))
    state.pos = found.end()
    return True


def _means_something_else(state: StateInline, found: re.Match[str]) -> bool:
    """Tell whether the brackets are a reference's or an index's."""
    name = PIPE.split(found[2])[0].strip()
    if not name.strip("#") or normalizeReference(found[2]) in state.env.get("references", {}):
        return True
    if not found[1] and CODE.fullmatch(name) and ("," in name or ":" in name):
        return True
    before = state.src[found.start() - 1 : found.start()]
    is_word = before.isascii() and (before.isalnum() or before in {"_", ")", "]"})
    return bool(before) and is_word and bool(INDEX.fullmatch(name))


def _push_link(state: StateInline, name: str, alias: str, *, transcludes: bool) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": f"[[{name}]]"}
    opening.meta = {TRANSCLUDES: True} if transcludes else {}
    state.push("text", "", 0).content = alias or shown_name(name)
    state.push("link_close", "a", -1)


def _push_image(state: StateInline, file: str, part: str, labels: list[str]) -> None:
    image = state.push("image", "img", 0)
    address = quote(file.replace("\\", "/"), safe="/:%")
    image.attrs = {"src": f"{address}#{part}" if part else address, "alt": ""}
    image.children = []
    if labels and (size := SIZE.match(labels[-1])):
        sizes = zip(("width", "height"), size.groups(), strict=True)
        image.attrs |= {side: value for side, value in sizes if value}
        labels = labels[:-1]
    if label := "|".join(labels):
        image.content = label
        state.md.inline.parse(label, state.md, state.env, image.children)


def shown_name(name: str) -> str:
    """Write what a link without an alias says: ``Note#Heading`` as ``Note > Heading``."""
    return " > ".join(part.strip() for part in name.split("#") if part.strip())

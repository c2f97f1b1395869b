"""What a field shows, block by block, as Markdown by which blocks are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.connect.ownership import same
from diptych.from_html import SOUND, Manner, written_blocks
from diptych.syntax.html import TAG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DARK = lazy(r'<img\b[^"]*class="dark"')
_LIST = lazy(r"(</?)(?:ol|li)\b")
_FENCE = lazy(r"\s*(?:`{3,}|~{3,})")
_LINES_TELL = lazy(r"\s*(?:[-*+|]|\d+[.)])")
# A character that nobody sees, by which what only looks like a mark is kept from being one.
_UNSEEN = lazy("\u2060|&#8288;")

ITEMS = ("Options", "Sources")
"""The fields that are a list, each item of which is a block of its own."""


def texts_of(
    name: str, html: str, *, deletes: bool = False, manner: Manner = Manner.PLAIN
) -> tuple[str, ...]:
    """Write a field as Markdown, block by block; a sound is written as a picture is.

    Args:
        name: of the field.
        deletes: whether ``{{c1::…}}`` hides something, as in cloze notes.
    """
    shown = SOUND.sub(lambda sound: f'<img src="{sound[1]}">', _UNSEEN.sub("", html))
    shown = TAG.sub(lambda tag: "" if _DARK.match(tag[0]) else tag[0], shown)
    if name in ITEMS:
        shown = _LIST.sub(r"\1div", shown)
    return tuple(each.text for each in written_blocks(shown, deletes=deletes, manner=manner))


def key_of(text: str) -> str:
    """Tell blocks apart by what they show: in running text a line's end is a space."""
    text = _UNSEEN.sub("", text)
    if _FENCE.match(text) or _LINES_TELL.match(text):
        return text.rstrip()
    return " ".join(text.split())


def show_same(name: str, one: str, other: str, *, deletes: bool) -> bool:
    """Tell whether two texts of a field are the same, or would be the same Markdown."""
    if same(name, one, other):
        return True
    one_side, other_side = (keys_of(texts_of(name, e, deletes=deletes)) for e in (one, other))
    return name != "Link" and one_side == other_side


def agree(there: Mapping[str, str], fields: Mapping[str, str], *, deletes: bool) -> bool:
    """Tell whether a note says in each field what another state of it says, in whichever HTML."""
    return all(
        show_same(name, value, fields.get(name, ""), deletes=deletes)
        for name, value in there.items()
    )


def keys_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Tell the blocks of a field apart."""
    return tuple(map(key_of, texts))

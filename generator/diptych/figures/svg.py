"""A figure's SVG as text: what it says of itself, its colours, and its ids.

The committed drawing carries, on its root element, the hash of its code (``data-code``), its
caption (``data-caption``), its alternative text (``aria-label``), and whether it can be played with
(``data-playable``). Each colour of the palette is written as ``var(--fig-NAME, #light)``: alone in
an editor the light colour shows, inlined in a page the page's theme rules.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.digests import recalled
from diptych.syntax.html import opening_tags, without_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

# Part of each figure's code hash: raise it when `tidy` writes something else than before.
FORM = 2

VARIABLE = lazy(r"var\(--fig-([\w-]+), (#[0-9a-f]{6})\)")
_CODE = lazy(r' data-code="[^"]*"')
ID = lazy(r'(\bid="|href="#|url\(#)([\w.-]+)')


def code_of(drawing: str) -> str | None:
    """Read the hash of the code that drew it."""
    return _attribute(drawing, "data-code")


def caption_of(drawing: str) -> str:
    """Read the figure's own caption, for where the notes give none."""
    return _attribute(drawing, "data-caption") or ""


def alternative_of(drawing: str) -> str:
    """Read what is to be seen, in words."""
    return _attribute(drawing, "aria-label") or ""


@recalled(list[str])
def words_in(drawing: str) -> list[str]:
    """Read all that it says in words: caption, alternative text, labels."""
    labels = html.unescape(without_tags(drawing, "\n")).splitlines()
    return [caption_of(drawing), alternative_of(drawing), *labels]


def is_playable(drawing: str) -> bool:
    """Tell whether frames belong to it, so that a reader can move its slider."""
    return _attribute(drawing, "data-playable") is not None


def for_page(drawing: str, scope: str) -> str:
    """Prepare a drawing for a page; ``scope`` keeps its ids apart from those of its other uses."""
    inlined = ID.sub(lambda found: f"{found.group(1)}{scope}-{found.group(2)}", drawing)
    return re.sub(r' data-(?:code|caption|playable)="[^"]*"', "", inlined).strip()


def without_code(drawing: str) -> str:
    """Leave out the hash of the code: other code that draws the same makes the same picture."""
    return _CODE.sub("", drawing, count=1)


def baked(drawing: str, palette: Mapping[str, tuple[str, str]], *, dark: bool) -> str:
    """Fix a drawing's colours: an ``<img>`` inherits no style from its page."""

    def colour(found: re.Match[str]) -> str:
        light, night = palette.get(found.group(1), (found.group(2), found.group(2)))
        return night if dark else light

    return VARIABLE.sub(colour, drawing)


def _attribute(drawing: str, name: str) -> str | None:
    return _root(drawing).get(name)


@lru_cache(maxsize=1024)
def _root(drawing: str) -> Mapping[str, str]:
    """Read the attributes of a drawing's root; a build asks for several, again and again."""
    root = next(opening_tags(drawing, "svg"), None)
    return root.attributes if root else {}

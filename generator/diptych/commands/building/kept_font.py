"""The math font, cut once for the characters that it shows: kept from build to build."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from diptych.site.font import MathFont, math_font, shipped_font

if TYPE_CHECKING:
    from collections.abc import Callable

    from diptych.output.store import Store


def font_cutter(store: Store, version: str) -> Callable[[str], MathFont]:
    """Make what cuts the font down to some characters, or reads what was cut for them before.

    Most notebooks need no characters but those that the engine brings a font for.

    Args:
        version: names the engine and the libraries.
    """

    @cache
    def cut(characters: str) -> MathFont:
        if shipped := shipped_font(characters):
            return shipped
        key = hashlib.blake2b(f"{version}\0font\0{characters}".encode(), digest_size=32).digest()
        if (known := _known(store.read([key]).get(key))) is not None:
            return known
        font = math_font(characters)
        store.write({key: msgspec.msgpack.encode(font)})
        return font

    return cut


def _known(data: bytes | None) -> MathFont | None:
    try:
        return msgspec.msgpack.decode(data, type=MathFont) if data else None
    except ValueError:
        return None

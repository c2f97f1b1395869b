"""Pictures whose bytes stand in their address: ``data:image/png;base64,…``."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from urllib.parse import unquote

from diptych.characters import lazy

LARGEST = 5 * 2**20
"""Bytes of one picture."""

DATA = lazy(r"data:", re.IGNORECASE)
BASE64 = lazy(r"data:image/[\w.+-]+(?:;[\w.+=-]+)*;base64,(?P<data>.*)", re.I | re.DOTALL)
# How the bytes of each kind begin; what the address says of it is not asked.
KINDS = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}


# What lies beside notes may be more kinds than an address can hold.
MORE_KINDS = {
    **KINDS,
    ".bmp": re.compile(rb"BM.{4}\0{4}", re.DOTALL),
    ".avif": re.compile(rb"....ftypavi[fs]", re.DOTALL),
    ".svg": re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE svg|svg).{0,2000}", re.DOTALL),
}


def ending_of_picture(data: bytes) -> str | None:
    """Tell by its bytes what kind of picture a file is; None if it is none that pages show."""
    for ending, sign in MORE_KINDS.items():
        found = sign.match(data)
        if found and (ending != ".svg" or b"<svg" in found[0]):
            return ending
    return None


def is_data(address: str) -> bool:
    """Tell whether an address holds what it leads to."""
    return DATA.match(address) is not None


def data_image(address: str) -> tuple[str, bytes] | None:
    """Read a picture out of its address.

    Returns:
        the ending of its file's name, and its bytes; None when it is no picture, or too large.
    """
    found = BASE64.match(address)
    if found is None or len(found["data"]) > LARGEST * 4 // 3 + 4:
        return None
    try:
        data = b64decode("".join(unquote(found["data"]).split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return next(((ending, data) for ending, sign in KINDS.items() if sign.match(data)), None)


def without_data(address: str) -> str:
    """Shorten an address to what it says of its bytes."""
    head, comma, _ = address.partition(",")
    return f"{head[:60]}{comma}…"

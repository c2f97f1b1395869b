"""Pictures that tests make, and what colours one has."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image


def png(width: int = 1, height: int = 1, shade: int = 128) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        said = kind + data
        return struct.pack(">I", len(data)) + said + struct.pack(">I", zlib.crc32(said))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def colours_of(
    picture: bytes, box: tuple[float, float, float, float] | None = None
) -> dict[str, float]:
    """Each colour of a picture as `#rrggbb`, with its share of the area, the most frequent first.

    Args:
        box: left, top, right and bottom of the part to look at, in pixels.
    """
    seen = Image.open(io.BytesIO(picture)).convert("RGB")
    part = seen.crop(tuple(map(round, box))) if box else seen  # type: ignore[arg-type]
    counted = sorted(part.getcolors(1 << 24) or [], reverse=True)
    area = part.width * part.height
    return {"#{:02x}{:02x}{:02x}".format(*rgb): number / area for number, rgb in counted}  # type: ignore[misc]

"""How large a picture is shown: as its notes say, or as a part of its own size."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import imagesize

if TYPE_CHECKING:
    from diptych.model import Asset
    from diptych.render.relocations import Picture


def shown_size(asset: Asset, picture: Picture) -> dict[str, str]:
    """Find the width and height of a picture's tag; a zoom becomes a width."""
    size = {side: picture.attribute(side) for side in ("width", "height")}
    if zoom := picture.attribute("zoom"):
        size = {"width": _zoomed(size["width"] or _own_width(asset.data), float(zoom))}
    return {side: value for side, value in size.items() if value}


def _own_width(data: bytes) -> str:
    """Read a picture's width in pixels; where it tells none, its zoom is one of the column."""
    width = imagesize.get(BytesIO(data))[0]
    return str(width) if width > 0 else "100%"


def _zoomed(width: str, zoom: float) -> str:
    if width.endswith("%"):
        return f"{float(width[:-1]) * zoom:g}%"
    return str(max(1, round(float(width) * zoom)))

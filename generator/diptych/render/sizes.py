"""How large a picture is shown: as its notes say, or as a part of its own size."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from diptych.digests import recalled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model.book import Asset
    from diptych.render.relocations import Embed, Picture


def shown_size(asset: Asset | None, picture: Picture | Embed) -> dict[str, str]:
    """Find the width and height of a picture's tag; a zoom becomes a width.

    Args:
        asset: its file; None where it lies on the network.
    """
    size = {side: picture.attribute(side) for side in ("width", "height")}
    if zoom := picture.attribute("zoom"):
        own = size["width"] or (_own_width(asset.data) if asset else "100%")
        size = {"width": _zoomed(own, float(zoom))}
    return {side: value for side, value in size.items() if value}


def as_page_says(attributes: Mapping[str, str]) -> dict[str, str]:
    """Write a width that is a part of the column as a class: HTML's attribute takes pixels only.

    Pages let no style stand in a tag, so their sheet has a rule for the tens and one for the ones.
    """
    said = dict(attributes)
    if said.get("width", "").endswith("%"):
        part = min(100, max(1, round(float(said.pop("width")[:-1]))))
        said["class"] = f"partial tens-{part // 10} ones-{part % 10}"
    return said


@recalled(tuple[int, int] | None)
def own_size(data: bytes) -> tuple[int, int] | None:
    """Read how wide and how high a picture is, in pixels; None where it does not tell."""
    import imagesize  # with it a client of the web; few notes ask how large a picture is

    width, height = imagesize.get(BytesIO(data))
    return (int(width), int(height)) if width > 0 and height > 0 else None


def _own_width(data: bytes) -> str:
    """Read a picture's width in pixels; where it tells none, its zoom is one of the column."""
    size = own_size(data)
    return str(size[0]) if size else "100%"


def _zoomed(width: str, zoom: float) -> str:
    if width.endswith("%"):
        return f"{float(width[:-1]) * zoom:g}%"
    return str(max(1, round(float(width) * zoom)))

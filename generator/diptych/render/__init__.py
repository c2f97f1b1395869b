"""Questions → safe HTML: rendered once for pages and once for cards, then filled by targets.

What fills is imported from here; what renders, for compiling alone, from ``questions`` and
``blocks``: a build with nothing to compile loads no parser for it.
"""

from __future__ import annotations

from diptych.render.card_target import CardTarget, fill_card, finished_card
from diptych.render.context import Context, former_picture_names
from diptych.render.deletions import read_in, with_numbers
from diptych.render.gallery import render_figure
from diptych.render.occlusion import Occluded, OccludedPicture, occluded_pictures
from diptych.render.targets import PageTarget, assets_of, fill, fill_body

__all__ = [
    "CardTarget",
    "Context",
    "Occluded",
    "OccludedPicture",
    "PageTarget",
    "assets_of",
    "fill",
    "fill_body",
    "fill_card",
    "finished_card",
    "former_picture_names",
    "occluded_pictures",
    "read_in",
    "render_figure",
    "with_numbers",
]

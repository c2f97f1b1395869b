"""Questions → safe HTML: rendered once for pages and once for cards, then filled by targets."""

from __future__ import annotations

from diptych.render.blocks import CardBlock, card_blocks
from diptych.render.card_target import CardTarget, fill_card, finished_card
from diptych.render.context import Context, former_picture_names
from diptych.render.deletions import read_in, with_numbers
from diptych.render.gallery import render_figure
from diptych.render.occlusion import Occluded, OccludedPicture, occluded_pictures
from diptych.render.questions import Rendered, RenderedIntro, render_intro, render_question
from diptych.render.targets import PageTarget, assets_of, fill, fill_body

__all__ = [
    "CardBlock",
    "CardTarget",
    "Context",
    "Occluded",
    "OccludedPicture",
    "PageTarget",
    "Rendered",
    "RenderedIntro",
    "assets_of",
    "card_blocks",
    "fill",
    "fill_body",
    "fill_card",
    "finished_card",
    "former_picture_names",
    "occluded_pictures",
    "read_in",
    "render_figure",
    "render_intro",
    "render_question",
    "with_numbers",
]

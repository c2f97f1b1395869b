"""Questions → safe HTML, in two flavours: for a page of the site and for a card in Anki."""

from __future__ import annotations

from generator.render.context import Context
from generator.render.gallery import render_figure
from generator.render.questions import Rendered, render_intro, render_question

__all__ = ["Context", "Rendered", "render_figure", "render_intro", "render_question"]

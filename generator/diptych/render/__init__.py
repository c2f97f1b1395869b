"""Questions → safe HTML, in two flavours: for a page of the site and for a card in Anki."""

from __future__ import annotations

from diptych.render.context import Context
from diptych.render.gallery import render_figure
from diptych.render.questions import Rendered, render_intro, render_question
from diptych.render.unasked import unasked

__all__ = ["Context", "Rendered", "render_figure", "render_intro", "render_question", "unasked"]

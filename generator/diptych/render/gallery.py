"""The figures by themselves: each with its slider, its words and its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.figures import svg
from diptych.model.book import Asset, FigurePage
from diptych.render.code import code_file_box
from diptych.render.relocations import Picture
from diptych.syntax.references import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.figures.code_behind import Listing
    from diptych.figures.registry import Figure
    from diptych.render.context import Context


def render_figure(
    figure: Figure, code: Sequence[Listing], shown_in: Sequence[int], context: Context
) -> tuple[FigurePage, tuple[Asset, ...]]:
    """Render one figure for the gallery at the site's root, and find the files that it needs.

    Args:
        code: what it is computed and drawn by.
        shown_in: the numbers of the questions that show it, counted from 1.
    """
    drawing = Picture(Target(figure.path, figure.path, ""), (), 1)
    page = FigurePage(
        name=figure.name,
        caption=svg.caption_of(figure.drawing or ""),
        body=('<figure class="figure">', drawing, "</figure>"),
        code=tuple((each.name or each.path, code_file_box(each.code, each.path)) for each in code),
        questions=tuple(shown_in),
    )
    return page, (context.frames_asset(figure),) if figure.frames else ()

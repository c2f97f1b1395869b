"""The figures by themselves: each with its slider, its words and its code."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from diptych.figures import svg
from diptych.model import Asset, FigurePage, Span
from diptych.render.flavour import Job
from diptych.render.questions import page_flavour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.figures.code_behind import Listing
    from diptych.figures.registry import Figure
    from diptych.render.context import Context


def render_figure(
    figure: Figure, code: Sequence[Listing], shown_in: Sequence[int], context: Context
) -> tuple[FigurePage, tuple[Asset, ...]]:
    """One figure for the gallery, and the files it needs.

    Args:
        code: what it is computed and drawn by.
        shown_in: the numbers of the questions that show it, counted from 1.
    """
    flavour = page_flavour()
    scope = f"figure-{figure.name}"
    job = Job(context, figure.module, scope, Span(figure.module, 1, 1), {})
    drawing = flavour.show_drawing(figure, job)
    caption = html.escape(svg.caption_of(figure.drawing or ""))
    page = FigurePage(
        name=figure.name,
        body=f'<figure class="figure">{drawing}<figcaption>{caption}</figcaption></figure>',
        code=tuple(
            (each.name or each.path, flavour.show_code(each.code, "python", each.path))
            for each in code
        ),
        questions=tuple(shown_in),
    )
    return page, tuple(job.assets.values())

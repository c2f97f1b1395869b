"""Draw what is stale, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from generator.codes import diagnose
from generator.figures.registry import FigurePackageError, Gallery
from generator.model import Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.progress import Progress


def draw_figures(
    gallery: Gallery, names: Sequence[str], progress: Progress
) -> tuple[Gallery, dict[str, str], tuple[Diagnostic, ...]]:
    """Draw some of the figures anew.

    Returns:
        The gallery with the new drawings, the drawings and frames by path, and what went wrong.
    """
    from generator.figures.drawing import draw  # Matplotlib, only when something is to be drawn

    figures = dict(gallery.figures)
    drawn: dict[str, str] = {}
    troubles = []
    for number, name in enumerate(names):
        progress(f"drawing {name}", number, len(names))
        try:
            figure = figures[name] = draw(figures[name], gallery)
        except FigurePackageError as error:
            span = Span(figures[name].path, 1, 1)
            troubles.append(diagnose("D406", f"cannot be drawn: {error}", span))
        else:
            assert figure.drawing is not None
            drawn[figure.path] = figure.drawing
            if figure.frames is not None:
                drawn[figure.frames_path] = figure.frames
    return replace(gallery, figures=figures), drawn, tuple(troubles)

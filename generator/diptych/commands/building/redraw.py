"""``diptych figures``: draw the figures that were asked for."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from diptych.figures.refresh import draw_figures
from diptych.link.notebook import load_figures
from diptych.model import UsageError
from diptych.output.locks import WriteError
from diptych.output.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.input.config import Config
    from diptych.model import Diagnostic, Progress


def redraw(
    config: Config, names: Sequence[str], progress: Progress, *, fresh: bool
) -> tuple[dict[str, bool], Sequence[Diagnostic]]:
    """Draw figures and write their drawings; when one fails, none is written.

    Args:
        names: which; none means the stale ones.
        fresh: draw all, stale or not.

    Returns:
        Path of each file drawn → whether it differs from before; and what went wrong.

    Raises:
        UsageError: the notebook has no figures, or none of that name.
        WriteError: a drawing cannot be written.
    """
    gallery, troubles = load_figures(config)
    if troubles:
        return {}, troubles
    if config.figures is None:
        raise UsageError(
            "this notebook has no figures: diptych.toml sets no `figures`. Name there the folder "
            'of their package: figures = "figures"'
        )
    for name in names:
        if name not in gallery.figures:
            near = difflib.get_close_matches(name, gallery.figures, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(gallery.figures)}"
            raise UsageError(f"there is no figure {name}; {hint}")
    stale = [figure.name for figure in gallery.figures.values() if fresh or figure.stale]
    before = gallery.drawn()
    _, drawn, problems = draw_figures(gallery, list(names) or stale, progress)
    if problems:
        return {}, problems
    try:
        for path, drawing in drawn.items():
            replace_file(config.root / path, drawing.encode())
    except OSError as error:
        raise WriteError.of(error.filename, error) from error
    return {path: drawing != before.get(path) for path, drawing in drawn.items()}, ()

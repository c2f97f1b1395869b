"""Are the figures known and fresh?"""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic


def unknown(facts: Facts) -> Iterator[Diagnostic]:
    """Images among the figures' drawings that no figure is registered for."""
    figures = facts.gallery.by_path()
    for reference in facts.references:
        path = reference.target.path
        if reference.kind != "image" or path is None or path in figures:
            continue
        if in_figure_folder(facts, path):
            name = PurePosixPath(path).stem
            near = difflib.get_close_matches(name, facts.gallery.figures, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else "Add it to the package's `FIGURES`."
            yield diagnose("D402", f"there is no figure `{name}`", reference.span, hint)


def stale(facts: Facts) -> Iterator[Diagnostic]:
    """Figures in use whose drawing is older than their code; `build` draws them anew."""
    figures = facts.gallery.by_path()
    for reference in facts.references:
        figure = figures.get(reference.target.path or "")
        if reference.kind == "image" and figure is not None and figure.stale:
            what = "was never drawn" if figure.drawing is None else "was drawn by other code"
            message = f"figure `{figure.name}` {what}"
            hint = "Run `diptych figures`, or `diptych build`, and commit the drawing."
            yield diagnose("D403", message, reference.span, hint)


def in_figure_folder(facts: Facts, path: str) -> bool:
    """Tell whether a path lies where the figures' drawings are."""
    figures = facts.gallery.figures.values()
    return any(path.rpartition("/")[0] == figure.path.rpartition("/")[0] for figure in figures)

"""Draw what is stale, and nothing else."""

from __future__ import annotations

import gc
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.figures.registry import Figure, FigurePackageError, Gallery, how_to_install
from diptych.model import Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.model import Progress

# Another process has to import Matplotlib first, which takes as long as drawing a few figures.
_FIGURES_EACH = 4
_MOST_WORKERS = 8


def draw_figures(
    gallery: Gallery, names: Sequence[str], progress: Progress
) -> tuple[Gallery, dict[str, str], tuple[Diagnostic, ...]]:
    """Draw some of the figures anew; many are shared out among the machine's processors.

    Returns:
        The gallery with the new drawings, the drawings and frames by path, and what went wrong.
    """
    if names and (missing := _missing_library(gallery.figures[names[0]], len(names))):
        return gallery, {}, (missing,)
    results: dict[str, Figure | FigurePackageError] = {}
    for number, (name, result) in enumerate(_drawn(gallery, names), start=1):
        progress(f"drawing {name}", number, len(names))
        results[name] = result
    figures = dict(gallery.figures)
    files: dict[str, str] = {}
    troubles = []
    for name in names:
        result = results[name]
        if isinstance(result, FigurePackageError):
            span = Span(figures[name].path, 1, 1)
            troubles.append(diagnose("D406", f"cannot be drawn: {result}", span, result.hint))
        else:
            figures[name] = result
            files |= Gallery(figures={name: result}).drawn()
    return replace(gallery, figures=figures), files, tuple(troubles)


def _missing_library(first: Figure, count: int) -> Diagnostic | None:
    """Say, once for all figures, that what draws them is not installed; None where it is."""
    if find_spec("matplotlib") is not None:
        return None
    what = "a figure" if count == 1 else f"{count} figures"
    message = f"{what} cannot be drawn: Matplotlib is not installed"
    return diagnose("D406", message, Span(first.path, 1, 1), how_to_install())


class FigureMemory:
    """Draws figures, each only once as long as its code stays the same."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}

    def draw(
        self, gallery: Gallery, names: Sequence[str], progress: Progress
    ) -> tuple[Gallery, dict[str, str], tuple[Diagnostic, ...]]:
        """Do what `draw_figures` does."""
        known = {name: self._figures[name] for name in names if self._knows(gallery.figures[name])}
        gallery = replace(gallery, figures={**gallery.figures, **known})
        others = [name for name in names if name not in known]
        gallery, files, troubles = draw_figures(gallery, others, progress)
        self._figures |= {name: gallery.figures[name] for name in names}
        return gallery, Gallery(figures=known).drawn() | files, troubles

    def _knows(self, figure: Figure) -> bool:
        known = self._figures.get(figure.name)
        return known is not None and known.code == figure.code and not known.stale


def _drawn(
    gallery: Gallery, names: Sequence[str]
) -> Iterator[tuple[str, Figure | FigurePackageError]]:
    """Yield each figure as soon as it is drawn, or why it cannot be."""
    workers = min(os.cpu_count() or 1, len(names) // _FIGURES_EACH, _MOST_WORKERS)
    if workers < 2:
        for name in names:
            yield name, _draw(name, gallery)
        return
    # Only where several draw: few builds do.
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    # Spawned, so that it is the same on every system, and no thread is copied half-way.
    with ProcessPoolExecutor(workers, get_context("spawn"), _set_up_worker) as pool:
        waiting = {pool.submit(_draw, name, gallery): name for name in names}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


def _set_up_worker() -> None:
    # Linear algebra must not start as many threads again in every process.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    # Matplotlib makes so many objects that looking for garbage took an eighth of the time.
    gc.set_threshold(100_000, 50)


def _draw(name: str, gallery: Gallery) -> Figure | FigurePackageError:
    from diptych.figures.drawing import draw  # Matplotlib, only when something is to be drawn

    try:
        return draw(gallery.figures[name], gallery)
    except FigurePackageError as error:
        if _lacks_library(error):
            error.hint = how_to_install()
        return error


def _lacks_library(error: BaseException | None) -> bool:
    """Tell whether what draws figures is not installed, by what an error came of."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name in {"matplotlib", "numpy"}:
            return True
        error = error.__cause__
    return False

"""Draw a figure: the only module of the engine that imports Matplotlib."""

from __future__ import annotations

import importlib
import io
import warnings
from typing import TYPE_CHECKING, Any, Protocol, cast

import matplotlib as mpl
from msgspec.structs import replace

from diptych.figures.frames import as_json, changes
from diptych.figures.registry import FigurePackageError, import_package
from diptych.figures.tidy import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure as Canvas

    from diptych.figures.registry import Figure, Gallery

# Text stays text, and neither the clock nor a random salt gets into the bytes.
SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "diptych", "path.simplify": True}


class Slider(Protocol):
    """What a plot that can be played with offers as ``SLIDER``."""

    label: str
    values: Sequence[float]
    start: int
    written: Sequence[str]


class Plot(Protocol):
    """What a module in the figure package's ``plots/`` offers."""

    ALT: str
    CAPTION: str

    def compute(self, *value: float) -> Any:
        """Compute the arrays, for a value of its slider if it has one."""

    def draw(self, data: Any) -> Canvas:
        """Draw what ``compute`` gave."""


def draw(figure: Figure, gallery: Gallery) -> Figure:
    """Run a figure's code: the figure with its drawing and frames, the same bytes each time.

    Raises:
        FigurePackageError: the figure's code failed.
    """
    assert gallery.folder is not None
    import_package(gallery.folder)
    module = f"{gallery.folder.name}.plots.{figure.name.replace('-', '_')}"
    try:
        plot = cast("Plot", importlib.import_module(module))
        slider: Slider | None = getattr(plot, "SLIDER", None)
        values = [(value,) for value in slider.values] if slider else [()]
        with mpl.rc_context(), warnings.catch_warnings():
            warnings.simplefilter("error")
            mpl.rcdefaults()  # not the settings of whoever draws it
            mpl.rcParams.update(SETTINGS)
            raw = [_raw(plot, value) for value in values]
    # The notebook's own code: whatever it raises is told as it is, also that it wants to end.
    except (Exception, SystemExit) as error:
        raise FigurePackageError(f"figure `{figure.name}`: {error!r}") from error
    about = {
        "aria-label": plot.ALT,
        "data-figure": figure.name,
        "data-caption": plot.CAPTION,
        "data-code": figure.code,
    }
    if slider is None:
        return replace(figure, drawing=tidy(raw[0], about, gallery.palette), frames=None)
    about["data-playable"] = ""
    drawings = [tidy(each, about, gallery.palette) for each in raw]
    frames = as_json(
        changes(drawings, slider.start),
        {
            "code": figure.code,
            "label": slider.label,
            "names": list(slider.written),
            "start": slider.start,
        },
    )
    return replace(figure, drawing=drawings[slider.start], frames=frames)


def _raw(plot: Plot, value: Sequence[float]) -> str:
    """Let Matplotlib write the SVG for one value of the slider."""
    buffer = io.StringIO()
    drawn = plot.draw(plot.compute(*value))
    drawn.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return buffer.getvalue()

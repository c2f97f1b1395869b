"""Draw a figure: the only module of the engine that imports Matplotlib."""

from __future__ import annotations

import importlib
import io
import warnings
from typing import TYPE_CHECKING, Any, Protocol, cast

import matplotlib as mpl

from generator.figures.registry import FigurePackageError, import_package
from generator.figures.tidy import tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from generator.figures.registry import Figure, Gallery

# Text stays text, and neither the clock nor a random salt gets into the bytes.
SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "diptych", "path.simplify": True}


class Plot(Protocol):
    """What a module in the figure package's ``plots/`` offers."""

    ALT: str
    CAPTION: str

    def compute(self) -> Any:
        """The arrays, from the package's tested functions."""

    def draw(self, data: Any) -> Canvas:
        """The drawing of what ``compute`` gave."""


def draw(figure: Figure, gallery: Gallery) -> str:
    """Run a figure's code and give its SVG, the same bytes each time.

    Raises:
        FigurePackageError: the figure's code failed.
    """
    assert gallery.folder is not None
    import_package(gallery.folder)
    module = f"{gallery.folder.name}.plots.{figure.name.replace('-', '_')}"
    try:
        plot = cast("Plot", importlib.import_module(module))
        with mpl.rc_context(), warnings.catch_warnings():
            warnings.simplefilter("error")
            mpl.rcdefaults()  # not the settings of whoever draws it
            mpl.rcParams.update(SETTINGS)
            buffer = io.StringIO()
            plot.draw(plot.compute()).savefig(
                buffer, format="svg", transparent=True, metadata={"Date": None}
            )
    except Exception as error:  # the notebook's own code: whatever it raises is told as it is
        raise FigurePackageError(f"figure `{figure.name}`: {error!r}") from error
    about = {
        "aria-label": plot.ALT,
        "data-figure": figure.name,
        "data-caption": plot.CAPTION,
        "data-code": figure.code,
    }
    return tidy(buffer.getvalue(), about, gallery.palette)

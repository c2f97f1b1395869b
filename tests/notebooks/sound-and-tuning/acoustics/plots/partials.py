"""A square wave as the sum of its first odd partials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acoustics.numerics.waves import square_wave
from acoustics.style import Slider, curve, legend, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = "A wavy line that follows a dashed square wave and overshoots it beside each jump."
CAPTION = "More partials follow the square more closely; the peak beside a jump stays as high."
SLIDER = Slider(label="partials", values=(1, 2, 3, 5, 10, 20, 40), start=3)


@dataclass(frozen=True, slots=True)
class Data:
    """One and a half periods of the square and of the sum."""

    time: NDArray[np.float64]
    square: NDArray[np.float64]
    total: NDArray[np.float64]


def compute(partials: float = SLIDER.values[SLIDER.start]) -> Data:
    """Add so many partials of a wave of one hertz."""
    time = np.linspace(0.001, 1.499, 1499)
    return Data(time, np.where(time % 1 < 0.5, 1.0, -1.0), square_wave(1.0, int(partials), time))


def draw(data: Data) -> Figure:
    """The sum over the dashed square."""
    figure, axes = new_axes("Pressure", "time in periods")
    curve(axes, data.time, data.square, "second", "square")
    curve(axes, data.time, data.total, "first", "sum")
    axes.set_ylim(-1.4, 1.4)
    axes.set_yticks([-1, 0, 1], ["−1", "0", "1"])
    axes.set_xticks([0, 0.5, 1, 1.5], ["0", "½", "1", "1½"])
    legend(axes)
    return figure

"""Two tones that differ by little swell and fade together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acoustics.numerics.waves import tone
from acoustics.style import Slider, curve, legend, new_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = "A fast wave whose height swells and fades between zero and two, inside a dashed envelope."
CAPTION = (
    "The sum of a tone of 40 Hz and a higher one: a difference of 3 Hz gives 3 beats a second."
)
SLIDER = Slider(label="difference in Hz", values=(1, 2, 3, 4, 6, 8), start=2)

LOWER = 40.0


@dataclass(frozen=True, slots=True)
class Data:
    """The sum of the two tones and its envelope, through a second."""

    time: NDArray[np.float64]
    total: NDArray[np.float64]
    envelope: NDArray[np.float64]


def compute(difference: float = SLIDER.values[SLIDER.start]) -> Data:
    """Add the two tones, both of which begin at their crest."""
    time = np.linspace(0, 1, 1201)
    crest = 0.25
    total = tone(LOWER, time + crest / LOWER)
    total = total + tone(LOWER + difference, time + crest / (LOWER + difference))
    return Data(time, total, 2 * np.abs(np.cos(np.pi * difference * time)))


def draw(data: Data) -> Figure:
    """The sum as a line, the envelope above and below."""
    figure, axes = new_axes("Pressure", "time in seconds")
    curve(axes, data.time, data.total, "first", "sum")
    curve(axes, data.time, data.envelope, "second", "envelope")
    curve(axes, data.time, -data.envelope, "second", "_below")
    axes.set_ylim(-2.2, 2.2)
    axes.set_yticks([-2, 0, 2], ["−2", "0", "2"])
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    legend(axes)
    return figure

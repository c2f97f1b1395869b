"""A sine that is sampled too seldom looks like a slower one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acoustics.numerics.waves import alias, tone
from acoustics.style import Slider, curve, legend, new_axes, points

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = "A fast sine with ten dots a second on it; a slower dashed sine runs through the same dots."
CAPTION = "Ten samples a second cannot tell the two sines apart: above 5 Hz a slower one appears."
SLIDER = Slider(label="frequency in Hz", values=(1, 3, 4, 6, 7, 9), start=5)

RATE = 10.0


@dataclass(frozen=True, slots=True)
class Data:
    """The sine, the slower one through its samples, and the samples."""

    time: NDArray[np.float64]
    wave: NDArray[np.float64]
    slow: NDArray[np.float64]
    at: NDArray[np.float64]
    samples: NDArray[np.float64]


def compute(frequency: float = SLIDER.values[SLIDER.start]) -> Data:
    """Sample a sine for one second; the slower one is upside down where the samples are."""
    time, at = np.linspace(0, 1, 601), np.arange(11) / RATE
    sign = 1 if frequency % RATE <= RATE / 2 else -1
    slow = sign * tone(alias(frequency, RATE), time)
    return Data(time, tone(frequency, time), slow, at, tone(frequency, at))


def draw(data: Data) -> Figure:
    """Both sines, and dots where they are sampled."""
    figure, axes = new_axes("Signal", "time in seconds")
    curve(axes, data.time, data.wave, "first", "signal")
    curve(axes, data.time, data.slow, "second", "through the samples")
    points(axes, data.at, data.samples, "ink", "o", "_samples")
    axes.set_ylim(-1.25, 1.25)
    axes.set_yticks([-1, 0, 1], ["−1", "0", "1"])
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    legend(axes)
    return figure

"""How far intervals of three tunings are from the piano's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acoustics.numerics.tuning import cents, stacked
from acoustics.style import DASHES, colour, legend, new_axes, points

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "For six intervals, two marks each: pure ratios lie up to 16 cents from the piano's, "
    "Pythagorean ones up to 8 cents."
)
CAPTION = "Zero is equal temperament. Pure thirds are far from it, fifths and fourths are near."

NAMES = ("minor third", "major third", "fourth", "fifth", "minor sixth", "major sixth")
SEMITONES = (3, 4, 5, 7, 8, 9)
JUST = (6 / 5, 5 / 4, 4 / 3, 3 / 2, 8 / 5, 5 / 3)
# So many pure fifths up or down give the interval, octaves apart.
FIFTHS = (-3, 4, -1, 1, -4, 3)


@dataclass(frozen=True, slots=True)
class Data:
    """By how many cents each interval is wider than in equal temperament (6,)."""

    just: NDArray[np.float64]
    pythagorean: NDArray[np.float64]


def compute() -> Data:
    """Compare the ratios of both tunings with whole semitones."""
    equal = 100 * np.array(SEMITONES)
    fifths = [stacked(3 / 2 if count > 0 else 4 / 3, abs(count)) for count in FIFTHS]
    return Data(
        just=np.array([cents(ratio) for ratio in JUST]) - equal,
        pythagorean=np.array([cents(ratio) for ratio in fifths]) - equal,
    )


def draw(data: Data) -> Figure:
    """A row for each interval, a mark for each tuning."""
    figure, axes = new_axes("", "cents wider than on a piano", height=3.6)
    axes.set_position((0.24, 0.17, 0.7, 0.7))
    places = np.arange(len(NAMES))
    axes.axvline(0, color=colour("faint"), linewidth=1, linestyle=DASHES["faint"])
    points(axes, data.pythagorean, places, "second", "D", "Pythagorean")
    # Open and larger: the fifth and the fourth are the same in both.
    points(axes, data.just, places, "first", "o", "just", size=13, filled=False)
    axes.set_yticks(places, NAMES)
    axes.set_ylim(len(NAMES) - 0.5, -0.5)
    axes.set_xlim(-20, 20)
    axes.set_xticks([-20, -10, 0, 10, 20], ["−20", "−10", "0", "10", "20"])
    legend(axes)
    return figure

"""What a teacher's probabilities say at each temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import softmax
from figures.slider import Slider
from figures.style import add_panel, bars, new_figure, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "五根横条是教师对一张猫图给五个类别的概率。T=1 时几乎全在“猫”上；"
    "T=4 时看得出老虎、狗比汽车、飞机更像猫；T=20 时五类接近相等。"
)
CAPTION = "温度把 logit 除小：适中时显出“错也错得有远近”，这就是学生从教师那里多学到的东西。"
SLIDER = Slider(label="温度 T", values=(1, 2, 3, 4, 6, 10, 20), start=3)

CLASSES = ("猫", "老虎", "狗", "汽车", "飞机")
LOGITS = (12.0, 7.0, 6.0, -1.0, -2.0)


@dataclass(frozen=True, slots=True)
class Data:
    """Probabilities (5,) of the classes."""

    probabilities: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """The softmax of the logits over T."""
    return Data(softmax(np.array(LOGITS) / value))


def draw(data: Data) -> Figure:
    """One bar a class."""
    figure = new_figure(height=254)
    axes = add_panel(figure, left=46, top=36, width=306, height=164)
    style_axes(
        axes,
        title="教师的软标签",
        x_label="概率",
        x_ticks=[0, 0.5, 1],
        y_ticks=range(len(CLASSES)),
        y_names=CLASSES,
    )
    bars(axes, np.arange(len(CLASSES)), data.probabilities, "b", lying=True)
    for place, probability in enumerate(data.probabilities):
        text = f"{probability:.3f}" if probability >= 5e-4 else f"{probability:.0e}"
        write(axes, probability, place, text.replace("e-0", "e−"), "b", offset=(6, 0))
    axes.grid(visible=False)  # it would run through the numbers
    axes.set_xlim(0, 1)
    axes.set_ylim(len(CLASSES) - 0.5, -0.5)
    return figure

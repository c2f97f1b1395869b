"""Which negatives InfoNCE pushes away, by temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.contrastive import info_nce
from figures.slider import Slider
from figures.style import add_panel, bars, new_figure, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图一根横条是正样本的概率；下图七根横条是七个负样本各分到的推力占比，从上到下由像到不像。"
    "τ 小时推力几乎全落在最像的两个负样本上；τ 大时七个负样本分得差不多。"
)
CAPTION = "负样本受到的推力与它的 softmax 概率成正比：τ 越小越盯着最像的负样本，越大越一视同仁。"
SLIDER = Slider(label="温度 τ", values=(0.02, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 1), start=2)

POSITIVE = 0.75
NEGATIVES = (0.7, 0.6, 0.4, 0.3, 0.1, 0.0, -0.2)


@dataclass(frozen=True, slots=True)
class Data:
    """The loss, the probability of the positive, and the negatives' shares of the push (7,)."""

    loss: float
    probability: float
    shares: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """One query with its positive and seven negatives; the push is the gradient by similarity."""
    loss, gradient = info_nce([[POSITIVE, *NEGATIVES]], value)
    push = gradient[0, 1:]
    return Data(loss, float(np.exp(-loss)), push / push.sum())


def draw(data: Data) -> Figure:
    """The positive above, the negatives below."""
    figure = new_figure(height=360)
    upper = add_panel(figure, left=86, top=34, width=268, height=34)
    lower = add_panel(figure, left=86, top=114, width=268, height=196)
    style_axes(
        upper, title="正样本的概率", x_label="", x_ticks=[], y_ticks=[0], y_names=[_named(POSITIVE)]
    )
    bars(upper, [0], [data.probability], "a", lying=True)
    write(upper, data.probability, 0, f"{data.probability:.2f}", "a", offset=(6, 0))
    write(
        upper,
        1,
        1,
        f"损失 {data.loss:.2f}",
        "ink",
        offset=(0, 16),
        horizontal="right",
        of_panel=True,
    )
    style_axes(
        lower,
        title="负样本各分到的推力",
        x_label="占全部推力的比例",
        x_ticks=[0, 0.5, 1],
        x_names=["0", "50%", "100%"],
        y_ticks=range(len(NEGATIVES)),
        y_names=[_named(each) for each in NEGATIVES],
    )
    places = np.arange(len(NEGATIVES))
    bars(lower, places, data.shares, "b", lying=True)
    for place, share in enumerate(data.shares):
        write(lower, share, place, f"{share:.0%}", "b", offset=(6, 0))
    upper.set_xlim(0, 1)
    upper.set_ylim(-0.5, 0.5)
    lower.set_xlim(0, 1)
    lower.set_ylim(len(NEGATIVES) - 0.5, -0.5)
    return figure


def _named(similarity: float) -> str:
    return f"相似 {similarity:g}".replace("-", "−")

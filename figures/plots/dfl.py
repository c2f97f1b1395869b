"""A side of a box as a distribution over whole distances, while it learns from one target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.dense_heads import (
    dfl_decode,
    distribution_focal_loss,
    distribution_focal_loss_grad,
)
from figures.numerics.losses import softmax
from figures.slider import Slider
from figures.style import add_panel, bars, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是 0 到 15 的离散距离（以步长为单位），柱高是概率；虚线是目标 4.6，实线是期望。"
    "第 0 步分布又宽又平，期望偏右；步数增加，概率集中到 4 和 5 两根柱子上，"
    "最后约为 0.4 和 0.6，期望落在 4.6。"
)
CAPTION = "DFL 让概率集中到目标两侧的整数 4 和 5 上，按 0.4 与 0.6 分配，期望就是 4.6。"

SLIDER = Slider(label="步", values=(0, 1, 3, 10, 30, 100, 300, 1000), start=3)

TARGET = 4.6
_BINS = 16
_RATE = 1.0
_SEED = 27


@dataclass(frozen=True, slots=True)
class Data:
    """After so many steps: the probabilities (16,), their expectation and the loss."""

    steps: int
    probability: NDArray[np.float64]
    expectation: float
    loss: float


def compute(value: float = SLIDER.default) -> Data:
    """Descend on the loss of one side."""
    logits = np.random.default_rng(_SEED).normal(0, 0.7, (1, _BINS)) + np.linspace(-0.5, 0.5, _BINS)
    for _ in range(int(value)):
        logits = logits - _RATE * distribution_focal_loss_grad(logits, [TARGET])
    return Data(
        steps=int(value),
        probability=softmax(logits)[0],
        expectation=float(dfl_decode(logits)[0]),
        loss=float(distribution_focal_loss(logits, [TARGET])[0]),
    )


def draw(data: Data) -> Figure:
    """The bars with the target and the expectation."""
    figure = new_figure(height=300)
    axes = add_panel(figure, left=44, top=58, width=356, height=180)
    places = np.arange(_BINS)
    style_axes(
        axes,
        title="概率",
        x_label="到这条边的距离（步长的倍数）",
        x_ticks=places[::3].tolist(),
        y_ticks=[0, 0.2, 0.4, 0.6],
    )
    bars(axes, places, data.probability, "b")
    top = 0.68
    plot(axes, [TARGET, TARGET], [0, top], "ink")
    plot(axes, [data.expectation] * 2, [0, top], "a")
    write(axes, 1, 1, f"目标 {TARGET:g}", "ink", offset=(0, 8), horizontal="right", of_panel=True)
    text = f"期望 {data.expectation:.2f}"
    write(axes, 1, 1, text, "a", offset=(0, 30), horizontal="right", of_panel=True)
    text = f"第 {data.steps} 步，损失 {data.loss:.2f}"
    write(axes, 0, 1, text, "muted", offset=(0, 34), of_panel=True)
    axes.set_xlim(-0.6, _BINS - 0.4)
    axes.set_ylim(0, top)
    return figure

"""The learning rate over a training run: warm-up with a cosine, steps, a straight line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.optimisers import lr_schedule
from figures.style import add_panel, fill, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是训练进度（轮），纵轴是学习率与峰值之比。实线先在前 5 轮从零线性升到 1（涂色，warm-up），"
    "再沿半个余弦平滑降到 0；虚线是阶梯式，在 30、60、90 轮各降到十分之一；点划线从 1 匀速降到 0。"
)
CAPTION = "余弦前期降得慢、中间快、最后又慢；阶梯式是 ResNet 时代的配方，何时下台阶要自己定。"

_TOTAL, _WARMUP = 100, 5


@dataclass(frozen=True, slots=True)
class Data:
    """Rates (101,) by epoch (101,), as shares of the peak."""

    epochs: NDArray[np.float64]
    cosine: NDArray[np.float64]
    steps: NDArray[np.float64]
    line: NDArray[np.float64]


def compute() -> Data:
    """One hundred epochs of ten steps each."""
    epochs = np.arange(0, _TOTAL + 0.05, 0.1)
    cosine = lr_schedule(np.arange(10 * _TOTAL + 1), 10 * _TOTAL, 1, 10 * _WARMUP)
    return Data(epochs, cosine, 0.1 ** (epochs // 30), 1 - epochs / _TOTAL)


def draw(data: Data) -> Figure:
    """The three on one panel."""
    figure = new_figure(height=292)
    axes = add_panel(figure, left=34, top=36, width=366, height=202)
    style_axes(
        axes,
        title="学习率 / 峰值",
        x_label="轮（epoch）",
        x_ticks=[0, 30, 60, 90, 100],
        y_ticks=[0, 0.5, 1],
    )
    fill(axes, [(0, 0), (0, 1), (_WARMUP, 1), (_WARMUP, 0)], "a")
    plot(axes, data.epochs, data.line, "d")
    plot(axes, data.epochs, data.steps, "b")
    plot(axes, data.epochs, data.cosine, "a")
    write(axes, 36, 0.93, "warm-up + 余弦", "a")
    write(axes, 36, 0.2, "阶梯式", "b")
    write(axes, 12.5, 0.72, "线性", "d")
    axes.set_xlim(0, _TOTAL)
    axes.set_ylim(0, 1.02)
    return figure

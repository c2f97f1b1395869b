"""Training and validation loss by epoch, the best epoch, and where patience runs out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.training import early_stopping, sgd_step
from figures.slider import Slider
from figures.style import (
    add_panel,
    fill,
    label_end,
    mark,
    new_figure,
    plot,
    segments,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴轮数，纵轴损失。训练损失一路下降；验证损失先降后升，中途还有小的起伏，"
    "在第 11 轮最低（菱形）。涂色的一段是最低点之后的耐心期，到头（竖线）就停止训练。"
)
CAPTION = "验证损失连续若干轮没有改善就停，并恢复最好那轮的权重；耐心太短，会停在小的起伏上。"
SLIDER = Slider(label="patience", values=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15), start=7)

_EPOCHS = 45
_SAMPLES = 24
_VALIDATED = 40
_RATE = 0.1
_BUMPS = np.linspace(-1, 1, 24)  # as many weights as samples
_WIDTH = 0.12


@dataclass(frozen=True, slots=True)
class Data:
    """Mean squared errors by epoch, and what early stopping makes of them."""

    patience: int
    training: NDArray[np.float64]
    validation: NDArray[np.float64]
    stop: int
    best: int


def compute(value: float = SLIDER.default) -> Data:
    """A sum of 24 bumps learns 24 noisy samples, one at a time, in a new order each epoch."""
    random = np.random.default_rng(32)
    x = np.sort(random.uniform(-1, 1, _SAMPLES))
    y = _truth(x) + random.normal(0, 0.4, _SAMPLES)
    new = np.linspace(-1, 1, _VALIDATED)
    validated = _bumps(new), _truth(new) + random.normal(0, 0.4, _VALIDATED)
    trained = _bumps(x), y
    weights = np.zeros(len(_BUMPS))
    losses = np.zeros((2, _EPOCHS))
    for epoch in range(_EPOCHS):
        for i in random.permutation(_SAMPLES):
            error = trained[0][i] @ weights - y[i]
            weights = sgd_step(weights, error * trained[0][i], _RATE)
        for row, (features, target) in enumerate((trained, validated)):
            losses[row, epoch] = np.mean((features @ weights - target) ** 2)
    stop, best = early_stopping(losses[1], int(value))
    assert best is not None  # all losses are finite
    return Data(int(value), losses[0], losses[1], stop, best)


def draw(data: Data) -> Figure:
    """Both losses; the stretch between the best epoch and the stop is shaded."""
    figure = new_figure(height=312)
    axes = add_panel(figure, left=40, top=36, width=296, height=222)
    style_axes(
        axes,
        title="均方误差（MSE）",
        x_label="轮（epoch），从 0 数",
        x_ticks=[0, 10, 20, 30, 40],
        y_ticks=[0.1, 0.15, 0.2, 0.25],
    )
    low, high = 0.08, 0.25
    epochs = np.arange(_EPOCHS)
    fill(axes, [(data.best, low), (data.best, high), (data.stop, high), (data.stop, low)], "d")
    segments(axes, [(data.stop, low)], [(data.stop, high)], "d", width=1.6)
    plot(axes, epochs, data.training, "b")
    plot(axes, epochs, data.validation, "a")
    mark(axes, data.best, data.validation[data.best], "c", size=9)
    axes.lines[-1].set_zorder(4)  # the point lies on the curve
    label_end(axes, epochs, data.validation, "验证", "a")
    label_end(axes, epochs, data.training, "训练", "b")
    write(axes, data.stop, high, f"第 {data.stop} 轮停", "d", offset=(6, -8))
    best = f"第 {data.best} 轮最好：{data.validation[data.best]:.3f}"
    write(axes, 1, 1, best, "c", offset=(66, 12), horizontal="right", of_panel=True)
    axes.set_xlim(0, _EPOCHS - 1)
    axes.set_ylim(low, high)
    return figure


def _truth(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sin(3 * x) + 0.3 * x


def _bumps(x: NDArray[np.float64]) -> NDArray[np.float64]:
    bumps: NDArray[np.float64] = np.exp(-((x[:, None] - _BUMPS) ** 2) / (2 * _WIDTH**2))
    return bumps

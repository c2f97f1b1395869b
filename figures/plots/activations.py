"""Activation functions and their derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import (
    gelu,
    gelu_grad,
    relu,
    relu_grad,
    sigmoid,
    sigmoid_grad,
    tanh,
    tanh_grad,
)
from figures.style import Role, add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：sigmoid 与 tanh 两端变平，ReLU 负半轴为 0、正半轴为 x，GELU 像光滑的 ReLU。"
    "下图是导数：sigmoid 最大 ¼，tanh 最大 1，两者在两端趋于 0；ReLU 与 GELU 在正半轴接近 1。"
)
CAPTION = "sigmoid 和 tanh 在两端导数趋于 0（梯度消失），ReLU 与 GELU 在正半轴保持在 1 左右。"

NAMES = ("sigmoid", "tanh", "ReLU", "GELU")
_FUNCTIONS = (sigmoid, tanh, relu, gelu)
_DERIVATIVES = (sigmoid_grad, tanh_grad, relu_grad, gelu_grad)
_ROLES: tuple[Role, ...] = ("b", "c", "a", "d")

# Two pairs of curves meet at the right end: their names step aside, in pixels.
_RISES = (-9, 7, 9, -8)
_DERIVATIVE_RISES = (9, -7, -9, 9)


@dataclass(frozen=True, slots=True)
class Data:
    """Values and derivatives by ``x``: one row a name of ``NAMES``."""

    x: NDArray[np.float64]
    values: NDArray[np.float64]
    derivatives: NDArray[np.float64]


def compute() -> Data:
    """All functions from −4 to 4."""
    x = np.linspace(-4, 4, 321)
    return Data(
        x=x,
        values=np.stack([function(x) for function in _FUNCTIONS]),
        derivatives=np.stack([derivative(x) for derivative in _DERIVATIVES]),
    )


def draw(data: Data) -> Figure:
    """The functions above, their derivatives below, on one scale of ``x``."""
    figure = new_figure(height=460)
    above = add_panel(figure, left=32, top=34, width=308, height=172)
    below = add_panel(figure, left=32, top=254, width=308, height=152)
    ticks = [-4, -2, 0, 2, 4]
    style_axes(above, title="函数值", x_label="", x_ticks=ticks, y_ticks=range(-1, 5))
    style_axes(below, title="导数", x_label="x", x_ticks=ticks, y_ticks=[0, 0.5, 1])
    for i, (name, role) in enumerate(zip(NAMES, _ROLES, strict=True)):
        plot(above, data.x, data.values[i], role)
        plot(below, data.x, data.derivatives[i], role)
        label_end(above, data.x, data.values[i], name, role, rise=_RISES[i])
        label_end(below, data.x, data.derivatives[i], name, role, rise=_DERIVATIVE_RISES[i])
    for panel in (above, below):
        panel.set_xlim(-4, 4)
    above.set_ylim(-1.2, 4.1)
    below.set_ylim(-0.2, 1.25)
    return figure

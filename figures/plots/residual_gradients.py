"""How long gradients are at each of fifty layers, with and without skips, by the weights' gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.backbones import residual_gradient_norms
from figures.slider import Slider
from figures.style import add_panel, label_end, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴从右边的第 50 层（输出）到左边的第 0 层（输入），纵轴是梯度长度与输出处之比，对数刻度。"
    "增益 0.8 时普通网络的曲线向左一路下降到约十万分之一，增益 1.2 时升到几千；"
    "增益 1 时大致水平。残差网络的曲线始终在 1 附近。"
)
CAPTION = "普通网络每层把梯度乘上增益，五十层就是它的五十次方；有捷径时梯度到哪一层都差不多长。"

SLIDER = Slider(label="增益", values=(0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3), start=1)

DEPTH = 50
_WIDTH = 128


@dataclass(frozen=True, slots=True)
class Data:
    """Lengths (51,) by layer."""

    gain: float
    plain: NDArray[np.float64]
    skip: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Send one gradient back through both networks."""
    return Data(
        gain=value,
        plain=residual_gradient_norms(DEPTH, _WIDTH, value, skip=False),
        skip=residual_gradient_norms(DEPTH, _WIDTH, value, skip=True),
    )


def draw(data: Data) -> Figure:
    """Both curves from the output to the input."""
    figure = new_figure(height=330)
    axes = add_panel(figure, left=50, top=40, width=280, height=230)
    layer = np.arange(DEPTH + 1)
    axes.set_yscale("log")
    style_axes(
        axes,
        title="梯度的长度",
        x_label="层（0 是输入，50 是输出）",
        x_ticks=[0, 10, 20, 30, 40, 50],
        y_ticks=[1e-8, 1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6],
        y_names=["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1", "10²", "10⁴", "10⁶"],
    )
    axes.set_xlim(DEPTH, 0)
    axes.set_ylim(1e-9, 1e7)
    plot(axes, layer[::-1], data.plain[::-1], "b")
    plot(axes, layer[::-1], data.skip[::-1], "a")
    apart = 8 if data.plain[0] < data.skip[0] else -8
    label_end(axes, layer[::-1], data.skip[::-1], "有捷径", "a", rise=apart)
    label_end(axes, layer[::-1], data.plain[::-1], "没有捷径", "b", rise=-apart)
    text = f"增益 {data.gain:g}"
    write(axes, 1, 1, text, "muted", offset=(0, 13), horizontal="right", of_panel=True)
    return figure

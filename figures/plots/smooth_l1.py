"""Smooth L1 between L1 and L2: value and derivative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import l1, l1_grad, l2, l2_grad, smooth_l1, smooth_l1_grad
from figures.style import add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图是三条损失曲线：L2 是抛物线，L1 是折线，smooth L1 在 ±β 之内像 L2、之外像 L1。"
    "下图是它们的导数：L2 的导数一直增大，L1 在 0 处从 −1 跳到 1，smooth L1 是夹在 ±1 之间的斜线。"
)
CAPTION = "smooth L1 取两者之长：误差小时梯度随误差变小，误差大时梯度不超过 1。"


@dataclass(frozen=True, slots=True)
class Data:
    """Three losses of a difference ``x`` and their derivatives; L1 has none at 0 (NaN)."""

    x: NDArray[np.float64]
    beta: float
    l1: NDArray[np.float64]
    l2: NDArray[np.float64]
    smooth: NDArray[np.float64]
    l1_grad: NDArray[np.float64]
    l2_grad: NDArray[np.float64]
    smooth_grad: NDArray[np.float64]


def compute() -> Data:
    """Losses with β = 1, as in Fast R-CNN, from −3 to 3."""
    x, beta = np.linspace(-3, 3, 241), 1.0
    return Data(
        x=x,
        beta=beta,
        l1=l1(x),
        l2=l2(x),
        smooth=smooth_l1(x, beta),
        l1_grad=np.where(x == 0, np.nan, l1_grad(x)),
        l2_grad=l2_grad(x),
        smooth_grad=smooth_l1_grad(x, beta),
    )


def draw(data: Data) -> Figure:
    """The losses above, their derivatives below, on one scale of ``x``."""
    figure = new_figure(height=448)
    loss = add_panel(figure, left=30, top=34, width=300, height=164)
    slope = add_panel(figure, left=30, top=252, width=300, height=150)
    ticks = [-2, -data.beta, 0, data.beta, 2]
    names = ["−2", "−β", "0", "β", "2"]
    style_axes(loss, title="loss", x_label="", x_ticks=ticks, x_names=names, y_ticks=range(5))
    style_axes(
        slope,
        title="derivative",
        x_label=f"x   (β = {data.beta:g})",
        x_ticks=ticks,
        x_names=names,
        y_ticks=range(-2, 3),
    )

    plot(loss, data.x, data.l2, "b")
    plot(loss, data.x, data.l1, "c")
    plot(loss, data.x, data.smooth, "a")
    label_end(loss, data.x, data.l2, "L2: ½x²", "b")
    label_end(loss, data.x, data.l1, "L1", "c", rise=2)
    label_end(loss, data.x, data.smooth, "smooth L1", "a", rise=-3)

    plot(slope, data.x, data.l2_grad, "b")
    plot(slope, data.x, data.l1_grad, "c")
    plot(slope, data.x, data.smooth_grad, "a")
    label_end(slope, data.x, data.l2_grad, "L2", "b")
    label_end(slope, data.x, data.l1_grad, "L1", "c", rise=8)
    label_end(slope, data.x, data.smooth_grad, "smooth L1", "a", rise=-8)
    for panel in (loss, slope):
        panel.set_xlim(-3, 3)
    loss.set_ylim(-0.05, 4.6)
    slope.set_ylim(-3.2, 3.2)
    return figure

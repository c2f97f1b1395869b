"""Smooth L1 between L1 and L2: value and derivative, by the β where they join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import l1, l1_grad, l2, l2_grad, smooth_l1, smooth_l1_grad
from figures.slider import Slider
from figures.style import (
    Horizontal,
    add_panel,
    label_end,
    mark,
    new_figure,
    plot,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图是三条损失曲线：L2 是抛物线，L1 是折线，smooth L1 在 ±β（圆点）之内是抛物线，之外是直线。"
    "下图是它们的导数：L2 的导数一直增大，L1 在 0 处从 −1 跳到 1，"
    "smooth L1 是从 −β 处的 −1 到 β 处的 1 的斜线，两端压平。"
)
CAPTION = "smooth L1 取两者之长：误差小时梯度随误差变小，误差大时梯度不超过 1，β 定在哪里换。"

SLIDER = Slider(label="β", values=(0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0), start=4)


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


def compute(beta: float = SLIDER.default) -> Data:
    """Losses from −3 to 3, at steps that hit every β; 1 is that of Fast R-CNN."""
    x = np.arange(-120, 121) / 40
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
    ticks = range(-3, 4)
    style_axes(loss, title="损失", x_label="", x_ticks=ticks, y_ticks=range(5))
    style_axes(slope, title="导数", x_label="x", x_ticks=ticks, y_ticks=range(-2, 3))

    plot(loss, data.x, data.l2, "b")
    plot(loss, data.x, data.l1, "c")
    plot(loss, data.x, data.smooth, "a")
    label_end(loss, data.x, data.l2, "L2：½x²", "b")
    label_end(loss, data.x, data.l1, "L1", "c", rise=7)
    label_end(loss, data.x, data.smooth, "smooth L1", "a", rise=-8)

    plot(slope, data.x, data.l2_grad, "b")
    plot(slope, data.x, data.l1_grad, "c")
    plot(slope, data.x, data.smooth_grad, "a")
    label_end(slope, data.x, data.l2_grad, "L2", "b")
    label_end(slope, data.x, data.l1_grad, "L1", "c", rise=8)
    label_end(slope, data.x, data.smooth_grad, "smooth L1", "a", rise=-8)

    joints = np.isclose(np.abs(data.x), data.beta)
    mark(loss, data.x[joints], data.smooth[joints], "a")
    mark(slope, data.x[joints], data.smooth_grad[joints], "a")
    write(
        loss, 0.5, 1, f"β = {data.beta:g}", "a", of_panel=True, offset=(0, -14), horizontal="center"
    )
    # where L2 does not run
    aside: Horizontal = "right" if data.beta > 1 else "left"
    rise = 11 if data.beta > 1 else -11
    write(slope, -data.beta, -1, "−β", "a", offset=(0, rise), horizontal=aside)
    opposite: Horizontal = "left" if data.beta > 1 else "right"
    write(slope, data.beta, 1, "β", "a", offset=(0, -rise), horizontal=opposite)
    for panel in (loss, slope):
        panel.set_xlim(-3, 3)
    loss.set_ylim(-0.05, 4.6)
    slope.set_ylim(-3.2, 3.2)
    return figure

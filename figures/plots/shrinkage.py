"""What three penalties make of one weight: nothing, less in proportion, less by a fixed amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.shrinkage import hard_threshold, ridge_scaling, soft_threshold
from figures.slider import Slider
from figures.style import add_panel, fill, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是不加惩罚时的最优权重 a，纵轴是加了惩罚的权重 w。L2 是一条更平的直线，只在原点为 0；"
    "L1 在 −λ 到 λ 之间恒为 0（涂色的一段），之外与对角线平行、低 λ；"
    "硬阈值在这一段为 0，之外就是对角线，在 ±λ 处跳变。"
)
CAPTION = "L2 按比例缩小，小权重仍不是零；L1 每个都减去 λ，小于 λ 的就恰好归零。"
SLIDER = Slider(
    label="λ", values=(0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5), start=6
)

_REACH = 3.0


@dataclass(frozen=True, slots=True)
class Data:
    """Weights by ``a``, the best weight without penalty; ``hard`` has one row a branch.

    ``branch`` holds where the branches of ``hard`` are: left of −λ, between, and right of λ.
    """

    penalty: float
    a: NDArray[np.float64]
    l1: NDArray[np.float64]
    l2: NDArray[np.float64]
    branch: NDArray[np.float64]
    hard: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """The corners of each piecewise linear curve from −3 to 3."""
    a = np.array([-_REACH, -value, value, _REACH])
    just = 1e-9  # beyond the threshold, where the branch begins
    branch = np.array([[-_REACH, -value - just], [-value, value], [value + just, _REACH]])
    return Data(
        penalty=value,
        a=a,
        l1=soft_threshold(a, value),
        l2=ridge_scaling(a, value),
        branch=branch,
        hard=hard_threshold(branch, value),
    )


def draw(data: Data) -> Figure:
    """The curves, and the stretch that L1 sets to zero."""
    figure = new_figure(height=376)
    axes = add_panel(figure, left=34, top=36, width=288, height=288)
    style_axes(
        axes,
        title="weight w with the penalty",
        x_label="a, the weight without a penalty",
        x_ticks=[-3, -2, -1, 0, 1, 2, 3],
        y_ticks=[-3, -2, -1, 0, 1, 2, 3],
    )
    low, high = -data.penalty, data.penalty
    corners = [(low, -_REACH), (low, _REACH), (high, _REACH), (high, -_REACH)]
    fill(axes, corners, "a", opacity=0.1)
    gap = [np.nan]
    x = np.concatenate([data.branch[0], gap, data.branch[1], gap, data.branch[2]])
    y = np.concatenate([data.hard[0], gap, data.hard[1], gap, data.hard[2]])
    plot(axes, x, y, "c")
    plot(axes, data.a, data.l2, "b")
    plot(axes, data.a, data.l1, "a")
    write(axes, _REACH, _REACH, "hard: a", "c", offset=(7, 2))
    write(axes, 0, -2.6, "0 if |a| ≤ λ", "a", horizontal="center")
    write(axes, _REACH, data.l1[-1], "L1: a − λ", "a", offset=(7, -2))
    write(axes, _REACH, data.l2[-1], "L2: a/(1+λ)", "b", offset=(7, -2))
    axes.set_xlim(-_REACH, _REACH)
    axes.set_ylim(-_REACH, _REACH)
    return figure

"""What three penalties make of one weight: less in proportion, less by a fixed amount, or none."""

from __future__ import annotations

import math
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
    "L1 在 −λ 到 λ 之间恒为 0（涂色的一段），之外与对角线平行、向 0 靠近 λ；"
    "L0 在 −√(2λ) 到 √(2λ) 之间为 0，之外就是对角线 w = a，在两端跳变。"
)
CAPTION = (
    "L2 按比例缩小，小权重仍不是零；L1 每个都减去 λ，小于 λ 的恰好归零；"
    "L0 只罚非零的个数，保留的一点不缩，小于 √(2λ) 的归零。"
)
SLIDER = Slider(
    label="λ", values=(0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5), start=6
)

_REACH = 3.0


@dataclass(frozen=True, slots=True)
class Data:
    """Weights by ``a``, the best weight without penalty; ``l0`` has one row a branch.

    ``branch`` holds where the branches of ``l0`` are: left of −√(2λ), between, and right of √(2λ).
    """

    penalty: float
    a: NDArray[np.float64]
    l1: NDArray[np.float64]
    l2: NDArray[np.float64]
    branch: NDArray[np.float64]
    l0: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """The corners of each piecewise linear curve from −3 to 3."""
    a = np.array([-_REACH, -value, value, _REACH])
    jump = math.sqrt(2 * value)
    just = 1e-9  # beyond the threshold, where the branch begins
    branch = np.array([[-_REACH, -jump - just], [-jump, jump], [jump + just, _REACH]])
    return Data(
        penalty=value,
        a=a,
        l1=soft_threshold(a, value),
        l2=ridge_scaling(a, value),
        branch=branch,
        l0=hard_threshold(branch, jump),
    )


def draw(data: Data) -> Figure:
    """The curves, and the stretch that L1 sets to zero."""
    figure = new_figure(height=376)
    axes = add_panel(figure, left=34, top=36, width=288, height=288)
    style_axes(
        axes,
        title="加了惩罚的权重 w",
        x_label="a，不加惩罚时的最优权重",
        x_ticks=[-3, -2, -1, 0, 1, 2, 3],
        y_ticks=[-3, -2, -1, 0, 1, 2, 3],
    )
    low, high = -data.penalty, data.penalty
    corners = [(low, -_REACH), (low, _REACH), (high, _REACH), (high, -_REACH)]
    fill(axes, corners, "a", opacity=0.1)
    gap = [np.nan]
    x = np.concatenate([data.branch[0], gap, data.branch[1], gap, data.branch[2]])
    y = np.concatenate([data.l0[0], gap, data.l0[1], gap, data.l0[2]])
    plot(axes, x, y, "c")
    plot(axes, data.a, data.l2, "b")
    plot(axes, data.a, data.l1, "a")
    write(axes, _REACH, _REACH, "L0：a", "c", offset=(7, 2))
    write(axes, 0, -2.6, "|a| ≤ λ 时 L1 为 0", "a", horizontal="center")
    write(axes, _REACH, data.l1[-1], "L1：a − λ", "a", offset=(7, -2))
    write(axes, _REACH, data.l2[-1], "L2：a/(1+λ)", "b", offset=(7, -2))
    axes.set_xlim(-_REACH, _REACH)
    axes.set_ylim(-_REACH, _REACH)
    return figure

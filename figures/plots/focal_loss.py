"""Focal loss for several γ, and how far it turns easy samples down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import binary_cross_entropy, focal_loss
from figures.style import Role, add_panel, label_end, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：横轴 pₜ，纵轴损失，γ 从 0 到 5，曲线一条比一条低，越靠右（易分）压得越低。"
    "下图（对数纵轴）：焦点损失与交叉熵之比，γ = 2 时在 pₜ = 0.9 处约为百分之一，"
    "在 0.968 处约为千分之一。"
)
CAPTION = "γ 越大，易分样本（右侧）的损失压得越低，难分样本（左侧）几乎不变。"

GAMMAS = (0.0, 0.5, 1.0, 2.0, 5.0)
_ROLES: tuple[Role, ...] = ("ink", "b", "c", "a", "d")
_PAPER_GAMMA = 2.0
_LEAST_RATIO = 1e-6


@dataclass(frozen=True, slots=True)
class Data:
    """Losses by ``p_t`` and their ratio to cross-entropy: one row a γ.

    The two points are those that the paper names for γ = 2.
    """

    p_t: NDArray[np.float64]
    loss: NDArray[np.float64]
    ratio: NDArray[np.float64]
    point_p_t: NDArray[np.float64]
    point_ratio: NDArray[np.float64]


def compute() -> Data:
    """Focal loss without α for pₜ from 0.01 to 0.98."""
    p_t = np.linspace(0.01, 0.98, 195)
    point_p_t = np.array([0.9, 0.968])
    return Data(
        p_t=p_t,
        loss=np.stack([_focal(p_t, gamma) for gamma in GAMMAS]),
        ratio=np.stack([_focal(p_t, gamma) / _focal(p_t, 0.0) for gamma in GAMMAS]),
        point_p_t=point_p_t,
        point_ratio=_focal(point_p_t, _PAPER_GAMMA) / _cross_entropy(point_p_t),
    )


def draw(data: Data) -> Figure:
    """The losses above; below, on a logarithmic scale, what is left of cross-entropy."""
    figure = new_figure(height=506)
    loss = add_panel(figure, left=48, top=34, width=292, height=170)
    ratio = add_panel(figure, left=48, top=254, width=292, height=200)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    style_axes(loss, title="loss", x_label="", x_ticks=ticks, y_ticks=range(4))
    ratio.set_yscale("log")
    style_axes(
        ratio,
        title="share of cross-entropy left",
        x_label="pₜ, probability of the true class",
        x_ticks=ticks,
        y_ticks=[1, 1e-2, 1e-4, 1e-6],
        y_names=["1", "10⁻²", "10⁻⁴", "10⁻⁶"],
    )
    for gamma, role, losses, ratios in zip(GAMMAS, _ROLES, data.loss, data.ratio, strict=True):
        plot(loss, data.p_t, losses, role)
        plot(ratio, data.p_t, ratios, role)
        inside = ratios >= _LEAST_RATIO
        label_end(ratio, data.p_t[inside], ratios[inside], f"γ = {gamma:g}", role)
    mark(ratio, data.point_p_t, data.point_ratio, "a")
    for x, y in zip(data.point_p_t, data.point_ratio, strict=True):
        write(ratio, x, y, f"1/{1 / y:.0f}", "a", offset=(-8, -6), horizontal="right")
    for panel in (loss, ratio):
        panel.set_xlim(0, 1)
    loss.set_ylim(-0.04, 3.4)
    ratio.set_ylim(_LEAST_RATIO / 2, 1.4)
    return figure


def _focal(p_t: NDArray[np.float64], gamma: float) -> NDArray[np.float64]:
    return focal_loss(_logit(p_t), np.ones_like(p_t), gamma, alpha=None)


def _cross_entropy(p_t: NDArray[np.float64]) -> NDArray[np.float64]:
    return binary_cross_entropy(_logit(p_t), np.ones_like(p_t))


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(p) - np.log1p(-p)

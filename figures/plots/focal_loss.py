"""Focal loss by γ, and how far it turns easy samples down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import binary_cross_entropy, focal_loss
from figures.slider import Slider
from figures.style import (
    Horizontal,
    add_panel,
    fill,
    label_end,
    mark,
    new_figure,
    plot,
    style_axes,
    thin,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：横轴 pₜ，纵轴损失，细线是 γ = 0、0.5、1、2、5，一条比一条低，粗线是所选的 γ，"
    "它与交叉熵之间的阴影就是被减掉的损失，越靠右（易分）减得越彻底。"
    "下图（对数纵轴）：焦点损失与交叉熵之比，γ = 2 时在 pₜ = 0.9 处是百分之一，"
    "在 0.968 处约为千分之一。"
)
CAPTION = "γ 越大，易分样本（右侧）的损失压得越低，难分样本（左侧）减得很少。"

SLIDER = Slider(
    label="γ",
    values=(0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0),
    start=6,
)
GAMMAS = (0.0, 0.5, 1.0, 2.0, 5.0)
_LEAST_RATIO = 1e-8
_NAMED_AT = 0.25  # pₜ where the thick curve bears its γ


@dataclass(frozen=True, slots=True)
class Data:
    """Losses by ``p_t`` and their ratio to cross-entropy, for ``gamma`` and a row a γ of GAMMAS.

    The two points are those that the paper names for γ = 2.
    """

    gamma: float
    p_t: NDArray[np.float64]
    loss: NDArray[np.float64]
    ratio: NDArray[np.float64]
    family_loss: NDArray[np.float64]
    family_ratio: NDArray[np.float64]
    point_p_t: NDArray[np.float64]
    point_ratio: NDArray[np.float64]


def compute(gamma: float = SLIDER.default) -> Data:
    """Focal loss without α for pₜ from 0.025 to 0.975."""
    p_t = 0.5 - 0.475 * np.cos(np.linspace(0, np.pi, 153))  # closer where the curves bend
    point_p_t = np.array([0.9, 0.968])
    cross_entropy = _cross_entropy(p_t)
    family = np.stack([_focal(p_t, each) for each in GAMMAS])
    return Data(
        gamma=gamma,
        p_t=p_t,
        loss=_focal(p_t, gamma),
        ratio=_focal(p_t, gamma) / cross_entropy,
        family_loss=family,
        family_ratio=family / cross_entropy,
        point_p_t=point_p_t,
        point_ratio=_focal(point_p_t, gamma) / _cross_entropy(point_p_t),
    )


def draw(data: Data) -> Figure:
    """The losses above; below, on a logarithmic scale, what is left of cross-entropy."""
    figure = new_figure(height=508)
    loss = add_panel(figure, left=48, top=34, width=292, height=170)
    ratio = add_panel(figure, left=48, top=256, width=292, height=200)
    ticks = [0, 0.25, 0.5, 0.75, 1]
    style_axes(loss, title="损失", x_label="", x_ticks=ticks, y_ticks=range(4))
    ratio.set_yscale("log")
    style_axes(
        ratio,
        title="剩下交叉熵的几分之几",
        x_label="pₜ，真实类别的概率",
        x_ticks=ticks,
        y_ticks=[1, 1e-2, 1e-4, 1e-6, 1e-8],
        y_names=["1", "10⁻²", "10⁻⁴", "10⁻⁶", "10⁻⁸"],
    )
    thin(loss, data.p_t[::4], data.family_loss[:, ::4])
    thin(ratio, data.p_t[::4], data.family_ratio[:, ::4])
    removed = np.concatenate([data.loss[::4], data.family_loss[0, ::-4]])
    fill(loss, np.stack([np.r_[data.p_t[::4], data.p_t[::-4]], removed], axis=1), "a")
    plot(loss, data.p_t, data.loss, "a")
    plot(ratio, data.p_t, data.ratio, "a")
    for gamma, ratios in zip(GAMMAS, data.family_ratio, strict=True):
        label_end(ratio, data.p_t, ratios, f"γ = {gamma:g}", "muted", rise=6)
    write(loss, 1, 1, "细线从上到下：", "muted", offset=(-150, -12), of_panel=True)
    family = "、".join(f"{gamma:g}" for gamma in GAMMAS)
    write(loss, 1, 1, f"γ = {family}", "muted", offset=(-150, -31), of_panel=True)
    write(loss, 1, 1, "γ = 0 是交叉熵", "muted", offset=(-150, -50), of_panel=True)
    near = float(np.interp(_NAMED_AT, data.p_t, data.loss))
    # on the side where fewer of the thin curves run
    side: tuple[Horizontal, int] = ("left", 6) if data.gamma < 1 else ("right", -6)
    name = f"γ = {data.gamma:g}"
    write(loss, _NAMED_AT, near, name, "a", offset=(side[1], 1.3 * side[1]), horizontal=side[0])
    mark(ratio, data.point_p_t, data.point_ratio, "a")
    for p_t, share, rise in zip(data.point_p_t, data.point_ratio, (34, 14), strict=True):
        text = f"pₜ = {p_t:g} 处：{_written(share)}"
        write(ratio, 0, 0, text, "a", offset=(10, rise), of_panel=True)
    for panel in (loss, ratio):
        panel.set_xlim(0, 1)
    loss.set_ylim(-0.04, 3.4)
    ratio.set_ylim(_LEAST_RATIO / 2, 1.4)
    return figure


def _written(share: float) -> str:
    """One part in so many, to three digits."""
    return f"1/{float(f'{1 / share:.3g}'):,.0f}".replace(",", " ")


def _focal(p_t: NDArray[np.float64], gamma: float) -> NDArray[np.float64]:
    return focal_loss(_logit(p_t), np.ones_like(p_t), gamma, alpha=None)


def _cross_entropy(p_t: NDArray[np.float64]) -> NDArray[np.float64]:
    return binary_cross_entropy(_logit(p_t), np.ones_like(p_t))


def _logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(p) - np.log1p(-p)

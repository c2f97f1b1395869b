"""How far the estimate of cross-validation strays, by the number of folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data.estimate_spread import FOLDS, SAMPLES, TESTED, load
from figures.style import (
    Role,
    add_panel,
    dots,
    label_end,
    new_figure,
    plot,
    segments,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上排两幅图，横轴折数 2 到 40（留一），每个折数一根竖条：点是一千次估计的平均，"
    "粗条是一个标准差，细线是 5% 到 95%；横线是真实错误率。折数越多，平均越接近真实值。"
    "下图是标准差：稳定的分类器随折数略降后持平，不稳定的（只挑一个最好的特征）一路上升，留一法最大。"
)
CAPTION = "折数越多，偏差越小；方差却不一定：稳定的模型大致不变，不稳定的模型用留一法反而最散。"

_ROLES: tuple[Role, ...] = ("b", "a")
_NAMES = ("全部特征", "最好的一个特征")


@dataclass(frozen=True, slots=True)
class Data:
    """Error rates: one row a classifier, one column a number of folds.

    Attributes:
        mean: (2, 5) of the estimates.
        spread: (2, 5) their standard deviation.
        low: (2, 5) what 5 % of them are below.
        high: (2, 5) what 5 % of them are above.
        true: (2,) mean error on new samples after training on all.
    """

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    true: NDArray[np.float64]


def compute() -> Data:
    """Sums of the committed draws."""
    draws = load()
    estimates = draws.counted / SAMPLES
    low, high = np.quantile(estimates, [0.05, 0.95], axis=-1)
    return Data(
        mean=estimates.mean(axis=-1),
        spread=estimates.std(axis=-1),
        low=low,
        high=high,
        true=(draws.tested / TESTED).mean(axis=-1),
    )


def draw(data: Data) -> Figure:
    """The estimates of each classifier above, their standard deviations below."""
    figure = new_figure(height=452)
    for i, (name, left) in enumerate(zip(_NAMES, (38, 240), strict=True)):
        axes = add_panel(figure, left, top=34, width=166, height=170)
        _draw_estimates(axes, data, i, name)
    deviation = add_panel(figure, left=38, top=282, width=270, height=118)
    places = np.arange(len(FOLDS))
    style_axes(
        deviation,
        title="估计值的标准差",
        x_label=f"折数 k（共 {SAMPLES} 个样本）",
        x_ticks=places.tolist(),
        x_names=[f"{k}" for k in FOLDS],
        y_ticks=[0, 0.05, 0.1],
    )
    for spread, role, name in zip(data.spread, _ROLES, _NAMES, strict=True):
        plot(deviation, places, spread, role, markers=places.tolist())
        label_end(deviation, places, spread, name, role)
    deviation.set_xlim(-0.2, 4.2)
    deviation.set_ylim(0, 0.145)
    return figure


def _draw_estimates(axes: Axes, data: Data, i: int, name: str) -> None:
    places, role = np.arange(len(FOLDS)), _ROLES[i]
    style_axes(
        axes,
        title=f"CV 误差：{name}",
        x_label="折数 k",
        x_ticks=places.tolist(),
        x_names=[f"{k}" for k in FOLDS],
        y_ticks=[0.2, 0.4, 0.6],
        y_names=None if i == 0 else [""] * 3,
    )
    mean, spread = data.mean[i], data.spread[i]
    plot(axes, [-0.5, 4.5], [data.true[i]] * 2, "ink")
    segments(axes, _at(places, data.low[i]), _at(places, data.high[i]), role, width=1.2)
    segments(axes, _at(places, mean - spread), _at(places, mean + spread), role, width=9)
    dots(axes, places, mean, "paper", size=5)
    write(axes, 4.5, 0.155, "点线：真实误差", "ink", horizontal="right")
    axes.set_xlim(-0.5, 4.5)
    axes.set_ylim(0.13, 0.65)


def _at(x: NDArray[np.intp], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([x, y], axis=-1)

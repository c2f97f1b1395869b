"""Five weights by the strength of the penalty: with L1 they reach zero, with L2 never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.shrinkage import lasso_path, ridge_path
from figures.slider import Slider
from figures.style import Role, add_panel, mark, new_figure, plot, segments, style_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上下两图，横轴是惩罚 λ（对数），纵轴是五个权重。上图 L1：权重一条接一条地落到零，"
    "之后一直为零；下图 L2：所有权重平缓地变小，一直不为零。竖线是选中的 λ，右边列出此处的权重。"
)
CAPTION = "λ 增大时，L1 的权重一个接一个恰好变成零，L2 的权重整体变小，却没有一个为零。"
SLIDER = Slider(
    label="λ",
    values=(0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.3, 1.6, 2, 2.5, 3),
    start=9,
)

ROLES: tuple[Role, ...] = ("a", "b", "c", "d", "ink")
_NAMES = ("w₁", "w₂", "w₃", "w₄", "w₅")
_RISES = (-10, 10, 10, 9, -9)  # of the names over their curves, pixels
_SAMPLES = 40
_TRUE = np.array([2.0, 1.2, -1.5, 0.5, 0.0])
_POINTS = 14
_TICKS = (0.03, 0.1, 0.3, 1, 3)


@dataclass(frozen=True, slots=True)
class Data:
    """Weights by penalty: (K,) penalties, (K, 5) weights; ``…_now`` (5,) at the chosen one."""

    penalty: float
    penalties: NDArray[np.float64]
    l1: NDArray[np.float64]
    l2: NDArray[np.float64]
    l1_now: NDArray[np.float64]
    l2_now: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Forty samples of five standardised features, of which two go together."""
    random = np.random.default_rng(1)
    x = random.normal(size=(_SAMPLES, 5))
    x[:, 1] = 0.7 * x[:, 0] + 0.7 * x[:, 1]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    y = x @ _TRUE + random.normal(size=_SAMPLES)
    y -= y.mean()
    between = np.geomspace(SLIDER.values[0], SLIDER.values[-1], _POINTS)
    penalties = np.union1d(SLIDER.values, between[1:-1])
    return Data(
        penalty=value,
        penalties=penalties,
        l1=lasso_path(x, y, penalties),
        l2=ridge_path(x, y, penalties),
        l1_now=lasso_path(x, y, [value])[0],
        l2_now=ridge_path(x, y, [value])[0],
    )


def draw(data: Data) -> Figure:
    """The lasso above, ridge below; the weights at the chosen penalty stand right of them."""
    figure = new_figure(height=450)
    upper = add_panel(figure, left=34, top=34, width=272, height=156)
    lower = add_panel(figure, left=34, top=240, width=272, height=156)
    for axes, name, label, path, now in (
        (upper, "L1（lasso）的权重", "", data.l1, data.l1_now),
        (lower, "L2（岭回归，ridge）的权重", "λ", data.l2, data.l2_now),
    ):
        style_axes(
            axes,
            title=name,
            x_label=label,
            x_ticks=np.log10(_TICKS).tolist(),
            x_names=[f"{tick:g}" for tick in _TICKS],
            y_ticks=[-1, 0, 1, 2],
        )
        _draw_weights(axes, data, path, now)
    return figure


def _draw_weights(
    axes: Axes, data: Data, path: NDArray[np.float64], now: NDArray[np.float64]
) -> None:
    low, high = -2.0, 2.5
    at, places = np.log10(data.penalty), np.log10(data.penalties)
    segments(axes, [(at, low)], [(at, high)], "muted", width=1.2)
    for i, role in enumerate(ROLES):
        plot(axes, places, path[:, i], role)
        mark(axes, at, now[i], role, size=6)
        written = f"{now[i]:.2f}".replace("-", "−") if now[i] else "0"
        text = f"{_NAMES[i]} = {written}"
        write(axes, 1, 1, text, role, offset=(14, -14 - 22 * i), of_panel=True)
        write(axes, places[0], path[0, i], _NAMES[i], role, offset=(4, _RISES[i]))
    axes.set_xlim(places[0], places[-1])
    axes.set_ylim(low, high)

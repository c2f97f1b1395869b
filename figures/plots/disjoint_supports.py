"""Two uniform distributions that stop overlapping: which distance still says how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.divergences import js, kl, mmd2
from figures.numerics.transport import wasserstein_1d
from figures.slider import Slider
from figures.style import (
    Role,
    add_panel,
    arrow,
    label_end,
    mark,
    new_figure,
    outline,
    plot,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上：P 均匀分布在 [0, 1]，Q 是它右移后的样子。中：各距离随移动量变化，只要移动，KL 就是无穷；"
    "JS 到移动量 1（不再重叠）时升到 ln 2，之后不变；W₁ 是直线；MMD² 先升后平。"
    "下：它们的斜率，W₁ 恒为 1，JS 在 1 处从 ln 2 跳到 0，MMD² 的斜率到远处也趋于 0，核越窄越早。"
)
CAPTION = (
    "支撑一不重叠，KL 无穷，JS 停在 ln 2、梯度为零，窄核的 MMD² 也饱和，只有 W₁ 仍指出该往哪走。"
)

SLIDER = Slider(label="核宽 σ", values=(0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1, 1.5, 2), start=3)

NAMES = ("W₁", "MMD²", "JS")
_ROLES: tuple[Role, ...] = ("a", "c", "b")
_UNITS = ("长度", "", "nat")
_APART = 1.0  # the shift from which the supports share nothing
_FARTHEST = 3
_CELLS = 20  # of the length 1
_DRAWN = 1.6  # shift of Q in the picture of both
_KL_DRAWN_AT = 3.4


@dataclass(frozen=True, slots=True)
class Data:
    """P uniform on [0, 1], Q on [s, s + 1].

    Attributes:
        shifts: (N,) s from 0 to 3.
        kl_is_infinite: (N,) whether KL(P ‖ Q) is.
        distances: (3, N) one row a name of ``NAMES``.
        between: (N − 1,) the middle of each two shifts.
        slopes: (3, N − 1) of the distances there.
    """

    shifts: NDArray[np.float64]
    kl_is_infinite: NDArray[np.bool_]
    distances: NDArray[np.float64]
    between: NDArray[np.float64]
    slopes: NDArray[np.float64]


def compute(bandwidth: float = SLIDER.default) -> Data:
    """W₁, MMD² with a Gaussian kernel of ``bandwidth``, JS and KL at every twentieth."""
    steps = np.arange(_FARTHEST * _CELLS + 1)
    shifts = steps / _CELLS
    w1, js_values, infinite = _without_kernel()
    places = ((np.arange(_CELLS) + 0.5) / _CELLS)[:, None]
    mmd2_values = [mmd2(places, places + shift, bandwidth) for shift in shifts]
    distances = np.stack([w1, np.array(mmd2_values), js_values])
    return Data(
        shifts=shifts,
        kl_is_infinite=infinite,
        distances=distances,
        between=(shifts[1:] + shifts[:-1]) / 2,
        slopes=np.diff(distances, axis=1) * _CELLS,
    )


def draw(data: Data) -> Figure:
    """Both supports, the distances, and their slopes."""
    figure = new_figure(height=516)
    scene = add_panel(figure, left=36, top=10, width=280, height=56)
    distance = add_panel(figure, left=36, top=108, width=280, height=196)
    slope = add_panel(figure, left=36, top=356, width=280, height=108)
    style_scene(scene, (0, _FARTHEST), (0, 0.6))
    outline(scene, (0, 0.02, 1, 0.34), "b", fill=0.15, dashed=True)
    outline(scene, (_DRAWN, 0.02, _DRAWN + 1, 0.34), "a", fill=0.15)
    write(scene, 0.5, 0.18, "P", "b", horizontal="center")
    write(scene, _DRAWN + 0.5, 0.18, "Q", "a", horizontal="center")
    arrow(scene, (0, 0.48), (_DRAWN, 0.48), "muted")
    write(scene, _DRAWN, 0.48, "移动量", "muted", offset=(7, 0))
    ticks = range(_FARTHEST + 1)
    style_axes(distance, title="距离（单位各不相同）", x_label="", x_ticks=ticks, y_ticks=ticks)
    style_axes(slope, title="斜率", x_label="Q 的移动量", x_ticks=ticks, y_ticks=[0, 1])
    mmd2_is_above = data.distances[1, -1] > data.distances[2, -1]
    rises = (0, 8, -8) if mmd2_is_above else (0, -8, 8)
    for i, (name, role) in enumerate(zip(NAMES, _ROLES, strict=True)):
        plot(distance, data.shifts, data.distances[i], role)
        x, y = data.between, data.slopes[i]
        x, y = _torn(x, y) if name == "JS" else (x, y)
        plot(slope, x, y, role)
        named = f"{name}（{_UNITS[i]}）" if _UNITS[i] else name
        label_end(distance, data.shifts, data.distances[i], named, role, rise=rises[i])
    infinite = data.shifts[data.kl_is_infinite][4::5]
    mark(distance, infinite, np.full(len(infinite), _KL_DRAWN_AT), "d")
    write(distance, _FARTHEST, _KL_DRAWN_AT, "KL = ∞", "d", offset=(9, 0))
    for panel in (distance, slope):
        panel.set_xlim(0, _FARTHEST)
    distance.set_ylim(-0.04, _KL_DRAWN_AT + 0.04)
    slope.set_ylim(-0.05, 1.6)
    return figure


def _torn(
    x: NDArray[np.float64], slopes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes that jump where the supports part, so that no line is drawn between the two."""
    after = int(np.searchsorted(x, _APART))
    sides = [slopes[after - 1], np.nan, slopes[after]]
    return np.insert(x, after, [_APART] * 3), np.insert(slopes, after, sides)


@cache
def _without_kernel() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """W₁, JS and whether KL is infinite at every shift."""
    all_cells = (_FARTHEST + 1) * _CELLS
    p = np.zeros(all_cells)
    p[:_CELLS] = 1 / _CELLS
    steps = range(_FARTHEST * _CELLS + 1)
    moved = [np.roll(p, step) for step in steps]
    places = (np.arange(_CELLS) + 0.5) / _CELLS
    return (
        np.array([wasserstein_1d(places, places + step / _CELLS) for step in steps]),
        np.array([js(p, q) for q in moved]),
        np.array([np.isinf(kl(p, q)) for q in moved]),
    )

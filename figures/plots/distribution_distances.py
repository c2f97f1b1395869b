"""Two Gaussians that move apart, and what KL, JS, MMD² and W₁ say of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.divergences import gaussian_kl, js, mmd2
from figures.numerics.transport import wasserstein_1d
from figures.slider import Slider
from figures.style import (
    Role,
    add_panel,
    mark,
    new_figure,
    plot,
    segments,
    shade,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "最上：两条同样的高斯密度，Q 向右移开。往下三图是四种距离随移动量的变化，各用各的单位："
    "KL 按平方上升很快出图，JS 升到 ln 2 约 0.69 后变平，都以 nat 计；"
    "W₁ 是一条直线，以标准差计；MMD² 没有单位，升到约 1.15 后变平。记号是当前位置的值。"
)
CAPTION = "两个高斯越离越远：KL 按平方增长，W₁ 始终等于移动量，JS 和 MMD² 很快饱和，再远也看不出。"

SLIDER = Slider(label="移动量", values=tuple(i / 5 for i in range(0, 31, 3)), start=4)

NAMES = ("KL", "W₁", "MMD²", "JS")
BANDWIDTH = 1.0
_ROLES: tuple[Role, ...] = ("d", "a", "c", "b")
PANELS: tuple[tuple[str, tuple[int, ...], float, tuple[float, ...]], ...] = (
    ("KL 与 JS（nat）", (0, 3), 3.0, (0, 1, 2, 3)),
    ("W₁（标准差）", (1,), 6.0, (0, 3, 6)),
    ("MMD²（无单位）", (2,), 1.5, (0, 0.5, 1, 1.5)),
)
"""Title, which of NAMES are shown, how far upwards, and ticks: one unit a panel."""
_PLACES = ((134, 96), (278, 66), (392, 76))  # top and height of each of them, pixels
_QUANTILES = 100  # sample of a Gaussian: the middle of each hundredth


@dataclass(frozen=True, slots=True)
class Data:
    """Standard Gaussian P, and Q = P moved by ``shift``.

    Attributes:
        shift: how far Q is.
        x: (N,) places.
        p: (N,) density of P there.
        q: (N,) that of Q.
        shifts: (M,) shifts from 0 to 6.
        distances: (4, M) between P and Q at each, one row a name of ``NAMES``.
        now: (4,) at ``shift``.
    """

    shift: float
    x: NDArray[np.float64]
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    shifts: NDArray[np.float64]
    distances: NDArray[np.float64]
    now: NDArray[np.float64]


def compute(shift: float = SLIDER.default) -> Data:
    """All four distances for σ = 1 and a Gaussian kernel as wide."""
    x, shifts = np.linspace(-4, 10, 85), np.linspace(0, 6, 31)
    return Data(
        shift=shift,
        x=x,
        p=_density(x),
        q=_density(x - shift),
        shifts=shifts,
        distances=np.stack([_distances(each) for each in shifts.tolist()], axis=1),
        now=_distances(shift),
    )


def draw(data: Data) -> Figure:
    """The densities above; the distances below, one panel a unit, as far as they fit."""
    figure = new_figure(height=518)
    density = add_panel(figure, left=36, top=30, width=290, height=56)
    style_axes(density, title="密度", x_label="", x_ticks=range(-4, 11, 2), y_ticks=[0, 0.4])
    curves: tuple[tuple[Role, NDArray[np.float64]], ...] = (("b", data.p), ("a", data.q))
    for role, values in curves:
        shade(density, data.x, 0 * data.x, values, role)
        plot(density, data.x, values, role)
    write(density, 0, 0.3, "P", "b", offset=(-22, 0), horizontal="right")
    write(density, data.shift, 0.3, "Q", "a", offset=(22, 0))
    density.set_xlim(-4, 10)
    density.set_ylim(0, 0.45)
    for (title, shown, highest, ticks), (top, height) in zip(PANELS, _PLACES, strict=True):
        distance = add_panel(figure, left=36, top=top, width=290, height=height)
        style_axes(
            distance,
            title=title,
            x_label="Q 的移动量（标准差）" if title == PANELS[-1][0] else "",
            x_ticks=range(7),
            y_ticks=ticks,
        )
        segments(distance, [(data.shift, 0)], [(data.shift, highest)], "muted", width=1.2)
        for i in shown:
            _draw_distance(distance, data, i, highest)
        distance.set_xlim(0, 6)
        distance.set_ylim(-0.02 * highest, 1.02 * highest)
    return figure


def _draw_distance(axes: Axes, data: Data, i: int, highest: float) -> None:
    """One curve as far as it fits, its value now, and its name where it ends."""
    curve, now, role = data.distances[i], float(data.now[i]), _ROLES[i]
    inside = curve <= highest
    plot(axes, data.shifts[inside], curve[inside], role)
    mark(axes, [data.shift], [now if now <= highest else np.nan], role, size=9)
    end = float(data.shifts[inside][-1]), float(curve[inside][-1])
    write(axes, *end, f"{NAMES[i]} {now:.2f}", role, offset=(7, 0))


@cache
def _distances(shift: float) -> NDArray[np.float64]:
    cells = np.linspace(-8, 16, 1201)
    p, q = _density(cells), _density(cells - shift)
    sample = np.array([NormalDist().inv_cdf((i + 0.5) / _QUANTILES) for i in range(_QUANTILES)])
    moved = sample + shift
    return np.array(
        [
            gaussian_kl(0, 1, shift, 1),
            wasserstein_1d(sample, moved),
            mmd2(sample[:, None], moved[:, None], BANDWIDTH),
            js(p / p.sum(), q / q.sum()),
        ]
    )


def _density(x: NDArray[np.float64]) -> NDArray[np.float64]:
    density: NDArray[np.float64] = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return density

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
from figures.style import Role, add_panel, mark, new_figure, plot, shade, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：两条同样的高斯密度，Q 向右移开。下图：四种距离随移动量变化，KL 按平方上升很快出图，"
    "W₁ 是一条直线，MMD² 升到约 1.15、JS 升到 ln 2 约 0.69 后都变平；圆点是当前位置的值。"
)
CAPTION = "两个高斯越离越远：KL 按平方增长，W₁ 始终等于移动量，JS 和 MMD² 很快饱和，再远也看不出。"

SLIDER = Slider(label="shift", values=tuple(i / 5 for i in range(0, 31, 3)), start=4)

NAMES = ("KL", "W₁", "MMD²", "JS")
BANDWIDTH = 1.0
_ROLES: tuple[Role, ...] = ("d", "a", "c", "b")
_HIGHEST = 6.0
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
    """The densities above; the distances below, as far as they fit."""
    figure = new_figure(height=470)
    density = add_panel(figure, left=36, top=34, width=290, height=94)
    distance = add_panel(figure, left=36, top=196, width=290, height=228)
    style_axes(density, title="density", x_label="", x_ticks=range(-4, 11, 2), y_ticks=[0, 0.4])
    style_axes(
        distance,
        title="distance of P and Q",
        x_label="shift of Q, in standard deviations",
        x_ticks=range(7),
        y_ticks=[0, 2, 4],
    )
    curves: tuple[tuple[Role, NDArray[np.float64]], ...] = (("b", data.p), ("a", data.q))
    for role, values in curves:
        shade(density, data.x, 0 * data.x, values, role)
        plot(density, data.x, values, role)
    write(density, 0, 0.3, "P", "b", offset=(-22, 0), horizontal="right")
    write(density, data.shift, 0.3, "Q", "a", offset=(22, 0))
    plot(distance, [data.shift] * 2, [0, _HIGHEST], "muted")
    for name, role, curve, now in zip(NAMES, _ROLES, data.distances, data.now, strict=True):
        inside = curve <= _HIGHEST
        plot(distance, data.shifts[inside], curve[inside], role)
        mark(distance, [data.shift], [now if now <= _HIGHEST else np.nan], role, size=9)
        at_end = {"KL": (8, 4), "MMD²": (7, 4), "JS": (7, -4)}.get(name, (7, 0))
        end = float(data.shifts[inside][-1]), float(curve[inside][-1])
        write(distance, *end, f"{name} {now:.2f}", role, offset=at_end)
    density.set_xlim(-4, 10)
    density.set_ylim(0, 0.45)
    distance.set_xlim(0, 6)
    distance.set_ylim(-0.08, _HIGHEST + 0.1)
    return figure


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

"""Polynomials fitted to many small data sets: where their mean is off, and how they scatter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import legendre

from figures.numerics.generalisation import bias_variance
from figures.slider import Slider
from figures.style import (
    add_panel,
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
    "上图：细线是十二份不同训练集各自拟合出的多项式，实线是两百个的平均，点线是真实函数。"
    "次数低时细线挤在一起，平均却偏离真实函数；次数高时平均贴合，细线却四处散开。"
    "下图：横轴次数，偏差平方一路下降，方差一路上升，两者之和先降后升，菱形是当前次数。"
)
CAPTION = "模型太简单，错在偏差；太复杂，错在方差；总误差最低的地方在中间。"
SLIDER = Slider(label="次数", values=(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), start=1)

SETS, SAMPLES, NOISE = 200, 16, 0.6
_PLACES = np.linspace(-0.98, 0.98, 50)
_SHOWN = 12
_TOP = 0.5


@dataclass(frozen=True, slots=True)
class Data:
    """Fits (12, 50), their mean over all sets (50,), the truth (50,); parts (2, 10) by degree."""

    degree: int
    fits: NDArray[np.float64]
    mean: NDArray[np.float64]
    truth: NDArray[np.float64]
    parts: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Fit every degree to the same two hundred sets of sixteen noisy samples."""
    truth = _truth(_PLACES)
    by_degree = [_fits(int(degree)) for degree in SLIDER.values]
    parts = np.array([bias_variance(fits, truth) for fits in by_degree]).T
    fits = by_degree[int(value)]
    return Data(int(value), fits[:_SHOWN], fits.mean(axis=0), truth, parts)


def draw(data: Data) -> Figure:
    """Curves above, parts of the error below."""
    figure = new_figure(height=424)
    upper = add_panel(figure, left=40, top=36, width=278, height=146)
    lower = add_panel(figure, left=40, top=240, width=278, height=130)
    style_axes(
        upper, title="十二份训练集拟合出的曲线", x_label="", x_ticks=[-1, 0, 1], y_ticks=[-1, 0, 1]
    )
    thin(upper, _PLACES, np.clip(data.fits, -2, 2), "b")
    plot(upper, _PLACES, data.truth, "ink")
    plot(upper, _PLACES, data.mean, "a")
    write(upper, 1, 1, "真实函数", "ink", offset=(8, -30), of_panel=True)
    write(upper, 1, 1, "平均", "a", offset=(8, -52), of_panel=True)
    write(upper, 1, 1, "每一份", "b", offset=(8, -74), of_panel=True)
    upper.set_xlim(-1, 1)
    upper.set_ylim(-2, 2)
    style_axes(
        lower,
        title="误差的两部分",
        x_label="多项式的次数",
        x_ticks=[0, 3, 6, 9],
        y_ticks=[0, 0.2, 0.4],
    )
    degrees = np.array(SLIDER.values)
    bias, variance = data.parts
    total = bias + variance
    plot(lower, degrees, bias, "b", markers=range(len(degrees)))
    plot(lower, degrees, variance, "a", markers=range(len(degrees)))
    plot(lower, degrees, total, "ink")
    mark(lower, data.degree, float(total[data.degree]), "c", size=10)
    label_end(lower, degrees, bias, "偏差²", "b")
    label_end(lower, degrees, total, "总和", "ink", rise=10)
    label_end(lower, degrees, variance, "方差", "a", rise=-9)
    lower.set_xlim(0, 9)
    lower.set_ylim(0, _TOP)
    return figure


def _truth(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sin(np.pi * x)


@cache
def _fits(degree: int) -> NDArray[np.float64]:
    """Predictions (200, 50) of polynomials, each fitted to a set of its own."""
    random = np.random.default_rng(0)
    x = np.linspace(-1, 1, SAMPLES)
    y = _truth(x) + random.normal(0, NOISE, (SETS, SAMPLES))
    return np.asarray(legendre.legval(_PLACES, legendre.legfit(x, y.T, degree)), dtype=np.float64)

"""Where to clip before quantising: rounding errors against clipping errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.quantisation import clipping_error
from figures.slider import Slider
from figures.style import (
    add_panel,
    bars,
    fill,
    mark,
    new_figure,
    plot,
    segments,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图是一层激活的直方图，尾巴很长；竖线是 4 比特的 16 个可取的值，均匀分布在 −t 到 t 之间，"
    "之外的部分（涂色）被截断。下图横轴是阈值 t，纵轴是均方误差：舍入误差随 t 增大，"
    "截断误差随 t 减小，总误差在中间最低，取最大值（最右）时接近最低处的四倍。"
)
CAPTION = "阈值取最大值，十六个格子大半浪费在几个离群值上；截掉一点尾巴，总误差小得多。"
SLIDER = Slider(label="阈值 t", values=(2, 2.5, 3, 3.5, 4, 5, 6, 8, 10, 12), start=5)

BITS = 4
REACH = 12.0
_SAMPLES = 20_000
_BINS = 49


@dataclass(frozen=True, slots=True)
class Data:
    """A histogram, the levels that quantisation leaves, and errors (2, K) by threshold (K,)."""

    threshold: float
    centres: NDArray[np.float64]
    shares: NDArray[np.float64]
    levels: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    errors: NDArray[np.float64]


def activations() -> NDArray[np.float64]:
    """Values with a long tail, of which the largest is 12."""
    x = np.random.default_rng(0).laplace(0, 0.9, _SAMPLES)
    scaled: NDArray[np.float64] = x * REACH / np.abs(x).max()
    return scaled


def compute(value: float = SLIDER.default) -> Data:
    """Quantise the same activations with every threshold."""
    x = activations()
    edges = np.linspace(-REACH, REACH, _BINS + 1)
    shares = np.histogram(x, edges)[0] / len(x)
    tried = np.array(SLIDER.values, dtype=float)
    errors = np.array([clipping_error(x, float(t), BITS) for t in tried]).T
    levels = np.linspace(-value, value, 2**BITS)
    return Data(value, (edges[1:] + edges[:-1]) / 2, shares, levels, tried, errors)


def draw(data: Data) -> Figure:
    """The histogram above, errors below."""
    figure = new_figure(height=410)
    upper = add_panel(figure, left=24, top=36, width=372, height=116)
    lower = add_panel(figure, left=40, top=208, width=282, height=148)
    style_axes(
        upper, title="激活的分布", x_label="", x_ticks=[-12, -8, -4, 0, 4, 8, 12], y_ticks=[]
    )
    top = float(data.shares.max()) * 1.05
    bars(upper, data.centres, data.shares, "muted", thickness=2 * REACH / _BINS)
    levels = data.levels
    ends = [np.stack([levels, np.full_like(levels, height)], axis=1) for height in (0, top)]
    segments(upper, ends[0], ends[1], "b", 1.2)
    for side in (-1, 1):
        near, far = side * data.threshold, side * REACH
        fill(upper, [(near, 0), (near, top), (far, top), (far, 0)], "a")
    upper.set_xlim(-REACH, REACH)
    upper.set_ylim(0, top)
    style_axes(
        lower,
        title="4 比特量化的均方误差",
        x_label="阈值 t",
        x_ticks=[2, 4, 6, 8, 10, 12],
        y_ticks=[0, 0.1, 0.2, 0.3],
    )
    rounding, clipping = data.errors
    plot(lower, data.thresholds, rounding, "b")
    plot(lower, data.thresholds, clipping, "a")
    plot(lower, data.thresholds, rounding + clipping, "ink")
    now = data.thresholds == data.threshold
    mark(lower, data.threshold, float((rounding + clipping)[now][0]), "c", size=10)
    write(lower, 12, float(rounding[-1]), "舍入", "b", offset=(7, -6))
    write(lower, 12, float(rounding[-1]), "总误差", "ink", offset=(7, 10))
    write(lower, 12, float(clipping[-1]), "截断", "a", offset=(7, 0))
    lower.set_xlim(2, 12)
    lower.set_ylim(0, 0.31)
    return figure

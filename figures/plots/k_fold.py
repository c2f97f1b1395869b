"""Which samples each fold validates on, and the error that it measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.regression import ols
from figures.numerics.resampling import cross_validate, k_fold
from figures.slider import Slider
from figures.style import add_panel, dots, heat, new_figure, segments, style_axes, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

ALT = (
    "左边一行一折，一格一个样本，共 20 个：深色的一段用来验证，其余用来训练，"
    "深色段逐行右移，合起来每个样本恰好被验证一次。右边每行一点，是这一折的验证误差，"
    "竖线是它们的平均。"
)
CAPTION = "每个样本恰好验证一次；折数越多，训练集越大，单折的误差却越分散，平均才是交叉验证的估计。"
SLIDER = Slider(label="k", values=(2, 3, 4, 5, 6, 7, 8, 9, 10, 20), start=3)

SAMPLES = 20
_NOISE = 0.5
_HEIGHT = 260  # pixels
_TALLEST = 52  # a row, pixels
_MOST = 1.5


@dataclass(frozen=True, slots=True)
class Data:
    """Folds in rows.

    Attributes:
        first: (k,) the first sample that a fold validates on.
        end: (k,) the sample after the last of those.
        errors: (k,) mean squared validation errors of a straight line.
        mean: their mean, which is the estimate.
    """

    first: NDArray[np.intp]
    end: NDArray[np.intp]
    errors: NDArray[np.float64]
    mean: float


def compute(value: float = SLIDER.default) -> Data:
    """Twenty samples about a line, in no order; they are cut as they stand."""
    random = np.random.default_rng(2)
    x = random.uniform(-1, 1, SAMPLES)
    y = 1 + 2 * x + random.normal(0, _NOISE, SAMPLES)
    splits = k_fold(SAMPLES, int(value))
    _, errors = cross_validate(_line, x, y, splits)
    return Data(
        first=np.array([part[0] for _, part in splits]),
        end=np.array([part[-1] + 1 for _, part in splits]),
        errors=errors,
        mean=float(errors.mean()),
    )


def draw(data: Data) -> Figure:
    """The folds left, their errors right, and the mean of these below."""
    k = len(data.first)
    rows = max(k, _HEIGHT / _TALLEST)  # few folds do not fill the height
    figure = new_figure(height=354)
    folds = add_panel(figure, left=12, top=34, width=250, height=_HEIGHT)
    folds.set_axis_off()
    folds.set_xlim(0, SAMPLES)
    write(folds, 0, 1, f"{SAMPLES} 个样本，{k} 折", "ink", offset=(0, 12), of_panel=True)
    heat(folds, _map(data, validated=False), "b", levels=1)
    folds.patches[-1].set_alpha(0.22)
    heat(folds, _map(data, validated=True), "a", levels=1)
    between = np.arange(1, SAMPLES)
    segments(folds, _at(between, 0), _at(between, k), "paper", width=1.5)
    between = np.arange(k + 1)
    segments(folds, _at(0, between), _at(SAMPLES, between), "paper", width=min(6, 60 / k))

    errors = add_panel(figure, left=284, top=34, width=118, height=_HEIGHT)
    style_axes(errors, title="这一折的误差", x_label="", x_ticks=[0, 0.5, 1], y_ticks=[])
    dots(errors, data.errors, np.arange(k) + 0.5, "a", size=6)
    segments(errors, [(data.mean, 0)], [(data.mean, k)], "ink", width=1.2)
    for axes in (folds, errors):
        axes.set_ylim(rows, 0)
    errors.set_xlim(0, _MOST)

    size = SAMPLES // k if SAMPLES % k == 0 else f"{SAMPLES // k} 或 {SAMPLES // k + 1}"
    write(folds, 0, 0, "训练", "b", offset=(0, -16), of_panel=True)
    write(folds, 0, 0, f"验证 {size} 个", "a", offset=(44, -16), of_panel=True)
    mean = f"平均 {data.mean:.3f}，即交叉验证的估计"
    write(folds, 0, 0, mean, "ink", offset=(0, -38), of_panel=True)
    return figure


def _map(data: Data, *, validated: bool) -> NDArray[np.float64]:
    """1 for each sample that a fold validates on, or trains on."""
    sample = np.arange(SAMPLES)
    inside = (sample >= data.first[:, None]) & (sample < data.end[:, None])
    return np.where(inside == validated, 1.0, 0.0)


def _at(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    return np.stack(np.broadcast_arrays(x, y), axis=-1).astype(np.float64)


def _line(x: NDArray[np.float64], y: NDArray[np.float64]) -> Callable[..., NDArray[np.float64]]:
    slope, intercept = ols(np.stack([x, y], axis=1))
    return lambda new: intercept + slope * new

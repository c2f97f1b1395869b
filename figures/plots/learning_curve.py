"""Errors by the number of training samples, of a model too simple and of one flexible enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.resampling import k_fold, learning_curve
from figures.style import add_panel, new_figure, plot, shade, style_axes, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "左右两图，横轴样本数，纵轴误差，虚线是训练误差，实线是验证误差，点线是噪声的方差。"
    "左图直线模型：两条线很快合拢，停在远高于噪声处；"
    "右图六次多项式：开始时缝很大，随样本增加从两边向噪声合拢。"
)
CAPTION = "两条误差早早合拢在高处，是欠拟合，加数据没用；大缝仍在合拢，是过拟合，加数据有用。"

DEGREES = (1, 6)
SIZES = (16, 20, 26, 36, 52, 76, 112, 160)
_SAMPLES = 320
_FOLDS = 2
_DRAWS = 50
_NOISE = 0.3


@dataclass(frozen=True, slots=True)
class Data:
    """Median errors over data sets: one row a degree of ``DEGREES``, one column a size.

    ``noise`` is the variance of what cannot be predicted.
    """

    training: NDArray[np.float64]
    validation: NDArray[np.float64]
    noise: float


def compute() -> Data:
    """One fold of each of many seeded data sets, whose samples are in no order."""
    random = np.random.default_rng(1)
    errors = []
    for _ in range(_DRAWS):
        x = random.uniform(-1, 1, _SAMPLES)
        y = np.sin(3 * x) + 0.3 * x + random.normal(0, _NOISE, _SAMPLES)
        last = k_fold(_SAMPLES, _FOLDS)[-1:]  # one fold: others would train on the same samples
        errors.append([learning_curve(partial(_polynomial, d), SIZES, x, y, last) for d in DEGREES])
    # data sets, degrees, training or validation, sizes, one fold
    median = np.median(np.array(errors), axis=(0, 4))
    return Data(training=median[:, 0], validation=median[:, 1], noise=_NOISE**2)


def draw(data: Data) -> Figure:
    """The simple model left, the flexible one right, on one scale."""
    figure = new_figure(height=300)
    for i, name in enumerate(("直线", "六次多项式")):
        axes = add_panel(figure, left=36 + 204 * i, top=34, width=164, height=200)
        style_axes(
            axes,
            title=f"{name}的误差",
            x_label="训练样本数",
            x_ticks=[0, 80, 160],
            y_ticks=[0, 0.1, 0.2, 0.3],
            y_names=None if i == 0 else [""] * 4,
        )
        plot(axes, [0, SIZES[-1]], [data.noise] * 2, "ink")
        plot(axes, SIZES, data.training[i], "b")
        plot(axes, SIZES, data.validation[i], "a")
        shade(axes, SIZES, data.training[i], data.validation[i], "a", opacity=0.1)
        axes.set_xlim(0, SIZES[-1])
        axes.set_ylim(0, 0.32)
        if i == 0:
            write(axes, 96, data.validation[i, -1], "验证", "a", offset=(0, 11))
            write(axes, 96, data.training[i, -1], "训练", "b", offset=(0, -13))
            write(axes, 96, data.noise, "噪声", "ink", offset=(0, 11))
    return figure


def _polynomial(
    degree: int, x: NDArray[np.float64], y: NDArray[np.float64]
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    weights = np.linalg.lstsq(np.vander(x, degree + 1), y)[0]
    return lambda new: np.polyval(weights, new)

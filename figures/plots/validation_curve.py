"""Training and validation error by the degree of a polynomial, and what each degree fits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import Chebyshev

from figures.numerics.resampling import k_fold, validation_curve
from figures.slider import Slider
from figures.style import add_panel, dots, label_end, mark, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：30 个带噪声的点和选中次数的多项式，次数低时太直，次数高时在点之间乱摆。"
    "下图（对数纵轴）：横轴次数，训练误差一路下降；十折交叉验证的误差先降后升，三次最低。"
)
CAPTION = "训练误差只会随复杂度下降，验证误差先降后升：谷底左边欠拟合，右边过拟合。"
DEGREES = tuple(range(13))
SLIDER = Slider(label="次数", values=DEGREES, start=12)

_SAMPLES = 30
_FOLDS = 10
_NOISE = 0.25


@dataclass(frozen=True, slots=True)
class Data:
    """Samples, the polynomial of the chosen degree, and mean errors by degree.

    Attributes:
        degree: the chosen one.
        x: (N,) samples.
        y: (N,) their values.
        line_x: (P,) where the polynomial is drawn.
        line_y: (P,) the polynomial fitted to all samples.
        training: (13,) mean squared errors in training.
        validation: (13,) mean squared errors in validation.
        best: the degree with the least of them.
    """

    degree: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    line_x: NDArray[np.float64]
    line_y: NDArray[np.float64]
    training: NDArray[np.float64]
    validation: NDArray[np.float64]
    best: int


def compute(value: float = SLIDER.default) -> Data:
    """Ten-fold cross-validation of each degree on the same splits."""
    random = np.random.default_rng(5)
    x = np.sort(random.uniform(-1, 1, _SAMPLES))
    y = np.sin(3 * x) + 0.3 * x + random.normal(0, _NOISE, _SAMPLES)
    fits = [partial(_polynomial, degree) for degree in DEGREES]
    errors = validation_curve(fits, x, y, k_fold(_SAMPLES, _FOLDS, random))
    training, validation = (each.mean(axis=1) for each in errors)
    line_x = np.linspace(x[0], x[-1], 81)
    return Data(
        degree=int(value),
        x=x,
        y=y,
        line_x=line_x,
        line_y=_polynomial(int(value), x, y)(line_x),
        training=training,
        validation=validation,
        best=int(np.argmin(validation)),
    )


def draw(data: Data) -> Figure:
    """The fit above; below the errors of all degrees, those of the chosen one marked."""
    figure = new_figure(height=430)
    now = data.training[data.degree], data.validation[data.degree]
    fit = add_panel(figure, left=40, top=34, width=288, height=130)
    error = add_panel(figure, left=40, top=222, width=288, height=160)
    style_axes(
        fit,
        title=f"{data.degree} 次：训练 {now[0]:.2f}，验证 {now[1]:.2f}",
        x_label="",
        x_ticks=[-1, 0, 1],
        y_ticks=[-1, 0, 1],
    )
    dots(fit, data.x, data.y, "ink", size=5)
    plot(fit, data.line_x, data.line_y, "c")
    fit.set_xlim(-1, 1)
    fit.set_ylim(-2, 2)
    error.set_yscale("log")
    style_axes(
        error,
        title="均方误差（MSE）",
        x_label="多项式的次数",
        x_ticks=[0, data.best, 6, 9, 12],
        y_ticks=[0.1, 1],
    )
    plot(error, DEGREES, data.training, "b")
    plot(error, DEGREES, data.validation, "a")
    mark(error, data.degree, now[0], "b")
    mark(error, data.degree, now[1], "a")
    label_end(error, DEGREES, data.validation, "验证", "a")
    label_end(error, DEGREES, data.training, "训练", "b")
    error.set_xlim(0, 12)
    return figure


def _polynomial(degree: int, x: NDArray[np.float64], y: NDArray[np.float64]) -> Chebyshev:
    """Least squares, in a basis that stays well conditioned."""
    return Chebyshev.fit(x, y, degree, domain=[-1, 1])

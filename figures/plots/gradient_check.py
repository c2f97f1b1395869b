"""How far numeric gradients are from the true one, by the size of the step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from figures.numerics.networks import (
    Difference,
    backward,
    forward,
    gradient_check,
    initialise,
    numeric_gradient,
    squared_head,
)
from figures.style import Role, add_panel, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from figures.numerics.networks import Layers

ALT = (
    "横轴是步长 h，纵轴是数值梯度与反向传播的相对误差，都是对数刻度。"
    "前向差分的最低点在 h ≈ 10⁻⁸，误差约 10⁻⁸；中心差分在 h ≈ 10⁻⁵，误差约 10⁻¹⁰；"
    "两条都是 V 形，h 再小误差反而上升。复步差分一直下降，停在 10⁻¹⁶。"
)
CAPTION = "步长太大有截断误差，太小有舍入误差，所以中心差分的 h 取 10⁻⁵ 左右，不是越小越好。"

METHODS: tuple[Difference, ...] = ("forward", "central", "complex")
_ROLES: tuple[Role, ...] = ("b", "a", "c")
_SIZES = (2, 3, 3, 2)
_SAMPLES = 6
_FLOOR = 1e-17  # an error of exactly 0 has no place on a logarithmic scale


@dataclass(frozen=True, slots=True)
class Data:
    """Relative errors by ``steps``: one row a method of ``METHODS``."""

    steps: NDArray[np.float64]
    errors: NDArray[np.float64]


def compute() -> Data:
    """A network of three layers with tanh and squared error, all its weights and biases."""
    random = np.random.default_rng(3)
    x, y = random.normal(size=(_SIZES[0], _SAMPLES)), random.normal(size=(_SIZES[-1], _SAMPLES))
    layers = initialise(_SIZES, seed=4)
    outputs = forward(x, layers)
    _, delta = squared_head(outputs[-1], y)
    gradient = _flat(backward(outputs, layers, delta))
    at = _flat(layers)

    def loss(parameters: Any) -> Any:  # as the network has it, but for complex numbers too
        (w1, b1), (w2, b2), (w3, b3) = _unflat(parameters)
        z = w3 @ np.tanh(w2 @ np.tanh(w1 @ x + b1) + b2) + b3
        return ((z - y) ** 2).sum() / 2 / _SAMPLES

    steps = np.logspace(-14, -1, 27)
    errors = [
        [gradient_check(gradient, numeric_gradient(loss, at, step, method)) for step in steps]
        for method in METHODS
    ]
    return Data(steps=steps, errors=np.maximum(errors, _FLOOR))


def draw(data: Data) -> Figure:
    """Three curves on logarithmic scales, with the best step of the two that have one."""
    figure = new_figure(height=330)
    panel = add_panel(figure, left=46, top=34, width=356, height=238)
    panel.set_xscale("log")
    panel.set_yscale("log")
    style_axes(
        panel,
        title="数值梯度的相对误差",
        x_label="步长 h",
        x_ticks=[1e-14, 1e-11, 1e-8, 1e-5, 1e-2],
        x_names=["10⁻¹⁴", "10⁻¹¹", "10⁻⁸", "10⁻⁵", "10⁻²"],
        y_ticks=[1, 1e-4, 1e-8, 1e-12, 1e-16],
        y_names=["1", "10⁻⁴", "10⁻⁸", "10⁻¹²", "10⁻¹⁶"],
    )
    for role, errors in zip(_ROLES, data.errors, strict=True):
        plot(panel, data.steps, errors, role)
    for role, errors in zip(_ROLES[:2], data.errors[:2], strict=True):
        best = [int(np.argmin(errors))]
        mark(panel, data.steps[best], errors[best], role)
    write(panel, 8e-9, 2e-3, "前向差分：O(h)", "b")
    write(panel, 1.5e-5, 1e-12, "中心差分：O(h²)", "a")
    write(panel, 1e-14, 4e-15, "复步差分：没有舍入误差", "c")
    write(panel, 4e-14, 1e-7, "舍入误差与 h 成反比", "muted")
    panel.set_xlim(1e-14, 1e-1)
    panel.set_ylim(2e-17, 3)
    return figure


def _flat(layers: Layers) -> NDArray[np.float64]:
    return np.concatenate([a.ravel() for layer in layers for a in layer])


def _unflat(parameters: Any) -> Any:
    """Pairs (W, b) from one vector."""
    shapes = [shape for i, o in pairwise(_SIZES) for shape in ((o, i), (o, 1))]
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    pieces = np.split(parameters, ends[:-1])
    arrays = [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]
    return zip(arrays[::2], arrays[1::2], strict=True)

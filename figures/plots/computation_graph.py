"""Backpropagation on a small graph: values go forward, gradients come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import tanh, tanh_grad
from figures.slider import Slider
from figures.style import add_panel, arrow, new_figure, outline, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "计算图从上到下：x 与 w 相乘，加 b，过 tanh，与目标 0 比成平方误差；w 另有一条路成为权重衰减，"
    "两项相加得损失 0.54。每个方框左下是前向的值，右下是损失对它的梯度：z 处 0.32，x 处 0.32，"
    "w 处 1.14，是两条路 0.64 与 0.50 之和。"
)
CAPTION = "前向存下每个值，反向把上游梯度乘以本地导数逐层传回，一个变量用在两处就把两份梯度相加。"

X, W, B, DECAY = 2.0, 1.0, -1.0, 0.5
NODES = ("x", "w", "b", "p = w·x", "z = p + b", "a = tanh z", "e = ½ a²", "r = ¼ w²", "L = e + r")
_X, _W, _B, _P, _Z, _A, _E, _R, _L = range(9)
_EDGES = ((_X, _P), (_W, _P), (_P, _Z), (_B, _Z), (_Z, _A), (_A, _E), (_E, _L), (_W, _R), (_R, _L))
_PLACES = (
    *((74, 30), (210, 30), (74, 108), (210, 108), (142, 186)),
    *((142, 264), (142, 342), (346, 108), (244, 420)),
)
_HALF_WIDTH, _HALF_HEIGHT = 56, 22

# In the order in which they become known, one a step; the values of x, w and b are given.
_FORWARD = (_X, _W, _B, _P, _Z, _A, _E, _R, _L)
_BACK = (_L, _R, _E, _A, _Z, _B, _P, _X, _W)
_GIVEN = 3
_STEPS = 2 * len(NODES) - _GIVEN
SLIDER = Slider(label="步", values=tuple(range(_STEPS + 1)), start=_STEPS)


@dataclass(frozen=True, slots=True)
class Data:
    """Values and gradients of ``NODES``, and whether each is known yet.

    Attributes:
        values: (9,).
        gradients: (9,) of the loss by each.
        paths: (2,) the shares of w's gradient: through p and through r.
        has_value: (9,).
        has_gradient: (9,).
    """

    values: NDArray[np.float64]
    gradients: NDArray[np.float64]
    paths: NDArray[np.float64]
    has_value: NDArray[np.bool_]
    has_gradient: NDArray[np.bool_]


def compute(step: float = SLIDER.default) -> Data:
    """One tanh unit with target 0 and weight decay; inputs are known before the first step."""
    p = W * X
    z = p + B
    a = float(tanh(z))
    e, r = a**2 / 2, DECAY * W**2 / 2
    d_z = a * float(tanh_grad(z))  # ∂L/∂a = a, times the local slope
    paths = np.array([d_z * X, DECAY * W])
    return Data(
        values=np.array([X, W, B, p, z, a, e, r, e + r]),
        gradients=np.array([d_z * W, paths.sum(), d_z, d_z, d_z, a, 1.0, 1.0, 1.0]),
        paths=paths,
        has_value=np.isin(np.arange(9), _FORWARD[: _GIVEN + int(step)]),
        has_gradient=np.isin(np.arange(9), _BACK[: max(0, _GIVEN + int(step) - len(NODES))]),
    )


def draw(data: Data) -> Figure:
    """A box a node: its formula, its value, and its gradient in another colour."""
    figure = new_figure(height=494)
    scene = add_panel(figure, left=0, top=40, width=420, height=448)
    scene.set_axis_off()
    scene.set_xlim(0, 420)
    scene.set_ylim(448, 0)
    write(scene, 14, -24, "值", "b")
    write(scene, 42, -24, "L 对它的梯度", "a")
    for start, end in _EDGES:
        _connect(scene, _PLACES[start], _PLACES[end])
    for known, share, place in zip((_P, _R), data.paths, ((216, 76), (290, 60)), strict=True):
        write(scene, *place, f"{share:.2f}" if data.has_gradient[known] else "·", "a")
    for i, (name, (x, y)) in enumerate(zip(NODES, _PLACES, strict=True)):
        box = (x - _HALF_WIDTH, y - _HALF_HEIGHT, x + _HALF_WIDTH, y + _HALF_HEIGHT)
        outline(scene, box, "muted", width=0.5)
        write(scene, x, y - 9, name, "ink", horizontal="center")
        value = f"{data.values[i]:.3g}" if data.has_value[i] else "·"
        gradient = f"{data.gradients[i]:.2f}" if data.has_gradient[i] else "·"
        write(scene, x - 8, y + 9, value.replace("-", "−"), "b", horizontal="right")
        write(scene, x + 8, y + 9, gradient.replace("-", "−"), "a")
    return figure


def _connect(scene: Axes, start: tuple[int, int], end: tuple[int, int]) -> None:
    """An arrow from the foot of a box to the head of another."""
    arrow(
        scene,
        (start[0], start[1] + _HALF_HEIGHT),
        (end[0], end[1] - _HALF_HEIGHT),
        "muted",
        width=0.4,
    )

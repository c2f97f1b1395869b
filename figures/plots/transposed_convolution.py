"""The backward pass of a convolution by its input, in numbers: a transposed convolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.convolution import conv2d, conv2d_backward
from figures.slider import Slider
from figures.style import add_panel, new_figure, outline, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from figures.style import Role

ALT = (
    "一维的例子，核 w = [2, 1, −1]，步长 2，五个输入得两个输出。反向时误差 δ = [1, 3] 各按核的形状"
    "撒回自己的窗口：2 1 −1 与 6 3 −3，重叠的第三格相加得 5，输入梯度是 2 1 5 3 −3。"
    "最下面：在 δ 之间插一个零、两边补零，用翻转的核 [−1, 1, 2] 做互相关，得到同样的五个数。"
)
CAPTION = (
    "输入的梯度就是转置卷积：每个误差按核撒回原窗口，重叠处相加，等于插零后用翻转的核做互相关。"
)

SLIDER = Slider(label="第几格", values=(1, 2, 3, 4, 5), start=2)

KERNEL, STRIDE = (2.0, 1.0, -1.0), 2
INPUT, ERRORS = (1.0, 2.0, 0.0, 1.0, 3.0), (1.0, 3.0)
_CELL, _HEIGHT = 42, 26
_LEFT = 188  # where the first cell of x stands: two cells of zeros have place before it


@dataclass(frozen=True, slots=True)
class Data:
    """The example, row by row, and which cell of the gradient is looked at (from 0).

    Attributes:
        output: (2,).
        shares: (2, 5) what each error gives back.
        gradient: (5,) their sum, from the backward pass.
        spread: (7,) the errors with zeros between and around them.
        turned: (3,) the kernel, turned around.
        again: (5,) correlation of the two.
        cell: the place looked at.
    """

    output: NDArray[np.float64]
    shares: NDArray[np.float64]
    gradient: NDArray[np.float64]
    spread: NDArray[np.float64]
    turned: NDArray[np.float64]
    again: NDArray[np.float64]
    cell: int


def compute(cell: float = SLIDER.default) -> Data:
    """Both ways to the gradient, by the two-dimensional functions on a single row."""
    x, w, errors = (_row(values) for values in (INPUT, KERNEL, ERRORS))
    shares = [
        conv2d_backward(x, w, _row(error), STRIDE)[0].ravel() for error in np.diag(np.array(ERRORS))
    ]
    spread = np.zeros((len(ERRORS) - 1) * STRIDE + 1)
    spread[::STRIDE] = ERRORS
    spread = np.pad(spread, len(KERNEL) - 1)
    turned = w[..., ::-1]
    return Data(
        output=conv2d(x, w, stride=STRIDE).ravel(),
        shares=np.stack(shares),
        gradient=conv2d_backward(x, w, errors, STRIDE)[0].ravel(),
        spread=spread,
        turned=turned.ravel(),
        again=conv2d(_row(spread), turned).ravel(),
        cell=int(cell) - 1,
    )


def draw(data: Data) -> Figure:
    """Three parts below one another: forward, each error back, and the same as a correlation."""
    figure = new_figure(height=420)
    scene = add_panel(figure, left=0, top=0, width=420, height=420)
    scene.set_axis_off()
    scene.set_xlim(0, 420)
    scene.set_ylim(420, 0)
    _title(scene, 24, "前向：w = [2, 1, −1]，步长 2")
    _cells(scene, 36, "x", INPUT, "ink")
    _cells(scene, 68, "y", data.output, "ink", start=1, apart=STRIDE)
    _title(scene, 132, "反向：每个 δ 按 w 撒回自己的窗口")
    _cells(scene, 144, "δ", ERRORS, "b", start=1, apart=STRIDE)
    for i, share in enumerate(data.shares):
        inside = slice(i * STRIDE, i * STRIDE + len(KERNEL))
        _cells(scene, 176 + 32 * i, f"δ{'₁₂'[i]}·w", share[inside], "b", start=i * STRIDE)
    _cells(scene, 240, "x 的梯度", data.gradient, "a", shown=data.cell)
    _title(scene, 304, "等价于：插零，再用翻转的核做互相关")
    _cells(scene, 316, "插零的 δ", data.spread, "b", start=-2)
    _cells(scene, 348, "翻转的 w", data.turned, "ink", start=data.cell - 2)
    _cells(scene, 380, "x 的梯度", data.again, "a", shown=data.cell)
    return figure


def _cells(
    scene: Axes,
    top: float,
    name: str,
    values: NDArray[np.float64] | tuple[float, ...],
    role: Role,
    *,
    start: int = 0,
    apart: int = 1,
    shown: int = -1,
) -> None:
    """A row of numbers in boxes from the place of x's cell ``start`` on, one of them filled."""
    write(scene, 14, top + _HEIGHT / 2, name, role)
    for i, value in enumerate(values):
        left = _LEFT + (start + i * apart) * _CELL
        box = (left, top, left + _CELL, top + _HEIGHT)
        outline(scene, box, role, width=0.5, fill=0.25 if i == shown else 0)
        number = f"{value:g}".replace("-", "−")
        write(scene, left + _CELL / 2, top + _HEIGHT / 2, number, role, horizontal="center")


def _title(scene: Axes, y: float, text: str) -> None:
    write(scene, 14, y, text, "ink", vertical="baseline")


def _row(values: object) -> NDArray[np.float64]:
    """One image of one channel and one row."""
    return np.asarray(values, dtype=np.float64).reshape(1, 1, 1, -1)

"""A grid of the plane under a linear map, an affine one, and one that folds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.linearity import is_affine, is_linear
from figures.style import Role, add_panel, arrow, dots, mark, new_figure, segments, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from figures.numerics.linearity import Numbers

ALT = (
    "四幅网格图，各画着 x、y 和 x + y 的像以及原点的像。左上是原来的方格；"
    "右上线性映射：网格仍平行等距，原点不动，f(x) 与 f(y) 拼成的平行四边形顶点正是 f(x + y)；"
    "左下仿射映射：网格仍平行，但整体平移，原点离开了零；"
    "右下把平面沿一条线折起：网格线折断，f(x + y) 不在 f(x) + f(y) 处。"
)
CAPTION = "线性映射保持网格平行等距、原点不动，所以平行四边形仍然合拢；平移或折叠都会让它合不拢。"

_MATRIX = np.array([[1.0, 0.4], [-0.3, 0.9]])
_OFFSET = np.array([-0.25, 0.6])
_CREASE = np.array([1.0, 1.0]) / np.sqrt(2)  # at right angles to where the plane is bent
_CREASE_AT = 0.5 / np.sqrt(2)
_KEPT = 0.4  # of the distance beyond the crease
_X, _Y = np.array([1.25, 0.0]), np.array([0.0, 1.0])
_LINES = np.linspace(-1.5, 1.5, 7)
_REACH = 2.4
NAMES = ("原来的网格", "线性：Ax", "仿射：Ax + b", "沿一条线折起")


@dataclass(frozen=True, slots=True)
class Data:
    """One row a map of ``NAMES``.

    Attributes:
        grid: (4, L, P, 2) images of the grid's lines.
        origin: (4, 2) image of 0.
        x: (4, 2) image of x.
        y: (4, 2) image of y.
        whole: (4, 2) image of x + y.
        added: (4, 2) image of x plus image of y.
        linear: (4,) whether both laws hold.
        affine: (4,) whether they hold but for a shift.
    """

    grid: NDArray[np.float64]
    origin: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    whole: NDArray[np.float64]
    added: NDArray[np.float64]
    linear: NDArray[np.bool_]
    affine: NDArray[np.bool_]


def compute() -> Data:
    """The maps of the grid's lines, of two vectors, and of their sum."""
    along = _LINES  # the crease crosses them at these points, so corners are sharp
    columns = [np.stack([np.full_like(along, line), along], axis=1) for line in _LINES]
    grid = np.array([*columns, *(column[:, ::-1] for column in columns)])
    maps = (_same, _linear, _affine, _folded)
    x, y, origin = (np.array([f(v[None])[0] for f in maps]) for v in (_X, _Y, 0 * _X))
    trial = grid.reshape(-1, 2)[::5]
    scalars = [-1.0, 0.5, 2.0]
    return Data(
        grid=np.array([f(grid.reshape(-1, 2)).reshape(grid.shape) for f in maps]),
        origin=origin,
        x=x,
        y=y,
        whole=np.array([f((_X + _Y)[None])[0] for f in maps]),
        added=x + y,
        linear=np.array([is_linear(f, trial, scalars) for f in maps]),
        affine=np.array([is_affine(f, trial, scalars) for f in maps]),
    )


def draw(data: Data) -> Figure:
    """Two panels above, two below."""
    figure = new_figure(height=510)
    for i, name in enumerate(NAMES):
        axes = add_panel(figure, 8 + 208 * (i % 2), 34 + 246 * (i // 2), width=196, height=196)
        _draw_one(axes, data, i)
        write(axes, 0, 1, name, "ink", offset=(2, 12), of_panel=True)
        sign = "=" if np.allclose(data.whole[i], data.added[i]) else "≠"
        if i:
            written = f"f(x+y) {sign} f(x) + f(y)"
            write(axes, 0, 0, written, "a", offset=(2, -8), of_panel=True)
        else:
            write(axes, _X[0], _X[1], "x", "b", offset=(-3, -11))
            write(axes, _Y[0], _Y[1], "y", "c", offset=(-6, 2), horizontal="right")
            write(axes, _X[0] + _Y[0], _X[1] + _Y[1], "x + y", "a", offset=(6, 8))
        at_0, above_0 = data.origin[i]
        if at_0 or above_0:
            write(axes, at_0, above_0, "f(0)", "d", offset=(-8, 0), horizontal="right")
    return figure


def _draw_one(axes: Axes, data: Data, i: int) -> None:
    axes.set_axis_off()
    axes.set_xlim(-_REACH, _REACH)
    axes.set_ylim(-_REACH, _REACH)
    lines = data.grid[i][:, [0, -1]] if data.affine[i] else data.grid[i]  # straight ones for size
    segments(axes, lines[:, :-1].reshape(-1, 2), lines[:, 1:].reshape(-1, 2), "muted", width=0.5)
    x, y, whole, added = data.x[i], data.y[i], data.whole[i], data.added[i]
    segments(axes, [x, y], [added, added], "ink", width=1.2)
    dots(axes, added[:1], added[1:], "ink", size=7)
    roles: tuple[Role, ...] = ("b", "c", "a")
    for (right, up), role in zip((x, y, whole), roles, strict=True):
        arrow(axes, (0, 0), (right, up), role, width=1.1)
    mark(axes, data.origin[i, 0], data.origin[i, 1], "d", size=8)


def _same(points: Numbers) -> Numbers:
    return points.copy()


def _linear(points: Numbers) -> Numbers:
    images: Numbers = points @ _MATRIX.T
    return images


def _affine(points: Numbers) -> Numbers:
    images: Numbers = _linear(points) + _OFFSET
    return images


def _folded(points: Numbers) -> Numbers:
    """A sheet bent along a crease and seen from above: a leaky ReLU of the distance from it."""
    beyond = np.maximum(points @ _CREASE - _CREASE_AT, 0)
    images: Numbers = points - (1 - _KEPT) * beyond[:, None] * _CREASE
    return images

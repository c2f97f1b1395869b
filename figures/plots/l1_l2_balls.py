"""Where the contours of a loss first meet a diamond, and where a disc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.shrinkage import largest_penalty, lasso_path, ridge_path
from figures.slider import Slider
from figures.style import Role, add_panel, arrow, fill, mark, new_figure, plot, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "两幅图，横轴 w₁、纵轴 w₂，同样的椭圆等高线围着无约束的最优点。左图的约束区域是菱形，"
    "等高线碰到它顶上的角，w₁ 恰为 0；右图是同样半径的圆，切点在轴外，两个权重都不为零。"
)
CAPTION = "菱形的角在轴上，等高线往往先碰到角，于是有权重恰为零；圆没有角，切点一般不在轴上。"
SLIDER = Slider(
    label="t", values=(0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6), start=5
)

# A loss ½ (w − w*)ᵀ H (w − w*): its Hessian, and where it is least.
_HESSIAN = np.array([[1.0, 0.3], [0.3, 1.0]])
_FREE = np.array([0.7, 1.9])
_BISECTIONS = 50
_ACROSS = (-1.7, 2.5)
_UPWARDS = (-1.7, 3.3)
_UNIT = 44  # pixels
_TURN = np.linspace(0, 2 * np.pi, 49)
_CORNERS = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [1, 0]])


@dataclass(frozen=True, slots=True)
class Data:
    """Both regions and, for L1 and then for L2, the point of least loss in it.

    Attributes:
        size: t, how far the regions reach.
        free: (2,) where the loss is least of all.
        solution: (2, 2) where it is least in each region.
        diamond: (5, 2) corners, closed.
        disc: (P, 2) a circle, closed.
        contour: (2, P, 2) where the loss is that of each solution.
        inner: (2, P, 2) where it is a third of that.
    """

    size: float
    free: NDArray[np.float64]
    solution: NDArray[np.float64]
    diamond: NDArray[np.float64]
    disc: NDArray[np.float64]
    contour: NDArray[np.float64]
    inner: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """The least loss with ‖w‖₁ ≤ t and with ‖w‖₂ ≤ t."""
    solution = np.stack(
        [
            _least_within(value, lasso_path, lambda w: float(np.abs(w).sum())),
            _least_within(value, ridge_path, lambda w: float(np.hypot(*w))),
        ]
    )
    disc = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)
    loss = np.array([(w - _FREE) @ _HESSIAN @ (w - _FREE) for w in solution])
    ellipse = disc @ np.linalg.inv(np.linalg.cholesky(_HESSIAN))
    return Data(
        size=value,
        free=_FREE.copy(),
        solution=solution,
        diamond=value * _CORNERS,
        disc=value * disc,
        contour=_FREE + np.sqrt(loss)[:, None, None] * ellipse,
        inner=_FREE + np.sqrt(loss / 3)[:, None, None] * ellipse,
    )


def draw(data: Data) -> Figure:
    """The diamond left, the disc right, and below each the weights that it leads to."""
    figure = new_figure(height=322)
    width, height = (_UNIT * (high - low) for low, high in (_ACROSS, _UPWARDS))
    for i, (name, place) in enumerate((("L1：|w₁| + |w₂| ≤ t", 12), ("L2：w₁² + w₂² ≤ t²", 222))):
        axes = add_panel(figure, left=place, top=52, width=width, height=height)
        _draw_one(axes, data, i)
        write(axes, 0, 1, name, "b", offset=(0, 32), of_panel=True)
        w1, w2 = data.solution[i]
        written = f"w = ({w1:.2f}, {w2:.2f})" if w1 else f"w = (0, {w2:.2f})"
        write(axes, 0, 0, written, "a", offset=(0, -14), of_panel=True)
        if i == 0:
            write(axes, 0, 0, "点线：等损失线", "c", offset=(0, -34), of_panel=True)
    return figure


def _draw_one(axes: Axes, data: Data, i: int) -> None:
    axes.set_axis_off()
    axes.set_xlim(*_ACROSS)
    axes.set_ylim(*_UPWARDS)
    arrow(axes, (_ACROSS[0], 0), (_ACROSS[1], 0), "muted", width=0.5)
    arrow(axes, (0, _UPWARDS[0]), (0, _UPWARDS[1]), "muted", width=0.5)
    write(axes, _ACROSS[1], 0, "w₁", "muted", offset=(0, -11), horizontal="right")
    write(axes, 0, _UPWARDS[1], "w₂", "muted", offset=(0, 9), horizontal="center")
    region = (data.diamond, data.disc)[i]
    fill(axes, region, "b")
    roles: tuple[Role, ...] = ("b", "c", "muted")
    for curve, role in zip((region, data.contour[i], data.inner[i]), roles, strict=True):
        plot(axes, curve[:, 0], curve[:, 1], role)
    mark(axes, data.free[0], data.free[1], "c", size=6)
    mark(axes, data.solution[i, 0], data.solution[i, 1], "a", size=9)
    axes.lines[-1].set_zorder(4)  # the point lies on both curves


def _least_within(
    size: float,
    path: Callable[..., NDArray[np.float64]],
    norm: Callable[[NDArray[np.float64]], float],
) -> NDArray[np.float64]:
    """The solution with the penalty that makes its norm ``size``, found by halving."""
    # X = √2 Cᵀ with H = C Cᵀ has XᵀX / 2 = H, so that the penalised loss is the one above
    x = np.sqrt(2) * np.linalg.cholesky(_HESSIAN).T
    y = x @ _FREE
    weights: NDArray[np.float64] = _FREE
    low, high = 1e-9, 100 * largest_penalty(x, y)
    for _ in range(_BISECTIONS):
        middle = np.sqrt(low * high)
        weights = path(x, y, [middle])[0]
        low, high = (middle, high) if norm(weights) > size else (low, middle)
    return weights

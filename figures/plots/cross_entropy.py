"""Cross-entropy against squared error, both behind a sigmoid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid, sigmoid_grad
from figures.numerics.losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    l2,
    l2_grad,
)
from figures.style import Role, add_panel, mark, new_figure, plot, segments, style_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "真实类别为 1 时，横轴是 logit z。上图：交叉熵随错误程度一直上升，平方误差停在 ½。"
    "下图是梯度大小：z 很负（错得离谱）时交叉熵的梯度接近 1，平方误差的梯度却接近 0，"
    "z = −5 处差 150 倍。"
)
CAPTION = "经过 sigmoid，平方误差在错得最离谱处几乎没有梯度，交叉熵的梯度仍是 |p − y|。"

_WORKED_Z = -5.0


@dataclass(frozen=True, slots=True)
class Data:
    """Losses and the size of their gradients by the logit ``z``, for target 1.

    The worked point is a sample that is almost wholly wrong: cross-entropy's gradient there, then
    that of the squared error.
    """

    z: NDArray[np.float64]
    cross_entropy: NDArray[np.float64]
    squared: NDArray[np.float64]
    cross_entropy_grad: NDArray[np.float64]
    squared_grad: NDArray[np.float64]
    worked_z: float
    worked_grads: NDArray[np.float64]


def compute() -> Data:
    """Both losses for logits from −6 to 6; the squared error is ½(σ(z) − 1)²."""
    z = np.linspace(-6, 6, 145)
    target = np.ones_like(z)
    worked = np.array([_WORKED_Z])
    return Data(
        z=z,
        cross_entropy=binary_cross_entropy(z, target),
        squared=l2(sigmoid(z) - target),
        cross_entropy_grad=np.abs(binary_cross_entropy_grad(z, target)),
        squared_grad=_squared_grad(z),
        worked_z=_WORKED_Z,
        worked_grads=np.concatenate(
            [np.abs(binary_cross_entropy_grad(worked, [1])), _squared_grad(worked)]
        ),
    )


def draw(data: Data) -> Figure:
    """The losses above, the size of their gradients below, named on the left where they differ."""
    figure = new_figure(height=448)
    loss = add_panel(figure, left=36, top=34, width=352, height=150)
    slope = add_panel(figure, left=36, top=242, width=352, height=140)
    ticks = [-6, -3, 0, 3, 6]
    style_axes(loss, title="损失（真实类别为 1）", x_label="", x_ticks=ticks, y_ticks=[0, 2, 4, 6])
    style_axes(
        slope,
        title="对 z 的梯度大小",
        x_label="logit z",
        x_ticks=ticks,
        y_ticks=[0, 0.5, 1],
    )
    plot(loss, data.z, data.squared, "b")
    plot(loss, data.z, data.cross_entropy, "a")
    plot(slope, data.z, data.squared_grad, "b")
    plot(slope, data.z, data.cross_entropy_grad, "a")
    _name(loss, data.z, data.cross_entropy, "交叉熵", at=-4.2, role="a", rise=9)
    _name(loss, data.z, data.squared, "平方误差", at=-5.9, role="b", rise=11)
    _name(slope, data.z, data.cross_entropy_grad, "交叉熵", at=-0.9, role="a", rise=6)
    _name(slope, data.z, data.squared_grad, "平方误差", at=-3.1, role="b", rise=26)
    big, small = (float(size) for size in data.worked_grads)
    segments(slope, [(data.worked_z, small)], [(data.worked_z, big)], "muted")
    mark(slope, [data.worked_z], [big], "a")
    mark(slope, [data.worked_z], [small], "b")
    write(slope, data.worked_z, big, f"{big:.3f}", "a", offset=(7, -13))
    write(slope, data.worked_z, 0.5, f"{big / small:.0f} 倍", "muted", offset=(7, 9))
    write(slope, data.worked_z, small, f"{small:.4f}", "b", offset=(7, 13))
    write(slope, 0, 0, "← 错", "muted", of_panel=True, offset=(0, -42))
    write(slope, 1, 0, "对 →", "muted", of_panel=True, offset=(0, -42), horizontal="right")
    loss.set_ylim(-0.08, 6.4)
    slope.set_ylim(-0.015, 1.1)
    for panel in (loss, slope):
        panel.set_xlim(-6, 6)
    return figure


def _squared_grad(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.abs(l2_grad(sigmoid(z) - 1) * sigmoid_grad(z))


def _name(
    panel: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    text: str,
    *,
    at: float,
    role: Role,
    rise: float,
) -> None:
    write(panel, at, float(np.interp(at, x, y)), text, role, offset=(0, rise))

"""Why YOLO v1 compares square roots of widths: one error on a small box and on a big one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import iou
from figures.numerics.yolo import encode_grid, yolo_loss
from figures.style import (
    add_panel,
    mark,
    new_figure,
    outline,
    plot,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：小框宽 0.10、大框宽 0.90，预测都宽出 0.05，小框的 IoU 降到 0.67，大框仍有 0.95。"
    "下图：同样宽出 0.05 的平方误差随框宽的变化，直接用宽是一条水平线，"
    "用宽的平方根则在小框处高、越往右越低，0.10 处是 0.90 处的约 7.5 倍。"
)
CAPTION = "同样差 0.05，小框差得多、大框几乎看不出，取平方根后损失才分得出这两种错。"

ERROR = 0.05
WIDTHS = (0.1, 0.9)
_HEIGHT = 0.1  # of both boxes, predicted right


@dataclass(frozen=True, slots=True)
class Data:
    """Boxes ``x1, y1, x2, y2`` in shares of the image; one row a box.

    Attributes:
        true: (2, 4).
        predicted: (2, 4), too wide.
        overlap: (2,) IoU of the two.
        width: (91,) of a box.
        plain: (91,) squared error of the width when it is predicted too wide.
        root: (91,) squared error of its square root.
        point_root: (2,) this at the widths of the two boxes.
    """

    true: NDArray[np.float64]
    predicted: NDArray[np.float64]
    overlap: NDArray[np.float64]
    width: NDArray[np.float64]
    plain: NDArray[np.float64]
    root: NDArray[np.float64]
    point_root: NDArray[np.float64]


def compute() -> Data:
    """Errors of 0.05 at widths from 0.05 to 0.95."""
    true = np.array([[0.0, 0.0, width, _HEIGHT] for width in WIDTHS])
    predicted = true + np.array([0, 0, ERROR, 0])
    width = np.linspace(0.05, 0.95, 91)
    return Data(
        true=true,
        predicted=predicted,
        overlap=np.diag(iou(true, predicted)).copy(),
        width=width,
        plain=np.full_like(width, ERROR**2),
        root=np.array([_root_error(each) for each in width]),
        point_root=np.array([_root_error(each) for each in WIDTHS]),
    )


def draw(data: Data) -> Figure:
    """The boxes above; below, what either error costs by the box's width."""
    figure = new_figure(height=390)
    scene = add_panel(figure, left=62, top=34, width=332, height=92)
    loss = add_panel(figure, left=62, top=184, width=332, height=154)
    style_scene(scene, (0, 1), (0, 92 / 332))
    write(scene, 0, 1, "真实宽度，与宽出 0.05 的预测", "ink", offset=(0, 14), of_panel=True)
    for i, (x, y) in enumerate(((ERROR + 0.13, 0), (0.03, 0.17))):
        down = np.array([0, y, 0, y])
        outline(scene, data.predicted[i] + down, "b", dashed=True, fill=0.12)
        outline(scene, data.true[i] + down, "ink")
        words = f"{WIDTHS[i]:.2f} → {WIDTHS[i] + ERROR:.2f}：IoU {data.overlap[i]:.2f}"
        write(scene, x, y + _HEIGHT / 2, words, "b")
    style_axes(
        loss,
        title="宽差 0.05 时的平方误差",
        x_label="真实宽度（占图像宽的比例）",
        x_ticks=[0, 0.1, 0.5, 0.9],
        y_ticks=[0, 0.0025, 0.005, 0.0075],
        y_names=["0", "0.0025", "0.005", "0.0075"],
    )
    plot(loss, data.width, data.plain, "muted")
    plot(loss, data.width, data.root, "a")
    mark(loss, WIDTHS, data.point_root, "b")
    write(loss, WIDTHS[0], data.point_root[0], f"{data.point_root[0]:.5f}", "b", offset=(10, 3))
    few = f"{data.point_root[1]:.5f}"
    write(loss, WIDTHS[1], data.point_root[1], few, "b", offset=(0, 14), horizontal="center")
    write(loss, 0.07, 0.0079, "取平方根后", "a", offset=(10, 0))
    write(loss, 0.95, ERROR**2, "直接用宽", "muted", offset=(0, 12), horizontal="right")
    loss.set_xlim(0, 1)
    loss.set_ylim(0, 0.0088)
    return figure


def _root_error(width: float) -> float:
    """The size term of the loss, before its weight, when only the width is wrong."""
    target = encode_grid([[0.5 - width / 2, 0.4, 0.5 + width / 2, 0.5]], [0], 1, 1, 1)
    grid = target.copy()
    grid[0, 0, 2] += ERROR
    return yolo_loss(grid, target, 1, coordinates=1.0).size

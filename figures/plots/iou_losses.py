"""Losses of a small box that moves away from a large one, and how hard each pulls it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.box_losses import (
    KINDS,
    box_loss_grad,
    diou,
    giou,
    paired_iou,
)
from figures.slider import Slider
from figures.style import (
    Role,
    add_panel,
    mark,
    new_figure,
    outline,
    plot,
    segments,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：边长为 6 的方形 GT 框和一个 3×2 的预测框，预测框沿水平方向移开，虚线是两框的最小外接框。"
    "中图：三种损失随中心距离的变化，预测框在里面时 IoU 和 GIoU 是同一段水平线，DIoU 已经在升；"
    "不相交之后 IoU 停在 1，其余继续升。下图：把框往回拉的梯度，IoU 在两头为零，GIoU 在内部为零，"
    "DIoU 只在中心重合时为零。"
)
CAPTION = "IoU 在不相交时没有梯度，GIoU 在框内时退化成 IoU，DIoU 在这两段都还能把中心拉近。"

SLIDER = Slider(label="d", values=(0, 0.75, 1.5, 2.25, 3, 3.75, 4.5, 6, 7.5, 9), start=7)

_SHOWN: tuple[tuple[str, Role], ...] = (("iou", "ink"), ("giou", "b"), ("diou", "a"))
_NAMES = {"iou": "IoU", "giou": "GIoU", "diou": "DIoU"}
_TARGET = np.array([-3.0, -3, 3, 3])
_BOX = np.array([-1.5, -1, 1.5, 1])
_FARTHEST = 9.0


@dataclass(frozen=True, slots=True)
class Data:
    """By the distance of the centres; rows of ``loss`` and ``pull`` are the three losses.

    ``pull`` is the derivative of the loss when the whole box moves to the right.
    """

    box: NDArray[np.float64]
    enclosing: NDArray[np.float64]
    distance: NDArray[np.float64]
    loss: NDArray[np.float64]
    pull: NDArray[np.float64]
    here: float
    here_loss: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """The losses from the middle of the target to well outside."""
    distance = np.linspace(0, _FARTHEST, 181)
    box = _BOX + np.array([value, 0, value, 0])
    inner = distance + 1e-9  # just right of where edges meet
    return Data(
        box=box,
        enclosing=np.concatenate([np.minimum(box, _TARGET)[:2], np.maximum(box, _TARGET)[2:]]),
        distance=distance,
        loss=_losses(distance),
        pull=_pulls(inner),
        here=value,
        here_loss=_losses(np.array([value]))[:, 0],
    )


def draw(data: Data) -> Figure:
    """The boxes, their losses, and the pull of each."""
    figure = new_figure(height=512)
    scene = add_panel(figure, left=44, top=12, width=316, height=126)
    loss = add_panel(figure, left=44, top=172, width=300, height=140)
    pull = add_panel(figure, left=44, top=368, width=300, height=96)
    style_scene(scene, (-4, 11.2), (-3.05, 3.05))
    outline(scene, data.enclosing, "muted", dashed=True, width=0.7)
    outline(scene, _TARGET, "b", fill=0.08)
    outline(scene, data.box, "a", fill=0.2)
    write(scene, -2.8, 2.4, "GT 框", "b")
    segments(scene, [(0, 0)], [(data.here, 0)], "ink", width=1.2)
    ticks = [0, 1.5, 3, 4.5, 6, 7.5, 9]
    style_axes(loss, title="损失", x_label="", x_ticks=ticks, y_ticks=[1, 1.25, 1.5])
    style_axes(
        pull,
        title="往回拉的梯度",
        x_label="两框中心的距离 d",
        x_ticks=ticks,
        y_ticks=[0, 0.1, 0.2],
    )
    rises = {"iou": -2.0, "giou": 5.0, "diou": -3.0}
    for (kind, role), losses, pulls in zip(_SHOWN, data.loss, data.pull, strict=True):
        plot(loss, data.distance, losses, role)
        plot(pull, data.distance, pulls, role)
        end = (data.distance[-1], losses[-1])
        write(loss, *end, _NAMES[kind], role, offset=(9, rises[kind]))
    mark(loss, [data.here], data.here_loss[2:3], "a")
    for axes in (loss, pull):
        axes.set_xlim(0, _FARTHEST)
    loss.set_ylim(0.75, 1.62)
    pull.set_ylim(-0.01, 0.25)
    return figure


def _losses(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    pair = _placed(distance)
    return 1 - np.stack([each(*pair) for each in (paired_iou, giou, diou)])


def _pulls(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    pair = _placed(distance)
    return np.stack([box_loss_grad(*pair, kind)[:, [0, 2]].sum(axis=1) for kind in KINDS[:3]])


def _placed(distance: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    none = np.zeros_like(distance)
    moved: NDArray[np.float64] = _BOX + np.stack([distance, none, distance, none], axis=1)
    return moved, np.tile(_TARGET, (len(distance), 1))

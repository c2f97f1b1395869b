"""Which places of two levels are positive for two objects, under three rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.assignment import atss_assign, centre_assign
from figures.numerics.boxes import iou
from figures.slider import Slider
from figures.style import Role, add_panel, dots, mark, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "两个 GT 框：左上一个 30×30 的小方框，右下一个 96×36 的长框；灰点是步长 8 和 16 两层的位置。"
    "规则是 IoU 不低于 0.5 时，小框有若干正样本，长框一个也没有；"
    "中心采样时，两个框各在自己那一层的中心附近有正样本；"
    "ATSS 时，两个框也都有，阈值由各自候选的 IoU 算出，长框的阈值低于 0.5。"
)
CAPTION = "固定的 IoU 阈值让长框一个正样本也没有，中心采样和 ATSS 让大小、长宽不同的物体都有。"

SLIDER = Slider(label="规则", values=(0, 1, 2), start=0, names=("IoU ≥ 0.5", "中心采样", "ATSS"))

_WIDE, _HIGH = 192, 144
_STRIDES = (8, 16)
_SCALE = 4  # of an anchor's side by the stride
TARGETS = np.array([[25.0, 23, 55, 53], [76, 84, 172, 120]])


@dataclass(frozen=True, slots=True)
class Data:
    """Places (N, 2) with the stride of each, and the object of each under one rule, or −1."""

    rule: int
    points: NDArray[np.float64]
    strides: NDArray[np.int64]
    objects: NDArray[np.intp]


def compute(value: float = SLIDER.default) -> Data:
    """Assign by this rule."""
    rule = int(value)
    levels = [_grid(stride) for stride in _STRIDES]
    points = np.concatenate(levels)
    strides = np.repeat(_STRIDES, [len(level) for level in levels])
    half = (strides * _SCALE / 2)[:, None]
    anchors = np.hstack([points - half, points + half])
    if rule == 0:
        overlap = iou(anchors, TARGETS)
        objects = np.where(overlap.max(axis=1) >= 0.5, overlap.argmax(axis=1), -1)
    elif rule == 1:  # the small object belongs to the fine level, the long one to the coarse
        found = [
            centre_assign(level, TARGETS[[i]], stride)
            for i, (level, stride) in enumerate(zip(levels, _STRIDES, strict=True))
        ]
        objects = np.concatenate([np.where(each == 0, i, -1) for i, each in enumerate(found)])
    else:
        objects = atss_assign(anchors, strides, TARGETS)
    return Data(rule=rule, points=points, strides=strides, objects=objects)


def draw(data: Data) -> Figure:
    """The objects, all places, and the positive ones."""
    figure = new_figure(height=350)
    axes = add_panel(figure, left=18, top=48, width=384, height=288)
    style_scene(axes, (0, _WIDE), (0, _HIGH))
    dots(axes, data.points[:, 0], data.points[:, 1], "muted", size=1.6)
    for target in TARGETS:
        outline(axes, target, "ink")
    roles: tuple[Role, ...] = ("b", "a")
    for level, (stride, role) in enumerate(zip(_STRIDES, roles, strict=True)):
        positive = (data.objects >= 0) & (data.strides == stride)
        mark(axes, data.points[positive, 0], data.points[positive, 1], role, size=6)
        text = f"步长 {stride} 的正样本：{int(positive.sum())}"
        write(axes, level * _WIDE / 2, 0, text, role, offset=(0, 16))
    return figure


def _grid(stride: int) -> NDArray[np.float64]:
    x, y = np.meshgrid(np.arange(stride / 2, _WIDE, stride), np.arange(stride / 2, _HIGH, stride))
    return np.stack([x.ravel(), y.ravel()], axis=1)

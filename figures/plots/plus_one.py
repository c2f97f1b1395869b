"""Areas with one pixel too many: what IoU becomes when coordinates are fractions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import iou
from figures.style import (
    add_panel,
    label_end,
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
    "上图：归一化坐标里两个相离的小方框，加 1 之后各伸出一大截，盖在一起，IoU 从 0 变成 0.503。"
    "下图：横轴是边长（对数），两条平线是相离和重叠的两对框的真实 IoU，两条加 1 的曲线"
    "在边长小于 1 时都趋近 1，边长到几百像素才贴近真实的 IoU。"
)
CAPTION = (
    "加 1 等于把每个框的宽高都加长一个单位：对几百像素的框无妨，对归一化坐标却能让相离的框“重叠”。"
)

PAIR = ((0.0, 0.0, 0.1, 0.1), (0.2, 0.2, 0.3, 0.3))
_SHIFTS = (2.0, 0.25)  # in sides, along both axes: one pair apart, one that overlaps
_SIDES = np.geomspace(0.01, 1000, 61)
_POINT = 0.1  # the side of the pair drawn


@dataclass(frozen=True, slots=True)
class Data:
    """The pair drawn, and two pairs of squares by their side.

    Attributes:
        boxes: (2, 4) the pair, as ``x1, y1, x2, y2``.
        grown: (2, 4) what + 1 makes of it.
        right: its IoU.
        wrong: what + 1 makes of that.
        side: (N,) sides of squares.
        right_by_side: (2, N) IoU of squares apart, and of squares that overlap.
        wrong_by_side: (2, N) the same with + 1.
    """

    boxes: NDArray[np.float64]
    grown: NDArray[np.float64]
    right: float
    wrong: float
    side: NDArray[np.float64]
    right_by_side: NDArray[np.float64]
    wrong_by_side: NDArray[np.float64]


def compute() -> Data:
    """The pair of the notes, and pairs of squares with sides from 0.01 to 1000."""
    boxes = np.array(PAIR)
    pairs = [[np.array([[0, 0, s, s]]) + d * s for s in _SIDES] for d in (0.0, *_SHIFTS)]
    here, *there = pairs
    return Data(
        boxes=boxes,
        grown=boxes + np.array([0, 0, 1, 1]),
        right=float(iou(boxes[:1], boxes[1:])[0, 0]),
        wrong=float(iou_plus_one(boxes[0], boxes[1])),
        side=_SIDES,
        right_by_side=np.array(
            [[iou(a, b)[0, 0] for a, b in zip(here, other, strict=True)] for other in there]
        ),
        wrong_by_side=np.array(
            [
                [iou_plus_one(a[0], b[0]) for a, b in zip(here, other, strict=True)]
                for other in there
            ]
        ),
    )


def draw(data: Data) -> Figure:
    """The pair as it is and as + 1 sees it; below, IoU by the side of the squares."""
    figure = new_figure(height=486)
    as_it_is = add_panel(figure, left=12, top=34, width=190, height=190)
    as_seen = add_panel(figure, left=218, top=34, width=190, height=190)
    by_side = add_panel(figure, left=40, top=284, width=270, height=150)
    for panel, boxes in ((as_it_is, data.boxes), (as_seen, data.grown)):
        style_scene(panel, (-0.02, 1.33), (-0.02, 1.33))
        outline(panel, (0, 0, 1, 1), "muted", dashed=True, width=0.5)
        outline(panel, boxes[0], "b", fill=0.18)
        outline(panel, boxes[1], "c", dashed=True, fill=0.18)
    write(as_it_is, 0.95, 0.92, "图像", "muted", horizontal="right")
    write(as_it_is, 0, 1, f"IoU = {data.right:.3g}", "ink", offset=(0, 14), of_panel=True)
    write(as_seen, 0, 1, f"加 1：IoU = {data.wrong:.3f}", "a", offset=(0, 14), of_panel=True)

    by_side.set_xscale("log")
    style_axes(
        by_side,
        title="两个正方形的 IoU",
        x_label="边长",
        x_ticks=[0.01, 0.1, 1, 10, 100, 1000],
        x_names=["0.01", "0.1", "1", "10", "100", "1000"],
        y_ticks=[0, 0.5, 1],
    )
    apart, overlapping = data.wrong_by_side
    plot(by_side, data.side, data.right_by_side[0], "muted")
    plot(by_side, data.side, data.right_by_side[1], "ink")
    plot(by_side, data.side, apart, "a")
    plot(by_side, data.side, overlapping, "b")
    label_end(by_side, data.side, overlapping, "重叠", "b")
    label_end(by_side, data.side, apart, "相离", "a")
    mark(by_side, [_POINT], [data.wrong], "a")
    write(by_side, _POINT, data.wrong, f"{data.wrong:.3f}", "a", offset=(9, 8))
    write(by_side, 0.7, 0.83, "加 1", "ink")
    write(by_side, 0.012, 0.27, "真实值", "ink")
    by_side.set_xlim(_SIDES[0], _SIDES[-1])
    by_side.set_ylim(-0.04, 1.05)
    return figure


def iou_plus_one(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mistake: IoU with the widths and heights of whole pixels, both ends counted."""
    low, high = np.maximum(a, b)[..., :2], np.minimum(a, b)[..., 2:]
    common: NDArray[np.float64] = np.prod(np.maximum(high - low + 1, 0), axis=-1)
    area_a, area_b = (np.prod(box[..., 2:] - box[..., :2] + 1, axis=-1) for box in (a, b))
    wrong: NDArray[np.float64] = common / (area_a + area_b - common)
    return wrong

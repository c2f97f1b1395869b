"""Intersection over union of two boxes that move apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import box_area, iou
from figures.style import add_panel, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "三对同样大小的方框依次错开，相交部分涂色；下方写着交集面积除以并集面积和所得的 IoU，"
    "错开越多值越小，不相交时为 0。"
)
CAPTION = "IoU 是交集面积除以并集面积：中间一对各有六成面积重叠，IoU 却不到一半。"

_SIDE = 4.0
_SHIFTS = ((0.5, 0.4), (1.0, 0.8), (4.25, 0.5))

_UNIT = 18  # pixels
_GAP = 34


@dataclass(frozen=True, slots=True)
class Data:
    """Pairs of boxes: one row a pair; boxes are ``x1, y1, x2, y2``."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    common: NDArray[np.float64]
    intersection: NDArray[np.float64]
    union: NDArray[np.float64]
    iou: NDArray[np.float64]


def compute() -> Data:
    """One square and its copy moved by three steps; ``common`` is empty where they are apart."""
    first = np.tile([0.0, 0.0, _SIDE, _SIDE], (len(_SHIFTS), 1))
    second = first + np.tile(_SHIFTS, 2)
    low, high = np.maximum(first, second)[:, :2], np.minimum(first, second)[:, 2:]
    common = np.hstack([low, np.maximum(low, high)])
    intersection = box_area(common)
    return Data(
        first=first,
        second=second,
        common=common,
        intersection=intersection,
        union=box_area(first) + box_area(second) - intersection,
        iou=np.diag(iou(first, second)).copy(),
    )


def draw(data: Data) -> Figure:
    """The pairs side by side, with their sums written below."""
    figure = new_figure(height=198)
    corner = add_panel(figure, left=16, top=14, width=1, height=1)
    corner.set_axis_off()
    write(corner, 0, 0, "交集面积 / 并集面积", "ink", of_panel=True)
    left = 16.0
    for i in range(len(data.iou)):
        a, b = data.first[i], data.second[i]
        width, height = _UNIT * (b[2] - a[0]), _UNIT * (b[3] - a[1])
        panel = add_panel(figure, left=left, top=52, width=width, height=height)
        style_scene(panel, (a[0], b[2]), (a[1], b[3]))
        outline(panel, data.common[i], "a", fill=0.3, width=0)
        outline(panel, a, "b")
        outline(panel, b, "c", dashed=True)
        write(panel, a[0], a[1], "A", "b", offset=(1, 9))
        write(panel, b[2], b[3], "B", "c", offset=(-1, -9), horizontal="right")
        sums = f"{data.intersection[i]:.3g} / {data.union[i]:.3g}"
        write(panel, a[0], a[3], sums, "muted", offset=(0, -38))
        write(panel, a[0], a[3], f"IoU = {data.iou[i]:.2f}", "ink", offset=(0, -56))
        left += width + _GAP
    return figure

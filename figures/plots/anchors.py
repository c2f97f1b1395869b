"""The nine anchors of one cell, and which anchors of all cells are to find two objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.anchors import IGNORED, NEGATIVE, POSITIVE, anchors, label_anchors
from figures.style import (
    Role,
    add_panel,
    heat,
    lattice,
    new_figure,
    outline,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：1000×600 的图像铺着步长 16 的网格，中央一格周围画着九个 anchor，"
    "三种尺度 128、256、512，每种三个宽高比，大的超出图像。"
    "下图：同一张图里两个物体，深色格子有正样本 anchor，都聚在物体中央，"
    "周围一片灰色格子有不参与训练的，其余格子只有背景。"
)
CAPTION = "每格九个 anchor，两万多个里只有寥寥几个与物体重合得够好，其余几乎全是背景。"

HEIGHT, WIDTH, STRIDE = 600, 1000, 16
SCALES = (128, 256, 512)
OBJECTS = ((90.0, 180.0, 330.0, 540.0), (560.0, 90.0, 920.0, 250.0))
_ROLES: tuple[Role, ...] = ("c", "b", "a")  # one a scale
_PIXELS = 0.33  # of the drawing, a pixel of the image


@dataclass(frozen=True, slots=True)
class Data:
    """Boxes are ``x1, y1, x2, y2`` in cells.

    Attributes:
        cell: the cell whose anchors are shown.
        of_cell: (3, 3, 4) its anchors, by scale and ratio.
        objects: (2, 4).
        positive: (37, 62) how many anchors of a cell are to find an object.
        ignored: (37, 62) how many are too good for background.
        counts: of positive, ignored, and negative anchors.
    """

    cell: NDArray[np.float64]
    of_cell: NDArray[np.float64]
    objects: NDArray[np.float64]
    positive: NDArray[np.intp]
    ignored: NDArray[np.intp]
    counts: tuple[int, int, int]


def compute() -> Data:
    """All anchors of a 37 × 62 feature map, labelled by IoU with two objects."""
    rows, columns = HEIGHT // STRIDE, WIDTH // STRIDE
    boxes = anchors(rows, columns, STRIDE, SCALES)
    labels, _ = label_anchors(boxes, OBJECTS)
    labels = labels.reshape(rows, columns, 9)
    i, j = rows // 2, columns // 2
    positive, ignored = (np.sum(labels == kind, axis=-1) for kind in (POSITIVE, IGNORED))
    return Data(
        cell=np.array([j, i, j + 1.0, i + 1.0]),
        of_cell=boxes.reshape(rows, columns, 3, 3, 4)[i, j] / STRIDE,
        objects=np.array(OBJECTS) / STRIDE,
        positive=positive,
        ignored=ignored,
        counts=(positive.sum().item(), ignored.sum().item(), np.sum(labels == NEGATIVE).item()),
    )


def draw(data: Data) -> Figure:
    """One cell's anchors above; below, the cells whose anchors count."""
    figure = new_figure(height=516)
    width, height = WIDTH / STRIDE, HEIGHT / STRIDE
    one, every = (
        add_panel(figure, 45, top, width=_PIXELS * WIDTH, height=_PIXELS * HEIGHT)
        for top in (48, 292)
    )
    for panel in (one, every):
        style_scene(panel, (0, width), (0, height))
        lattice(panel, [*range(63), width], [*range(38), height], width=0.4)
        outline(panel, (0, 0, width, height), "muted", width=0.5)

    for role, boxes in zip(_ROLES, data.of_cell, strict=True):
        for box in boxes:
            outline(one, box, role, dashed=True, width=0.8)
    outline(one, data.cell, "ink", fill=1, width=0.4)
    _write_row(
        one,
        36,
        (0, "ink", "一格的 9 个 anchor："),
        *(
            (x, role, f"{side}²")
            for x, role, side in zip((144, 186, 228), _ROLES, SCALES, strict=True)
        ),
    )

    heat(every, 0.4 * (data.ignored > 0), "muted", levels=5)
    heat(every, data.positive > 0, "a", levels=1)
    for box in data.objects:
        outline(every, box, "ink")
    positive, ignored, negative = data.counts
    _write_row(every, 12, (0, "ink", f"{sum(data.counts):,} 个 anchor，两个物体："))
    _write_row(
        every,
        -_PIXELS * HEIGHT - 13,
        (0, "a", f"正样本 {positive}"),
        (94, "muted", f"忽略 {ignored:,}"),
        (210, "ink", f"负样本 {negative:,}"),
    )
    return figure


def _write_row(panel: Axes, rise: float, *words: tuple[float, Role, str]) -> None:
    """Words above the panel's top, each at its place from the left, in pixels."""
    for x, role, text in words:
        write(panel, 0, 1, text, role, offset=(x, rise), of_panel=True)

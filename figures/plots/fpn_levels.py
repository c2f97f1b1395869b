"""Which level of a feature pyramid a box goes to, and how many cells it spans there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.pyramid import assign_level
from figures.style import add_panel, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：横轴是框的边长（对数刻度），纵轴是层 P2 到 P5，阶梯在 112、224、448 处各升一级，"
    "虚线是没有取整的公式。下图：框在它那一层上占多少格，"
    "锯齿线在 112 到 896 之间始终为 14 到 28 格，"
    "只用步长 16 的一层则从不到 2 格一直涨到 80 格。"
)
CAPTION = "框越大归到越粗的层，所以大小不同的框在各自的层上占的格数差不多，可以共用同一个检测头。"

BORDERS = (112.0, 224.0, 448.0)
_FROM, _TO = 28.0, 1280.0
_SINGLE_STRIDE = 16


@dataclass(frozen=True, slots=True)
class Data:
    """By the side of a square box, √(w h), in pixels.

    Attributes:
        size: sides; those of a border come twice, just below and on it.
        level: of each.
        formula: 4 + log₂(√(w h) / 224), neither rounded nor held within the levels.
        cells: along a side, on its level.
        cells_single: along a side, on one map of stride 16.
    """

    size: NDArray[np.float64]
    level: NDArray[np.intp]
    formula: NDArray[np.float64]
    cells: NDArray[np.float64]
    cells_single: NDArray[np.float64]


def compute() -> Data:
    """Squares of 28 to 1280 pixels."""
    below = np.nextafter(BORDERS, 0)
    size = np.unique([*np.geomspace(_FROM, _TO, 40), *below, *BORDERS])
    level = assign_level([[0, 0, side, side] for side in size])
    return Data(
        size=size,
        level=level,
        formula=4 + np.log2(size / 224),
        cells=size / 2.0**level,
        cells_single=size / _SINGLE_STRIDE,
    )


def draw(data: Data) -> Figure:
    """The level above; below, the cells a box spans."""
    figure = new_figure(height=448)
    level = add_panel(figure, left=36, top=34, width=292, height=140)
    cells = add_panel(figure, left=36, top=226, width=292, height=164)
    ticks = [28, 56, *BORDERS, 896]
    for panel in (level, cells):
        panel.set_xscale("log", base=2)
    style_axes(
        level,
        title="框归到的层",
        x_label="",
        x_ticks=ticks,
        y_ticks=[2, 3, 4, 5],
        y_names=["P2", "P3", "P4", "P5"],
    )
    cells.set_yscale("log", base=2)
    style_axes(
        cells,
        title="边长占多少格",
        x_label="框面积的平方根（像素）",
        x_ticks=ticks,
        y_ticks=[3.5, 7, 14, 28, 56],
    )
    shown = (data.formula >= 1.5) & (data.formula <= 5.8)
    plot(level, data.size[shown], data.formula[shown], "muted")
    plot(level, data.size, data.level, "a")
    on_border = np.isin(data.size, BORDERS)
    mark(level, data.size[on_border], data.level[on_border], "a")
    write(level, 300, 5.4, "未取整的公式", "muted", horizontal="right")
    plot(cells, data.size, data.cells_single, "b")
    plot(cells, data.size, data.cells, "a")
    write(cells, data.size[-1], data.cells_single[-1], "只用一层，", "b", offset=(6, 8))
    write(cells, data.size[-1], data.cells_single[-1], "步长 16", "b", offset=(6, -8))
    write(cells, data.size[-1], data.cells[-1], "金字塔", "a", offset=(6, 0))
    for panel in (level, cells):
        panel.set_xlim(_FROM, _TO)
    level.set_ylim(1.6, 5.9)
    cells.set_ylim(1.6, 90)
    return figure

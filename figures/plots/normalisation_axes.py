"""Which values share one mean and variance: batch, layer, instance, group and RMS norm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.style import add_panel, heat, lattice, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "六个方格图，涂色的格子共用一组统计量。上排是卷积特征图，行是样本，列是通道，每格是一张图："
    "BatchNorm 涂一整列，LayerNorm 涂一整行，InstanceNorm 只涂一格。"
    "下排左：GroupNorm 涂一行里相邻的三格。下排中、右是 Transformer，行是 token，列是特征："
    "LayerNorm 与 RMSNorm 都涂一整行，RMSNorm 不减均值。"
)
CAPTION = "只有 BatchNorm 跨样本取平均，所以只有它依赖 batch、训练和推理不是同一个公式。"

ROWS, COLUMNS = 4, 6
_PANELS: tuple[tuple[str, str, tuple[slice, slice]], ...] = (
    ("BatchNorm", "样本", (slice(0, 4), slice(1, 2))),
    ("LayerNorm", "样本", (slice(1, 2), slice(0, 6))),
    ("InstanceNorm", "样本", (slice(1, 2), slice(1, 2))),
    ("GroupNorm", "样本", (slice(1, 2), slice(0, 3))),
    ("LayerNorm", "token", (slice(1, 2), slice(0, 6))),
    ("RMSNorm", "token", (slice(1, 2), slice(0, 6))),
)


@dataclass(frozen=True, slots=True)
class Data:
    """For each panel (6, 4, 6) which cells share the statistics of one of them."""

    shared: NDArray[np.bool_]


def compute() -> Data:
    """The cells of the second sample's second channel's companions."""
    shared = np.zeros((len(_PANELS), ROWS, COLUMNS), dtype=bool)
    for mask, (_, _, cells) in zip(shared, _PANELS, strict=True):
        mask[cells] = True
    return Data(shared)


def draw(data: Data) -> Figure:
    """Two rows of three grids."""
    figure = new_figure(height=330)
    for i, (name, rows, _) in enumerate(_PANELS):
        top, left = 30 + 158 * (i // 3), 6 + 140 * (i % 3)
        axes = add_panel(figure, left=left, top=top, width=132, height=128)
        _draw_grid(axes, data.shared[i], name, rows)
    return figure


def _draw_grid(axes: Axes, shared: NDArray[np.bool_], name: str, rows: str) -> None:
    style_scene(axes, (-0.5, COLUMNS + 0.5), (-1.1, ROWS + 1.7))
    of_maps = rows == "样本"
    heat(axes, 0.75 * shared, "a" if of_maps else "b")
    lattice(axes, np.arange(COLUMNS + 1), np.arange(ROWS + 1), "muted")
    row, column = np.nonzero(shared)
    box = (column.min(), row.min(), column.max() + 1, row.max() + 1)
    outline(axes, box, "ink", width=0.8)
    write(axes, COLUMNS / 2, -0.7, name, "ink", horizontal="center")
    across = "通道" if of_maps else "特征"
    write(axes, COLUMNS / 2, ROWS + 0.7, f"{rows} × {across}", "muted", horizontal="center")

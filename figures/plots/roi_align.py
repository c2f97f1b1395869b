"""One region pooled twice: rounded to cells by RoIPool, sampled between them by RoIAlign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.roi import pool_bins, roi_align, roi_pool, sample_points
from figures.slider import Slider
from figures.style import (
    add_panel,
    dots,
    heat,
    lattice,
    mark,
    new_figure,
    outline,
    plot,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上方两张相同的 8×8 特征图，值从左到右均匀增大，虚线框是同一个 proposal，边不在格线上。"
    "左：RoIPool 把框取整到整格，"
    "四个格子的边界随之偏离虚线。右：RoIAlign 保留原来的框，每个格子里均匀放四个采样点。"
    "下图：框向右移动一格的过程中左上格子的输出，RoIPool 是阶梯，RoIAlign 是连续的曲线。"
)
CAPTION = "框移动一点，RoIPool 的输出可能一动不动，也可能突然跳变，RoIAlign 则处处跟着变。"

STRIDE = 16
SIDE = 8  # of the map, in cells
BINS = 2
SAMPLES = 2
ROI = np.array([19.0, 26.0, 91.0, 98.0])  # pixels of the image
_FAINT = 0.5  # the map is background
_STEPS = np.sort(np.concatenate([np.arange(STRIDE + 1), np.arange(1, STRIDE + 1) - 1e-6]))

SLIDER = Slider(
    label="Δx（像素）", values=tuple(float(x) for x in range(0, STRIDE + 1, 2)), start=2
)


@dataclass(frozen=True, slots=True)
class Data:
    """A map, a region on it, and what becomes of the region.

    Attributes:
        features: (8, 8); each cell holds the x of its middle, in cells.
        roi: the moved region, ``x1, y1, x2, y2`` in cells.
        bins: (4, 4) what RoIPool takes, ``x1, y1, x2, y2`` in cells.
        x: of RoIAlign's samples, in cells.
        y: likewise.
        move: (33,) moves of the region to the right, in pixels.
        pooled: (33,) RoIPool's first bin at each move.
        aligned: (33,) RoIAlign's.
        at: the move shown, with what both give there.
    """

    features: NDArray[np.float64]
    roi: NDArray[np.float64]
    bins: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    move: NDArray[np.float64]
    pooled: NDArray[np.float64]
    aligned: NDArray[np.float64]
    at: tuple[float, float, float]


def compute(move: float = SLIDER.default) -> Data:
    """The region, ``move`` pixels to the right, over a map whose values are x."""
    features = np.tile(np.arange(SIDE) + 0.5, (SIDE, 1))
    roi = _moved(np.array([move])) / STRIDE
    columns, rows = (
        pool_bins(roi[:, i], roi[:, i + 2], BINS, SIDE)[0].astype(np.float64) for i in (0, 1)
    )
    sample_x, sample_y = (
        sample_points(roi[:, i], roi[:, i + 2], BINS, SAMPLES).ravel() for i in (0, 1)
    )
    pooled, aligned = _first_bins(features, _STEPS)
    now_pooled, now_aligned = _first_bins(features, np.array([move]))
    return Data(
        features=features,
        roi=roi[0],
        bins=np.array([[c[0], r[0], c[1], r[1]] for r in rows for c in columns]),
        x=np.tile(sample_x, len(sample_y)),
        y=np.repeat(sample_y, len(sample_x)),
        move=_STEPS.copy(),
        pooled=pooled,
        aligned=aligned,
        at=(move, now_pooled.item(), now_aligned.item()),
    )


def draw(data: Data) -> Figure:
    """Both ways above; below, the first bin's output along the region's way."""
    figure = new_figure(height=446)
    pool = add_panel(figure, left=16, top=34, width=184, height=184)
    align = add_panel(figure, left=220, top=34, width=184, height=184)
    output = add_panel(figure, left=34, top=276, width=296, height=122)
    for panel, name in ((pool, "RoIPool：取整"), (align, "RoIAlign：采样")):
        style_scene(panel, (0, SIDE), (0, SIDE))
        _show_map(panel, data.features)
        write(panel, 0, 1, name, "ink", offset=(0, 14), of_panel=True)
        outline(panel, data.roi, "ink", dashed=True)
    write(pool, 0, 0, "虚线：proposal", "ink", offset=(0, -12), of_panel=True)
    write(align, 0, 0, "每个 bin 采 4 点", "b", offset=(0, -12), of_panel=True)
    for box in data.bins:
        outline(pool, box + np.array([0.1, 0.1, -0.1, -0.1]), "a")
    for box in _quarters(data.roi):
        outline(align, box, "b", width=0.5)
    dots(align, data.x, data.y, "b", size=6)
    style_axes(
        output,
        title="左上 bin 的输出（每格的值是它的 x）",
        x_label="右移 Δx（像素，一格是 16）",
        x_ticks=[0, 4, 8, 12, 16],
        y_ticks=[2, 3, 4, 5],
    )
    plot(output, data.move, data.pooled, "a")
    plot(output, data.move, data.aligned, "b")
    move, pooled, aligned = data.at
    mark(output, [move], [pooled], "a")
    mark(output, [move], [aligned], "b")
    write(output, STRIDE, data.pooled[-1], "RoIPool", "a", offset=(9, 0))
    write(output, STRIDE, data.aligned[-1], "RoIAlign", "b", offset=(9, 0))
    output.set_xlim(0, STRIDE)
    output.set_ylim(1.8, 5.1)
    return figure


def _moved(moves: NDArray[np.float64]) -> NDArray[np.float64]:
    """The region after each move to the right, in pixels."""
    regions: NDArray[np.float64] = ROI + moves[:, None] * np.array([1.0, 0.0, 1.0, 0.0])
    return regions


def _first_bins(
    features: NDArray[np.float64], moves: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    both = (
        pool(features[None], _moved(moves), (BINS, BINS), 1 / STRIDE)[:, 0, 0, 0]
        for pool in (roi_pool, roi_align)
    )
    pooled, aligned = both
    return pooled, aligned


def _show_map(panel: Axes, features: NDArray[np.float64]) -> None:
    heat(panel, _FAINT * (features + 0.5) / SIDE, "ink", levels=2 * SIDE)
    lattice(panel, range(SIDE + 1), range(SIDE + 1))


def _quarters(roi: NDArray[np.float64]) -> list[tuple[float, float, float, float]]:
    x1, y1, x2, y2 = roi.tolist()
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return [(x1, y1, x, y), (x, y1, x2, y), (x1, y, x, y2), (x, y, x2, y2)]

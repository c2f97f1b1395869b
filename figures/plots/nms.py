"""Thousands of raw boxes on a photo of coins, and what NMS leaves of them at each threshold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from figures.data import coins
from figures.numerics.boxes import nms
from figures.slider import Slider
from figures.style import (
    add_panel,
    mark,
    new_figure,
    outlines,
    plot,
    show_photo,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from figures.data.coins import Scene

ALT = (
    "上图：二十四枚硬币的照片，每枚周围挤着许多细线框，NMS 之后各剩一个粗线框。"
    "左下：阈值与留下的框数，阈值不超过 0.5 时是二十四个，再往上急剧增多。"
    "右下：两枚相叠的硬币，阈值 0.5 时各有一个框，阈值 0.2 时只剩一个。"
)
CAPTION = "阈值太高，同一枚硬币会留下许多重复的框；太低，与别的硬币重叠的真框会被误删。"

SLIDER = Slider(label="IoU 阈值", values=(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), start=5)

_DRAWN = 240  # of the raw boxes: all would be one blot
_SEED = 22
_OPACITY = 0.55


@dataclass(frozen=True, slots=True)
class Data:
    """What NMS does at one threshold; boxes are ``x1, y1, x2, y2``, best first.

    Attributes:
        iou_threshold: that threshold.
        raw: (240, 4) some of the raw boxes, drawn at random.
        raw_count: how many raw boxes there are.
        kept: (K, 4) those that are left.
        counts: how many are left at each threshold of the slider.
        pair_kept: (P, 4) those left of two coins that overlap.
    """

    iou_threshold: float
    raw: NDArray[np.float64]
    raw_count: int
    kept: NDArray[np.float64]
    counts: NDArray[np.intp]
    pair_kept: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Suppress the committed boxes of both scenes at this threshold."""
    scene, pair = coins.load()
    drawn = np.random.default_rng(_SEED).choice(len(scene.boxes), _DRAWN, replace=False)
    return Data(
        iou_threshold=value,
        raw=scene.boxes[drawn],
        raw_count=len(scene.boxes),
        kept=_kept(scene, value),
        counts=_counts(),
        pair_kept=_kept(pair, value),
    )


def draw(data: Data) -> Figure:
    """The photo with raw and kept boxes; below, their number by threshold, and two coins."""
    scene, pair = coins.load()
    figure = new_figure(height=508)
    photo = add_panel(figure, left=12, top=28, width=396, height=312)
    count = add_panel(figure, left=44, top=390, width=196, height=76)
    two = add_panel(figure, left=272, top=392, width=136, height=103)

    _show(photo, scene)
    outlines(photo, _on_photo(data.raw, scene), "b", width=0.22)
    outlines(photo, _on_photo(data.kept, scene), "a", width=1.1)
    all_boxes = f"{data.raw_count:,} 个框（画出 {len(data.raw)} 个）"
    write(photo, 0, 1, all_boxes, "b", offset=(0, 13), of_panel=True)
    left = f"留下 {len(data.kept)} 个，IoU > {data.iou_threshold:g} 的删去"
    write(photo, 1, 1, left, "a", offset=(0, 13), horizontal="right", of_panel=True)

    count.set_yscale("log")
    style_axes(
        count,
        title="留下的框数",
        x_label="IoU 阈值",
        x_ticks=[0.1, 0.3, 0.5, 0.7],
        y_ticks=[24, 100, 400],
    )
    plot(count, SLIDER.values, data.counts, "muted")
    mark(count, [data.iou_threshold], [len(data.kept)], "a")
    count.set_ylim(18, 500)

    _show(two, pair)
    outlines(two, _on_photo(data.pair_kept, pair), "a", width=1.1)
    write(two, 0, 1, f"2 枚硬币，留 {len(data.pair_kept)} 框", "a", offset=(0, 14), of_panel=True)
    return figure


@cache
def _counts() -> NDArray[np.intp]:
    scene, _ = coins.load()
    return np.array([len(_kept(scene, value)) for value in SLIDER.values])


def _kept(scene: Scene, iou_threshold: float) -> NDArray[np.float64]:
    return scene.boxes[nms(scene.boxes, scene.scores, iou_threshold)]


def _show(panel: Axes, scene: Scene) -> None:
    height, width = scene.photo.shape
    style_scene(panel, (0, width), (0, height))
    show_photo(panel, scene.photo, _OPACITY)


def _on_photo(boxes: NDArray[np.float64], scene: Scene) -> NDArray[np.float64]:
    """Boxes in pixels of the picture as it is kept."""
    height, width = scene.photo.shape
    scale: NDArray[np.float64] = np.array([width, height] * 2) / np.array(scene.size * 2)
    return boxes * scale

"""A feature pyramid at work: fine maps see edges, the coarse one discs, the merged maps both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from figures.numerics.convolution import conv2d
from figures.numerics.pyramid import merge_pyramid, mix_channels, upsample_nearest
from figures.style import add_panel, dots, heat, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "三行三列的图，颜色越浓值越大。左列是 backbone 的 C5、C4、C3，格子从 8×8 到 32×32："
    "C5 只在三个圆盘处有响应，C3 看得清边缘，却分不出圆盘和长条。"
    "中列上方是输入图，有三个圆盘和五条长条，往下是放大两倍的上一层。"
    "右列 P5、P4、P3 是左边两图之和再过 3×3：P3 的格子和 C3 一样细，圆盘却比长条浓得多。"
)
CAPTION = "C3 看得细却不知道哪些是圆盘，C5 知道却看得粗，自顶向下相加之后 P3 两样都有。"

SIDE = 256
_MAP = 128  # of the drawing
DISCS = ((64.0, 64.0, 27.0), (192.0, 96.0, 27.0), (96.0, 192.0, 27.0))  # x, y, radius
BARS = (
    (118.0, 16.0, 136.0, 112.0),
    (150.0, 20.0, 240.0, 38.0),
    (16.0, 130.0, 34.0, 240.0),
    (170.0, 172.0, 240.0, 188.0),
    (222.0, 200.0, 238.0, 244.0),
)
_DIRECTIONS = np.arange(8) * np.pi / 4
_RING, _REACH = 1.7, 3  # radius of a disc's edge at stride 16, and where the kernel ends, in cells
_BLUR = (1 / 6, 4 / 6, 1 / 6)
_ENOUGH = 0.25  # what a ring of edges has to reach: the discs 0.28, the bars 0.22


@dataclass(frozen=True, slots=True)
class Data:
    """Maps of a picture of 256 × 256, each in 0…1 of its own largest value.

    Attributes:
        c5: (8, 8) of the backbone, as its lateral 1×1 convolution gives it.
        c4: (16, 16) likewise.
        c3: (32, 32) likewise.
        up5: (16, 16) c5 doubled.
        up4: (32, 32) the merged map of level 4 doubled.
        p5: (8, 8) of the pyramid.
        p4: (16, 16).
        p3: (32, 32).
    """

    c5: NDArray[np.float64]
    c4: NDArray[np.float64]
    c3: NDArray[np.float64]
    up5: NDArray[np.float64]
    up4: NDArray[np.float64]
    p5: NDArray[np.float64]
    p4: NDArray[np.float64]
    p3: NDArray[np.float64]


def compute() -> Data:
    """A backbone with kernels made by hand, merged by tested code with one channel a level."""
    maps = backbone(picture())
    # one channel from all, the largest value 1 on every level
    lateral = [np.full((1, each.shape[1]), 1 / each.sum(axis=1).max()) for each in maps]
    smooth, keep = (np.outer(row, row)[None, None] for row in (_BLUR, (0, 1, 0)))
    p3, p4, p5 = merge_pyramid(maps, lateral, [smooth] * 3)
    _, m4, m5 = merge_pyramid(maps, lateral, [keep] * 3)
    c3, c4, c5 = (mix_channels(*each) for each in zip(maps, lateral, strict=True))
    named = (c5, c4, c3, upsample_nearest(m5), upsample_nearest(m4), p5, p4, p3)
    return Data(*(each.squeeze() / each.max() for each in named))


def picture() -> NDArray[np.float64]:
    """Bright discs and bars on black, (256, 256) in 0…1."""
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    shapes = [(x >= x1) & (x < x2) & (y >= y1) & (y < y2) for x1, y1, x2, y2 in BARS]
    shapes += [np.clip(r + 0.5 - np.hypot(x - cx, y - cy), 0, 1) for cx, cy, r in DISCS]
    image: NDArray[np.float64] = np.max(shapes, axis=0)
    return image


def backbone(image: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """C3 and C4: edges in eight directions; C5: where edges stand in a ring and face inwards."""
    small = _by_twos(_by_twos(image[None, None], np.mean), np.mean)
    sobel = np.outer([1, 2, 1], [-1, 0, 1]) / 8
    kernels = [np.cos(a) * sobel + np.sin(a) * sobel.T for a in _DIRECTIONS]
    c3 = _by_twos(np.maximum(conv2d(small, np.stack(kernels)[:, None], padding=1), 0), np.max)
    c4 = _by_twos(c3, np.max)
    ring = np.maximum(conv2d(c4, _ring_kernel(), padding=_REACH) - _ENOUGH, 0)
    return [c3, c4, _by_twos(ring, np.max)]


def draw(data: Data) -> Figure:
    """Levels from coarse to fine: of the backbone, from above, and merged."""
    figure = new_figure(height=474)
    rows = (
        (("C5，步长 32", data.c5), ("输入图", None), ("P5，经 3×3", data.p5)),
        (("C4，步长 16", data.c4), ("+ C5 放大两倍", data.up5), ("P4，经 3×3", data.p4)),
        (("C3，步长 8", data.c3), ("+ M4 放大两倍", data.up4), ("P3，经 3×3", data.p3)),
    )
    for i, row in enumerate(rows):
        for j, (name, values) in enumerate(row):
            panel = add_panel(figure, left=6 + 140 * j, top=30 + 154 * i, width=_MAP, height=_MAP)
            write(panel, 0, 1, name, "ink", offset=(0, 11), of_panel=True)
            if values is None:
                _show_picture(panel)
                continue
            style_scene(panel, (0, values.shape[1]), (0, values.shape[0]))
            heat(panel, values, "b")
            outline(panel, (0, 0, values.shape[1], values.shape[0]), "muted", width=0.4)
    return figure


def _show_picture(panel: Axes) -> None:
    style_scene(panel, (0, SIDE), (0, SIDE))
    outline(panel, (0, 0, SIDE, SIDE), "muted", width=0.4)
    for x, y, radius in DISCS:
        dots(panel, [x], [y], "ink", size=2 * radius * _MAP / SIDE)
    for bar in BARS:
        outline(panel, bar, "ink", fill=1, width=0)


def _by_twos(x: NDArray[np.float64], how: Any) -> NDArray[np.float64]:
    """Pooling of 2 × 2."""
    n, c, h, w = x.shape
    pooled: NDArray[np.float64] = how(x.reshape(n, c, h // 2, 2, w // 2, 2), axis=(3, 5))
    return pooled


def _ring_kernel() -> NDArray[np.float64]:
    """For each direction of edge the place on a ring from where it faces the middle."""
    y, x = np.mgrid[-_REACH : _REACH + 1, -_REACH : _REACH + 1]
    places = [
        np.maximum(1.2 - np.hypot(x + _RING * np.cos(a), y + _RING * np.sin(a)), 0)
        for a in _DIRECTIONS
    ]
    kernel: NDArray[np.float64] = np.stack(places)[None] / np.sum(places)
    return kernel

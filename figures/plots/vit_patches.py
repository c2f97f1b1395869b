"""A digit cut into patches, its patches as a sequence, and what a ViT does with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.vit import patchify
from figures.style import (
    add_panel,
    arrow,
    heat,
    lattice,
    new_figure,
    outline,
    segments,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上方是一个 8×8 的手写数字，被切成 4×4 个 2×2 的 patch。中间把十六个 patch 排成一行，"
    "前面多一个空白的分类 token；每个 patch 先过同一个线性层，再加上各自的位置编码。"
    "下方是 Transformer 编码器，只有分类 token 的输出接到线性层，给出类别。"
)
CAPTION = (
    "切块、展平、线性映射、加位置编码，之后就是普通的 Transformer；分类只用第一个 token 的输出。"
)

_DIGIT = 2
_PATCH = 2
_TILE = 18
_GAP = 4


@dataclass(frozen=True, slots=True)
class Data:
    """The picture (8, 8) and its patches (16, 4), both from 0 to 1."""

    picture: NDArray[np.float64]
    patches: NDArray[np.float64]


def compute() -> Data:
    """Cut one digit."""
    picture = digits.load().pixels[_DIGIT].reshape(8, 8) / 16
    return Data(picture=picture, patches=patchify(picture[:, :, None], _PATCH))


def draw(data: Data) -> Figure:
    """From the picture down to the class."""
    figure = new_figure(height=430)
    picture = add_panel(figure, left=16, top=16, width=112, height=112)
    style_scene(picture, (0, 8), (0, 8))
    heat(picture, data.picture, "b")
    lattice(picture, range(0, 9, 2), range(0, 9, 2), "ink", width=1.4)
    write(picture, 8, 2, "切成 patch", "ink", offset=(20, 0))
    write(picture, 8, 4, "8×8 的图，每块 2×2，共 16 块", "muted", offset=(20, 0))

    step = _TILE + _GAP
    row = add_panel(figure, left=16, top=196, width=390, height=_TILE)
    style_scene(row, (0, 390), (0, _TILE))
    outline(row, [0, 0, _TILE, _TILE], "a", width=1.2)
    for i, patch in enumerate(data.patches, start=1):
        tile = add_panel(figure, left=16 + i * step, top=196, width=_TILE, height=_TILE)
        style_scene(tile, (0, 2), (0, 2))
        heat(tile, patch.reshape(_PATCH, _PATCH), "b")
        outline(tile, [0, 0, 2, 2], "muted", width=0.3)
    write(row, 0, 0, "分类 token", "a", offset=(0, 16))
    write(row, 390, 0, "展平成一行的 patch", "b", offset=(-14, 16), horizontal="right")

    flow = add_panel(figure, left=16, top=224, width=390, height=200)
    style_scene(flow, (0, 390), (0, 200))
    places = np.arange(17) * step + _TILE / 2
    for left, right, top, text in (
        (step, 17 * step - _GAP, 12, "线性层：每块用同一个"),
        (0, 17 * step - _GAP, 58, "加上位置编码"),
        (0, 17 * step - _GAP, 104, "Transformer 编码器"),
    ):
        outline(flow, [left, top, right, top + 30], "muted", width=0.5, fill=0.06)
        write(flow, (left + right) / 2, top + 15, text, "ink", horizontal="center")
    joints = [(0, 12), (42, 58), (88, 104)]
    starts = [(x, high) for high, _ in joints for x in places]
    ends = [(x, low) for _, low in joints for x in places]
    segments(flow, starts, ends, "muted")
    segments(flow, [(places[0], 0)], [(places[0], 58)], "a", width=1.6)
    arrow(flow, (places[0], 134), (places[0], 164), "a")
    write(flow, 0, 176, "线性层，得到类别", "a")
    return figure

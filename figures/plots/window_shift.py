"""What one token of an 8 × 8 map may look at when the windows are shifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.vit import window_mask, window_partition
from figures.slider import Slider
from figures.style import add_panel, heat, lattice, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "左右两张 8×8 的 token 图，窗口 4×4，红色是带边框的那个 token 能看到的范围，"
    "蓝色是同窗却被 mask 挡住的。"
    "左边的 token 在第 4 行第 4 列：不平移时只看左上角的窗口；平移 2 之后窗口跨过原来的边界，"
    "能看到正中的 16 个 token。右边的 token 在左上角：循环平移后与另外三个角落同窗，"
    "mask 只让它看同一角落的 4 个。"
)
CAPTION = (
    "窗口错开之后，原来边界两侧的 token 落进同一个窗口；循环拼到一起的不相邻区域用 mask 隔开。"
)

SLIDER = Slider(label="平移", values=(0, 1, 2, 3), start=2)

_SIDE = 8
_WINDOW = 4
_TOKENS = ((3, 3), (0, 0))


@dataclass(frozen=True, slots=True)
class Data:
    """For two tokens, which others they see (2, 8, 8), and which share their window (2, 8, 8)."""

    shift: int
    seen: NDArray[np.bool_]
    joined: NDArray[np.bool_]


def compute(value: float = SLIDER.default) -> Data:
    """Look the tokens up in their windows."""
    shift = int(value)
    places = np.arange(_SIDE**2).reshape(_SIDE, _SIDE, 1)
    windows = window_partition(places, _WINDOW, shift)[..., 0]
    mask = window_mask(_SIDE, _SIDE, _WINDOW, shift)
    seen, joined = np.zeros((2, 2, _SIDE**2), dtype=bool)
    for token, (row, column) in enumerate(_TOKENS):
        window, place = np.argwhere(windows == row * _SIDE + column)[0]
        joined[token, windows[window]] = True
        seen[token, windows[window][mask[window, place]]] = True
    return Data(shift, seen.reshape(2, _SIDE, _SIDE), joined.reshape(2, _SIDE, _SIDE))


def draw(data: Data) -> Figure:
    """A map for each of the tokens."""
    figure = new_figure(height=262)
    for token, (row, column) in enumerate(_TOKENS):
        axes = add_panel(figure, left=16 + 208 * token, top=52, width=180, height=180)
        style_scene(axes, (0, _SIDE), (0, _SIDE))
        lattice(axes, range(_SIDE + 1), range(_SIDE + 1))
        heat(axes, data.joined[token] * 0.25, "b")
        heat(axes, data.seen[token] * 0.5, "a")
        starts = [each for each in (data.shift, data.shift + _WINDOW) if 0 < each < _SIDE]
        lattice(axes, [0, *starts, _SIDE], [0, *starts, _SIDE], "ink", width=1.6)
        outline(axes, [column, row, column + 1, row + 1], "a")
        number = int(data.seen[token].sum())
        write(axes, 0, 1, f"能看到 {number} 个", "a", offset=(0, 14), of_panel=True)
    return figure

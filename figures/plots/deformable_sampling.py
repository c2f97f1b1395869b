"""Nine taps of a kernel that follow a slanted object as their offsets grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.backbones import deform_conv2d
from figures.slider import Slider
from figures.style import (
    add_panel,
    heat,
    lattice,
    mark,
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
    "17×17 的像素图上有一个斜着的细长物体，颜色越深值越大，中心像素加框。"
    "九个采样点起初是空洞卷积的规则网格，间隔 3，九个里六个落在物体之外；"
    "偏移加大，采样点沿物体的方向散开，最后全部落在物体上，九个值的平均从 0.29 升到 0.91。"
)
CAPTION = (
    "偏移让采样点跟着物体的形状走：同样九个点，规则网格有六个落在背景上，移动之后都落在物体上。"
)

SLIDER = Slider(
    label="偏移",
    values=(0, 0.25, 0.5, 0.75, 1),
    start=0,
    names=("0%", "25%", "50%", "75%", "100%"),
)

_SIDE = 17
_MIDDLE = _SIDE // 2
_ANGLE = np.deg2rad(35)
_LONG, _SHORT = 6.5, 1.1
_RATE = 3.0  # of the dilated kernel that the taps start from


@dataclass(frozen=True, slots=True)
class Data:
    """The picture (17, 17), where the taps are read (9, 2) as x and y, and their mean."""

    picture: NDArray[np.float64]
    regular: NDArray[np.float64]
    taps: NDArray[np.float64]
    mean: float


def compute(value: float = SLIDER.default) -> Data:
    """Move each tap towards a place of its own along the object."""
    y, x = np.indices((_SIDE, _SIDE)) - _MIDDLE
    along = x * np.cos(_ANGLE) + y * np.sin(_ANGLE)
    across = y * np.cos(_ANGLE) - x * np.sin(_ANGLE)
    picture = 1 / (1 + np.exp(4 * ((along / _LONG) ** 2 + (across / _SHORT) ** 2 - 1.2)))
    steps = np.stack(np.meshgrid([-1.0, 0, 1], [-1.0, 0, 1], indexing="ij"), axis=-1)  # down, right
    reach = 1.35 * np.arange(-4, 5).reshape(3, 3)
    wanted = reach[..., None] * np.array([np.sin(_ANGLE), np.cos(_ANGLE)])
    offsets = np.zeros((_SIDE, _SIDE, 3, 3, 2))
    offsets[_MIDDLE, _MIDDLE] = (_RATE - 1) * steps + value * (wanted - _RATE * steps)
    mean = deform_conv2d(picture[None], np.full((1, 1, 3, 3), 1 / 9), offsets, padding=1)
    here = steps + offsets[_MIDDLE, _MIDDLE] + _MIDDLE
    return Data(
        picture=picture,
        regular=(_RATE * steps + _MIDDLE).reshape(9, 2)[:, ::-1],
        taps=here.reshape(9, 2)[:, ::-1],
        mean=float(mean[0, _MIDDLE, _MIDDLE]),
    )


def draw(data: Data) -> Figure:
    """The object, the taps, and how each has moved."""
    figure = new_figure(height=392)
    axes = add_panel(figure, left=46, top=48, width=328, height=328)
    style_scene(axes, (0, _SIDE), (0, _SIDE))
    heat(axes, 0.6 * data.picture, "b", levels=10)
    lattice(axes, range(_SIDE + 1), range(_SIDE + 1))
    outline(axes, [_MIDDLE, _MIDDLE, _MIDDLE + 1, _MIDDLE + 1], "ink", width=0.8)
    segments(axes, data.regular + 0.5, data.taps + 0.5, "a", width=1.2)
    mark(axes, data.taps[:, 0] + 0.5, data.taps[:, 1] + 0.5, "a", size=8)
    text = f"九个值的平均 {data.mean:.2f}"
    write(axes, 1, 1, text, "a", offset=(0, 16), horizontal="right", of_panel=True)
    write(axes, 0, 1, "物体与采样点", "ink", offset=(0, 16), of_panel=True)
    return figure

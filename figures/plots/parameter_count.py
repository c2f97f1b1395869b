"""How many weights one layer needs: fully connected, local, and convolutional."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.convolution import conv_parameters, dense_parameters
from figures.style import Role, add_panel, bars, label_end, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图（对数横轴）：同一层的参数量，全连接约 4.8 × 10¹¹，只做局部连接约 9.0 × 10⁷，"
    "再加权重共享（3×3 卷积）只有 1792。下图：随图像边长增大，全连接按四次方、"
    "局部连接按平方上升，卷积是一条水平线。"
)
CAPTION = "局部连接先省掉几千倍，权重共享再省掉五万倍，而且卷积的参数量与图像大小无关。"

NAMES = ("全连接", "局部连接，不共享", "卷积")
_ROLES: tuple[Role, ...] = ("b", "c", "a")
_CHANNELS, _MAPS, _KERNEL = 3, 64, 3
_SIDE = 224
_POWERS = (0, 4, 8, 12)


@dataclass(frozen=True, slots=True)
class Data:
    """Parameters of the three layers of ``NAMES``: at one side, and a row each by ``sides``."""

    counts: NDArray[np.float64]
    sides: NDArray[np.float64]
    by_side: NDArray[np.float64]


def compute() -> Data:
    """Three channels to 64 maps with 3 × 3 kernels, biases counted."""
    sides = 2 ** np.arange(3, 11)
    return Data(
        counts=np.array(_counts(_SIDE), dtype=np.float64),
        sides=sides.astype(np.float64),
        by_side=np.array([_counts(int(side)) for side in sides], dtype=np.float64).T,
    )


def draw(data: Data) -> Figure:
    """Bars for one size of image above, growth with the size below."""
    figure = new_figure(height=474)
    count = add_panel(figure, left=20, top=34, width=374, height=144)
    growth = add_panel(figure, left=42, top=254, width=236, height=168)
    count.set_xscale("log")
    style_axes(
        count,
        title="参数量：224×224×3 → 224×224×64",
        x_label="",
        x_ticks=[10**power for power in _POWERS],
        x_names=["1", "10⁴", "10⁸", "10¹²"],
        y_ticks=[],
    )
    growth.set_xscale("log", base=2)
    growth.set_yscale("log")
    style_axes(
        growth,
        title="参数量随图像大小的变化",
        x_label="图像边长（像素）",
        x_ticks=[8, 32, 128, 512],
        y_ticks=[1e3, 1e6, 1e9, 1e12],
        y_names=["10³", "10⁶", "10⁹", "10¹²"],
    )
    for i, (name, role) in enumerate(zip(NAMES, _ROLES, strict=True)):
        bars(count, [i], data.counts[[i]], role, thickness=0.32, lying=True)
        write(count, 1, i, f"{name}：{_written(data.counts[i])}", role, offset=(1, 18))
        plot(growth, data.sides, data.by_side[i], role)
        label_end(growth, data.sides, data.by_side[i], name, role)
    count.set_xlim(1, 1e12)
    count.set_ylim(2.3, -0.62)
    growth.set_xlim(8, 1024)
    growth.set_ylim(100, 1e15)
    return figure


def _counts(side: int) -> tuple[int, int, int]:
    image, maps = (_CHANNELS, side, side), (_MAPS, side, side)
    window = (_CHANNELS, _KERNEL, _KERNEL)
    return (
        dense_parameters(image, maps),
        math.prod(maps) * dense_parameters(window, (1,)),  # each output has a window of its own
        conv_parameters(_CHANNELS, _MAPS, _KERNEL),
    )


def _written(count: float) -> str:
    if count < 1e5:
        return f"{count:,.0f}"
    power = math.floor(math.log10(count))
    digits = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{count / 10**power:.1f} × 10{digits}"

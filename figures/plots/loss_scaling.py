"""Which gradients half precision loses, by the scale of the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.precision import FORMATS, round_to_format
from figures.slider import Slider
from figures.style import add_panel, bars, fill, new_figure, segments, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是梯度绝对值以 2 为底的对数，直方图是一批梯度。左边涂色处小于 fp16 的最小值，会变成零；"
    "右边涂色处大于最大值，会溢出；细线右边是精度完整的正规数，左边是非正规数。"
    "不缩放时大半落在左边的涂色区；损失乘 2 的 12 次方后整体右移 12，几乎全在范围内；"
    "乘得太大，右边又会溢出。"
)
CAPTION = "损失乘上 S，所有梯度跟着乘 S，整个直方图向右平移；更新之前再除回来。"
SLIDER = Slider(
    label="损失乘",
    values=(0, 4, 8, 12, 16, 20, 24, 28, 32, 36),
    start=0,
    names=("1", "2⁴", "2⁸", "2¹²", "2¹⁶", "2²⁰", "2²⁴", "2²⁸", "2³²", "2³⁶"),
)

_CENTRE, _SPREAD, _COUNT = -27.0, 5.0, 20_000
_LEAST, _MOST = -48, 20


@dataclass(frozen=True, slots=True)
class Data:
    """A histogram (34,) of log₂ |gradient|, and what half precision loses of the gradients."""

    centres: NDArray[np.float64]
    shares: NDArray[np.float64]
    lost: float
    overflowed: float


def compute(value: float = SLIDER.default) -> Data:
    """Scale gradients whose logarithms are normally distributed, and round them."""
    random = np.random.default_rng(0)
    sizes = 2 ** random.normal(_CENTRE, _SPREAD, _COUNT)
    scaled = sizes * 2**value
    rounded = round_to_format(scaled, "fp16")
    edges = np.arange(_LEAST, _MOST + 1, 2, dtype=np.float64)
    counts = np.histogram(np.log2(scaled), edges)[0].astype(np.float64)
    return Data(
        edges[:-1] + 1,
        counts / _COUNT,
        float((rounded == 0).mean()),
        float(np.isinf(rounded).mean()),
    )


def draw(data: Data) -> Figure:
    """The histogram over the range of half precision."""
    half = FORMATS["fp16"]
    figure = new_figure(height=290)
    axes = add_panel(figure, left=14, top=58, width=392, height=176)
    style_axes(
        axes,
        title="",
        x_label="log₂ |梯度 × S|",
        x_ticks=[-40, -24, -14, 0, 16],
        y_ticks=[],
    )
    top = 0.17
    low, normal, high = (
        float(np.log2(each)) for each in (half.smallest / 2, half.smallest_normal, half.largest)
    )
    fill(axes, [(_LEAST, 0), (_LEAST, top), (low, top), (low, 0)], "a")
    fill(axes, [(high, 0), (high, top), (_MOST, top), (_MOST, 0)], "d", 0.3)
    segments(axes, [(normal, 0)], [(normal, top)], "muted")
    bars(axes, data.centres, data.shares, "b", 1.7)
    write(axes, 0, 1, f"变成 0：{data.lost:.1%}", "a", offset=(0, 12), of_panel=True)
    write(
        axes,
        1,
        1,
        f"溢出：{data.overflowed:.1%}",
        "d",
        offset=(0, 12),
        horizontal="right",
        of_panel=True,
    )
    write(axes, (low + normal) / 2, top, "非正规数", "muted", offset=(0, 12), horizontal="center")
    write(axes, normal / 2, top, "正规数", "muted", offset=(8, 12), horizontal="center")
    axes.set_xlim(_LEAST, _MOST)
    axes.set_ylim(0, top)
    return figure

"""Multiply–adds of a ViT by resolution, with attention among all tokens and in windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.vit import vit_flops
from figures.style import add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是图像边长，从 224 到 2016，对数刻度。上图是 ViT-B/16 的十二层的乘加次数，单位是十亿："
    "全局注意力的一条越来越陡，14×14 窗口的一条斜率不变。"
    "下图是注意力的两次矩阵乘占总量的份额：全局的从 4% 升到 78%，窗口的始终是 4%。"
)
CAPTION = (
    "线性层随像素数成正比，全局注意力随像素数的平方增长，边长 1024 时已占一半左右；窗口注意力不变。"
)

SIDES = (224, 448, 896, 1344, 1792, 2016)
_PATCH = 16
_WIDTH = 768
_DEPTH = 12
_WINDOW = 14


@dataclass(frozen=True, slots=True)
class Data:
    """By the side of the image: billions of multiply–adds, and the share of attention."""

    side: NDArray[np.float64]
    everywhere: NDArray[np.float64]
    windows: NDArray[np.float64]
    share_everywhere: NDArray[np.float64]
    share_windows: NDArray[np.float64]


def compute() -> Data:
    """Count for square images whose tokens divide into windows."""
    side = np.array(SIDES, dtype=float)
    counts = [
        np.array(
            [vit_flops((s // _PATCH) ** 2, _WIDTH, _DEPTH, window) for s in SIDES], dtype=float
        )
        for window in (None, _WINDOW)
    ]
    everywhere, windows = (each.sum(axis=1) for each in counts)
    shares = [each[:, 1] / each.sum(axis=1) for each in counts]
    return Data(side, everywhere / 1e9, windows / 1e9, shares[0], shares[1])


def draw(data: Data) -> Figure:
    """Totals above, shares below."""
    figure = new_figure(height=430)
    total = add_panel(figure, left=50, top=34, width=280, height=150)
    share = add_panel(figure, left=50, top=246, width=280, height=132)
    x = np.log2(data.side / data.side[0])
    ticks = [0, 1, 2, np.log2(2016 / 224)]
    names = ["224", "448", "896", "2016"]
    total.set_yscale("log")
    style_axes(
        total,
        title="十亿次乘加",
        x_label="",
        x_ticks=ticks,
        x_names=names,
        y_ticks=[10, 100, 1000],
    )
    style_axes(
        share,
        title="注意力的矩阵乘占总量",
        x_label="图像边长（像素）",
        x_ticks=ticks,
        x_names=names,
        y_ticks=[0, 0.25, 0.5, 0.75, 1],
    )
    for axes, everywhere, windows in (
        (total, data.everywhere, data.windows),
        (share, data.share_everywhere, data.share_windows),
    ):
        plot(axes, x, everywhere, "b")
        plot(axes, x, windows, "a")
        label_end(axes, x, everywhere, "全局", "b")
        label_end(axes, x, windows, "窗口", "a")
        axes.set_xlim(0, x[-1])
    total.set_ylim(9, 8000)
    share.set_ylim(0, 1.03)
    return figure

"""The last block's gradient at the start of training, with LayerNorm before or after the sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.normalisers import block_gradient_norms
from figures.style import add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴（对数）是网络有多少块，纵轴（对数）是初始化时损失对最后一块权重的梯度范数，以只有 1 块的"
    " Post-LN 为 1。Post-LN 几乎是水平线；Pre-LN 随深度下降，64 块时约为 Post-LN 的六分之一，"
    "与斜率 −½ 的虚线（正比于 1/√L）平行。"
)
CAPTION = (
    "Post-LN 最后几层的梯度不随深度变小，开头必须用小学习率；"
    "Pre-LN 的按 1/√L 变小，warm-up 可以省。"
)

DEPTHS = (1, 2, 4, 8, 16, 32, 64)
_WIDTH, _TOKENS, _TIMES = 32, 16, 8


@dataclass(frozen=True, slots=True)
class Data:
    """Gradient norms (7,) of the last block by depth, and 1/√L, all against Post-LN's first."""

    post: NDArray[np.float64]
    pre: NDArray[np.float64]
    root: NDArray[np.float64]


def compute() -> Data:
    """Random tokens, and weights that keep the variance (He's before ReLU's output)."""
    random = np.random.default_rng(0)
    found = np.zeros((2, len(DEPTHS)))
    for _ in range(_TIMES):
        x, error = random.normal(size=(2, _TOKENS, _WIDTH))
        blocks = [_block(random) for _ in range(DEPTHS[-1])]
        for row, pre in enumerate((False, True)):
            for column, depth in enumerate(DEPTHS):
                norms = block_gradient_norms(x, blocks[:depth], error, pre)
                found[row, column] += norms[-1] / _TIMES
    post, pre_ = found / found[0, 0]
    return Data(post, pre_, pre_[0] / np.sqrt(DEPTHS))


def draw(data: Data) -> Figure:
    """Both curves, and the slope that theory gives."""
    figure = new_figure(height=288)
    axes = add_panel(figure, left=46, top=36, width=278, height=196)
    axes.set_xscale("log")
    axes.set_yscale("log")
    style_axes(
        axes,
        title="最后一块的梯度范数（初始化时）",
        x_label="块数 L",
        x_ticks=DEPTHS,
        y_ticks=[0.1, 0.2, 0.5, 1],
    )
    plot(axes, DEPTHS, data.root, "muted")
    plot(axes, DEPTHS, data.post, "b", markers=range(len(DEPTHS)))
    plot(axes, DEPTHS, data.pre, "a", markers=range(len(DEPTHS)))
    label_end(axes, DEPTHS, data.post, "Post-LN", "b")
    label_end(axes, DEPTHS, data.pre, "Pre-LN", "a", rise=4)
    label_end(axes, DEPTHS, data.root, "斜率 −½", "muted", rise=-6)
    axes.set_xlim(DEPTHS[0], DEPTHS[-1])
    axes.set_ylim(0.07, 1.3)
    return figure


def _block(random: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    hidden = 4 * _WIDTH
    return (
        random.normal(0, np.sqrt(1 / _WIDTH), (_WIDTH, hidden)),
        random.normal(0, np.sqrt(2 / hidden), (hidden, _WIDTH)),
    )

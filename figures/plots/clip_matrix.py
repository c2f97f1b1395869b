"""What CLIP and SigLIP make of the matrix of similarities of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid
from figures.numerics.losses import softmax
from figures.style import add_panel, arrow, heat, lattice, new_figure, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "两个 4×4 的方格，行是四张图，列是四段文字，颜色越深概率越大，对角线上是配对的图文。"
    "左：CLIP，每行、每列各做一次 softmax，一格的概率取决于整行或整列。"
    "右：SigLIP，每一格单独做二分类，配对的标 +，其余标 −，互不影响。"
)
CAPTION = (
    "同一个相似度矩阵：CLIP 在行和列上做多分类，要先凑齐整个 batch；SigLIP 每格各做一次二分类。"
)

COUNT = 4
_TEMPERATURE = 0.15
_SCALE, _BIAS = 10.0, -4.0


@dataclass(frozen=True, slots=True)
class Data:
    """Probabilities (4, 4): of each text for an image, and of each pair by itself."""

    softmax: NDArray[np.float64]
    sigmoid: NDArray[np.float64]


def compute() -> Data:
    """Cosines of four pairs, the second text being like the third."""
    similarity = np.array(
        [[0.7, 0.1, 0.0, 0.2], [0.0, 0.6, 0.45, 0.1], [0.1, 0.4, 0.65, 0.0], [0.2, 0.0, 0.1, 0.6]]
    )
    return Data(softmax(similarity / _TEMPERATURE), sigmoid(_SCALE * similarity + _BIAS))


def draw(data: Data) -> Figure:
    """The two matrices side by side."""
    figure = new_figure(height=246)
    left = add_panel(figure, left=20, top=26, width=192, height=216)
    right = add_panel(figure, left=220, top=26, width=192, height=216)
    _draw_matrix(left, data.softmax, "CLIP：行、列 softmax")
    _draw_matrix(right, data.sigmoid, "SigLIP：逐格 sigmoid")
    for row in range(COUNT):
        arrow(left, (0.12, row + 0.82), (COUNT - 0.12, row + 0.82), "a", 0.5)
    arrow(left, (0.18, 0.12), (0.18, COUNT - 0.12), "d", 0.5)
    for row in range(COUNT):
        for column in range(COUNT):
            sign = "+" if row == column else "−"
            write(right, column + 0.5, row + 0.5, sign, "ink", horizontal="center")
    return figure


def _draw_matrix(axes: Axes, values: NDArray[np.float64], title: str) -> None:
    style_scene(axes, (-0.62, COUNT + 0.05), (-0.85, COUNT + 0.3))
    heat(axes, values * 0.75, "b")
    lattice(axes, np.arange(COUNT + 1), np.arange(COUNT + 1), "muted")
    write(axes, COUNT / 2, -1.05, title, "ink", horizontal="center")
    for i, name in enumerate("₁₂₃₄"):
        write(axes, i + 0.5, -0.3, f"文{name}", "muted", horizontal="center")
        write(axes, -0.36, i + 0.5, f"图{name}", "muted", horizontal="center")

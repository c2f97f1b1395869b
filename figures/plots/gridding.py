"""Which pixels three dilated convolutions see, by their rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.segmentation import dilated_footprint
from figures.slider import Slider
from figures.style import add_panel, heat, lattice, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "19×19 的像素格，中心是一个输出位置，颜色越深，输入像素经过三层 3×3 空洞卷积影响它的路径越多。"
    "扩张率 1-1-1 是实心的 7×7 小方块；2-2-2 的感受野是 13×13，却只有间隔的 49 个点有颜色，像棋盘；"
    "3-3-3 更稀；1-2-3 的感受野同样是 13×13，169 个像素全都用到。"
)
CAPTION = "扩张率都取 2，感受野内大半像素从未被看到，这就是网格效应；改成 1、2、3 就没有空洞。"

RATES = ((1, 1, 1), (1, 2, 3), (1, 2, 5), (2, 2, 2), (3, 3, 3))
SLIDER = Slider(
    label="扩张率",
    values=tuple(float(i) for i in range(len(RATES))),
    start=3,
    names=tuple("-".join(map(str, rates)) for rates in RATES),
)

_SIDE = 19


@dataclass(frozen=True, slots=True)
class Data:
    """The paths of each pixel (19, 19) as parts of the most, and what they cover."""

    share: NDArray[np.float64]
    field: int
    used: int


def compute(value: float = SLIDER.default) -> Data:
    """Lay the footprint in the middle of the canvas."""
    paths = dilated_footprint(3, RATES[int(value)])
    rim = (_SIDE - len(paths)) // 2
    return Data(
        share=np.pad(paths / paths.max(), rim),
        field=len(paths),
        used=int(np.count_nonzero(paths)),
    )


def draw(data: Data) -> Figure:
    """The pixels, with the receptive field around them."""
    figure = new_figure(height=392)
    axes = add_panel(figure, left=46, top=50, width=328, height=328)
    style_scene(axes, (0, _SIDE), (0, _SIDE))
    lattice(axes, range(_SIDE + 1), range(_SIDE + 1))
    shade = np.where(data.share > 0, 0.25 + 0.75 * data.share, 0)  # the faintest is to be seen
    heat(axes, shade, "a", levels=12)
    low = (_SIDE - data.field) / 2
    outline(axes, [low, low, _SIDE - low, _SIDE - low], "b", dashed=True)
    text = f"感受野 {data.field}×{data.field}"
    write(axes, 0, 1, text, "b", offset=(0, 26), of_panel=True)
    text = f"用到 {data.used} / {data.field**2} 个像素"
    write(axes, 1, 1, text, "a", offset=(0, 26), horizontal="right", of_panel=True)
    return figure

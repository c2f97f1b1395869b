"""Attention of 24 positions to one another by their position vectors alone, with a causal mask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.attention import attention_weights, causal_mask, sinusoidal_positions
from figures.style import add_panel, heat, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "三张 24×24 的方格图，行是 query，列是 key，颜色越深权重越大。"
    "左上没有位置编码且内容相同，整张同色；"
    "右上用正弦位置编码作 q 和 k，对角线最深，越远越浅；左下再加因果 mask，对角线右上方全部为零，"
    "每一行的权重重新归一，第一行只能看自己。"
)
CAPTION = (
    "没有位置编码，注意力分不出先后；加上正弦编码，邻近的位置权重更大；因果 mask 把未来全部挡住。"
)

_LENGTH = 24
_WIDTH = 32
_PIXELS = 168


@dataclass(frozen=True, slots=True)
class Data:
    """Weights (24, 24): a row a query."""

    same: NDArray[np.float64]
    placed: NDArray[np.float64]
    causal: NDArray[np.float64]


def compute() -> Data:
    """Attend with equal contents, with position vectors, and with those behind a mask."""
    places = 2 * sinusoidal_positions(_LENGTH, _WIDTH)
    return Data(
        same=attention_weights(np.ones_like(places), places * 0 + 1),
        placed=attention_weights(places, places),
        causal=attention_weights(places, places, causal_mask(_LENGTH)),
    )


def draw(data: Data) -> Figure:
    """Three maps, each as dark as its largest weight allows."""
    figure = new_figure(height=440)
    most = data.placed.max()
    for left, top, title, weights in (
        (16, 40, "没有位置编码", data.same),
        (228, 40, "正弦位置编码", data.placed),
        (16, 256, "再加因果 mask", data.causal),
    ):
        panel = add_panel(figure, left=left, top=top, width=_PIXELS, height=_PIXELS)
        _map(panel, title, weights / most)
    note = add_panel(figure, left=228, top=256, width=_PIXELS, height=_PIXELS)
    note.set_axis_off()
    for line, text in enumerate(("行：query", "列：key", "越深权重越大")):
        write(note, 0, 1, text, "muted", offset=(0, -12 - 22 * line), of_panel=True)
    return figure


def _map(panel: Axes, title: str, shares: NDArray[np.float64]) -> None:
    style_scene(panel, (0, _LENGTH), (0, _LENGTH))
    heat(panel, np.minimum(shares, 1), "b", levels=12)
    outline(panel, [0, 0, _LENGTH, _LENGTH], "muted", width=0.4)
    write(panel, 0, 1, title, "ink", offset=(0, 14), of_panel=True)

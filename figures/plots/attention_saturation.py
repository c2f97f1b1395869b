"""Softmax over random products of d features: without √d one key takes everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.attention import attention_weights
from figures.numerics.losses import softmax
from figures.slider import Slider
from figures.style import add_panel, bars, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上面两排柱子是一个 query 对八个 key 的注意力权重，q 和 k 的分量都是标准正态随机数。"
    "左边不除以 √d，维数一大，一个 key 独占几乎全部权重；右边除以 √d，八个权重始终差得不多。"
    "下图横轴是维数 d，纵轴是最大权重的平均值：不缩放的一条升向 1，缩放的一条几乎是水平线。"
)
CAPTION = "点积的标准差随 √d 增长，不缩放时 softmax 很快饱和成 one-hot，除以 √d 之后与维数无关。"

SLIDER = Slider(label="d", values=(1, 4, 16, 64, 256, 1024), start=3)

_KEYS = 8
_DRAWS = 400
_SEED = 29


@dataclass(frozen=True, slots=True)
class Data:
    """Weights of one query on eight keys, and the mean of the largest over many queries.

    Attributes:
        width: how many features.
        raw: (8,) weights without √d.
        scaled: (8,) weights with it.
        largest_raw: its mean at each value of the slider.
        largest_scaled: likewise.
    """

    width: int
    raw: NDArray[np.float64]
    scaled: NDArray[np.float64]
    largest_raw: NDArray[np.float64]
    largest_scaled: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Draw queries and keys once; at each width use their first features."""
    raw, scaled = _weights(int(value))
    every = [_weights(int(width)) for width in SLIDER.values]
    return Data(
        width=int(value),
        raw=raw[0],
        scaled=scaled[0],
        largest_raw=np.array([each.max(axis=1).mean() for each, _ in every]),
        largest_scaled=np.array([each.max(axis=1).mean() for _, each in every]),
    )


def draw(data: Data) -> Figure:
    """Both sets of weights, and how the largest grows."""
    figure = new_figure(height=424)
    raw = add_panel(figure, left=40, top=34, width=158, height=120)
    scaled = add_panel(figure, left=244, top=34, width=158, height=120)
    largest = add_panel(figure, left=40, top=232, width=270, height=138)
    places = np.arange(1, _KEYS + 1)
    bars(raw, places, data.raw, "b")
    bars(scaled, places, data.scaled, "a")
    for axes, title in ((raw, "不缩放"), (scaled, "缩放之后")):
        style_axes(axes, title=title, x_label="key", x_ticks=places.tolist(), y_ticks=[0, 0.5, 1])
        axes.set_ylim(0, 1.02)
    x = np.arange(len(SLIDER.values))
    style_axes(
        largest,
        title="最大权重的平均",
        x_label="维数 d",
        x_ticks=x.tolist(),
        x_names=[f"{width:g}" for width in SLIDER.values],
        y_ticks=[0, 0.25, 0.5, 0.75, 1],
    )
    plot(largest, x, data.largest_raw, "b")
    plot(largest, x, data.largest_scaled, "a")
    write(largest, x[-1], data.largest_raw[-1], "不缩放", "b", offset=(10, 2))
    write(largest, x[-1], data.largest_scaled[-1], "缩放之后", "a", offset=(10, 0))
    here = SLIDER.values.index(data.width)
    mark(largest, [here], data.largest_raw[[here]], "b")
    mark(largest, [here], data.largest_scaled[[here]], "a")
    largest.set_ylim(0, 1.04)
    return figure


def _weights(width: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Without and with the scale, (draws, keys)."""
    random = np.random.default_rng(_SEED)
    q = random.normal(size=(_DRAWS, 1, 1024))[..., :width]
    k = random.normal(size=(_DRAWS, _KEYS, 1024))[..., :width]
    return softmax((q @ k.swapaxes(1, 2))[:, 0]), attention_weights(q, k)[:, 0]

"""The singular values of what fine-tuning changed, and how few of them are enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.lora import low_rank
from figures.numerics.networks import initialise
from figures.numerics.transfer import accuracy, train, with_new_head
from figures.slider import Slider
from figures.style import (
    add_panel,
    fill,
    label_end,
    mark,
    new_figure,
    plot,
    segments,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from figures.numerics.networks import Layers

ALT = (
    "上图是一层 48×48 权重的奇异值，各自除以最大的一个：微调前的权重 W 缓慢下降，"
    "微调前后的差 ΔW 在前五六个之后就接近零；涂色的是保留的前 r 个。"
    "下图是只保留 ΔW 的前 r 个奇异值时新任务的准确率：r=1 时几乎是瞎猜，r=8 时已与完整微调相同。"
)
CAPTION = "权重本身满秩，微调的改动却集中在几个方向上，所以用两个小矩阵的乘积就装得下。"
SLIDER = Slider(label="秩 r", values=(1, 2, 3, 4, 6, 8, 16, 32), start=3)

WIDTH = 48
_SIZES = (64, WIDTH, WIDTH, 5)
_SEEN = 300  # pictures of the new task; the others judge
_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Data:
    """Singular values (24,) over the largest, and accuracies (8,) by rank (8,).

    ``before`` and ``full`` are the accuracies without and with all of the change.
    """

    rank: int
    weight: NDArray[np.float64]
    change: NDArray[np.float64]
    ranks: NDArray[np.float64]
    accuracies: NDArray[np.float64]
    before: float
    full: float


def compute(value: float = SLIDER.default) -> Data:
    """Learn the digits 0–4, move to 5–9, and cut the change of the two hidden layers to a rank."""
    old, new, pixels, labels = _networks()
    found = []
    for rank in SLIDER.values:
        body = [_with_rank(w0, w1, int(rank)) for (w0, _), (w1, _) in zip(old, new, strict=True)]
        biases = [b for _, b in new]
        cut = (*zip(body[:-1], biases[:-1], strict=True), new[-1])
        found.append(accuracy(cut, pixels, labels))
    weight, change = (
        np.linalg.svd(each, compute_uv=False)[:_SHOWN]
        for each in (old[1][0], new[1][0] - old[1][0])
    )
    return Data(
        int(value),
        weight / weight[0],
        change / change[0],
        np.array(SLIDER.values, dtype=float),
        np.array(found),
        accuracy(old, pixels, labels),
        accuracy(new, pixels, labels),
    )


def draw(data: Data) -> Figure:
    """Singular values above, accuracies below."""
    figure = new_figure(height=430)
    upper = add_panel(figure, left=40, top=36, width=282, height=136)
    lower = add_panel(figure, left=40, top=248, width=282, height=130)
    style_axes(
        upper,
        title="奇异值（最大的为 1）",
        x_label="第几个",
        x_ticks=[1, 8, 16, 24],
        y_ticks=[0, 0.5, 1],
    )
    end = min(data.rank, _SHOWN) + 0.5
    fill(upper, [(0.5, 0), (0.5, 1), (end, 1), (end, 0)], "d")
    places = np.arange(1, _SHOWN + 1)
    plot(upper, places, data.weight, "b", markers=range(0, _SHOWN, 3))
    plot(upper, places, data.change, "a", markers=range(_SHOWN))
    label_end(upper, places, data.weight, "权重 W", "b")
    label_end(upper, places, data.change, "改动 ΔW", "a", rise=2)
    upper.set_xlim(0.5, _SHOWN + 0.5)
    upper.set_ylim(0, 1)
    lower.set_xscale("log")
    style_axes(
        lower,
        title="只用前 r 个时的准确率",
        x_label="秩 r",
        x_ticks=SLIDER.values,
        y_ticks=[0, 0.5, 1],
    )
    segments(lower, [(1, data.full)], [(32, data.full)], "muted", 1.2)
    plot(lower, data.ranks, data.accuracies, "a", markers=range(len(data.ranks)))
    now = float(data.accuracies[data.ranks == data.rank][0])
    mark(lower, data.rank, now, "d", size=11)
    write(lower, 32, data.full, f"完整 {data.full:.0%}", "muted", offset=(7, 0))
    write(
        lower,
        1,
        1,
        f"r = {data.rank}：{now:.0%}",
        "d",
        offset=(0, 12),
        horizontal="right",
        of_panel=True,
    )
    lower.set_xlim(1, 32)
    lower.set_ylim(0, 1.05)
    return figure


def _with_rank(
    before: NDArray[np.float64], after: NDArray[np.float64], rank: int
) -> NDArray[np.float64]:
    a, b = low_rank(after - before, rank)
    changed: NDArray[np.float64] = before + b @ a
    return changed


@cache
def _networks() -> tuple[Layers, Layers, NDArray[np.float64], NDArray[np.intp]]:
    """A network with a new head, the same fine-tuned, and pictures that neither has seen."""
    everything = digits.load()
    pixels, labels = everything.pixels / 16, everything.labels.astype(np.intp)
    first = labels < 5
    layers = train(initialise(_SIZES, seed=0), pixels[first][:400], labels[first][:400], steps=100)
    pixels, labels = pixels[~first], labels[~first] - 5
    moved = with_new_head(layers, classes=5, seed=1)
    seen = pixels[:_SEEN], labels[:_SEEN]
    old = train(moved, *seen, frozen=2, steps=60)
    return old, train(old, *seen, steps=150), pixels[_SEEN:], labels[_SEEN:]

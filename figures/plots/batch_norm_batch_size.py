"""Batch normalisation by the size of the batch: how far training is from inference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.networks import initialise
from figures.numerics.normalisation import batch_norm, batch_norm_eval
from figures.style import add_panel, dots, label_end, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：同一张图的同一个输出，在 32 个随机 batch 里各算一次；大小为 2 时只有 −1 和 1 附近两堆，"
    "batch 越大越集中到推理值（横线）。下图（双对数）：训练与推理输出之差的均方根，"
    "从大小 2 的约 0.9 降到 64 的约 0.13，大致按 1/√m 下降。"
)
CAPTION = (
    "batch 越小，同一张图的输出越取决于同一 batch 的其他图，训练与推理的差别大致按 1/√m 缩小。"
)

SIZES = (2, 4, 8, 16, 32, 64)
BATCHES = 32
_CHANNEL = 28
_PICTURE = 4  # whose output is looked at


@dataclass(frozen=True, slots=True)
class Data:
    """Outputs (6, 32) of one picture in random batches of ``SIZES``, and at inference.

    ``difference`` (6,) is the root mean square of training less inference, over whole batches.
    """

    outputs: NDArray[np.float64]
    inference: float
    difference: NDArray[np.float64]


def compute() -> Data:
    """One channel of a random layer; statistics over all digits stand for the running ones."""
    pixels = digits.load().pixels / 16
    weights = initialise([64, 64], seed=0)[0][0]
    values = pixels @ weights[[_CHANNEL]].T
    used = batch_norm_eval(values, [1], [0], values.mean(axis=0), values.var(axis=0))
    random = np.random.default_rng(1)
    others = np.delete(np.arange(len(values)), _PICTURE)
    outputs = np.empty((len(SIZES), BATCHES))
    difference = np.empty(len(SIZES))
    for i, size in enumerate(SIZES):
        squares = []
        for j in range(BATCHES):
            batch = np.append(_PICTURE, random.choice(others, size - 1, replace=False))
            y, _, _ = batch_norm(values[batch], [1], [0], [0], [1])
            outputs[i, j] = y[0, 0]
            squares.append(((y - used[batch]) ** 2).mean())
        difference[i] = np.sqrt(np.mean(squares))
    return Data(outputs=outputs, inference=float(used[_PICTURE, 0]), difference=difference)


def draw(data: Data) -> Figure:
    """Outputs of one picture above, the difference on logarithmic scales below."""
    figure = new_figure(height=468)
    output = add_panel(figure, left=40, top=34, width=272, height=190)
    gap = add_panel(figure, left=40, top=286, width=272, height=130)
    places = np.arange(len(SIZES))
    names = [str(size) for size in SIZES]
    style_axes(
        output,
        title="同一张图的输出，每种大小 32 个 batch",
        x_label="",
        x_ticks=places.tolist(),
        x_names=names,
        y_ticks=[-2, -1, 0, 1, 2],
    )
    gap.set_xscale("log", base=2)
    gap.set_yscale("log")
    style_axes(
        gap,
        title="训练与推理（inference）输出之差的均方根",
        x_label="batch 大小 m",
        x_ticks=SIZES,
        x_names=names,
        y_ticks=[0.1, 0.3, 1],
    )
    aside = np.linspace(-0.22, 0.22, BATCHES)
    dots(output, np.add.outer(places, aside).ravel(), data.outputs.ravel(), "a")
    plot(output, [-0.4, len(SIZES) - 0.6], [data.inference, data.inference], "b")
    write(output, len(SIZES) - 0.6, data.inference, "推理", "b", offset=(7, 0))
    output.set_xlim(-0.4, len(SIZES) - 0.6)
    output.set_ylim(-2.2, 2.2)
    plot(gap, SIZES, data.difference, "a", markers=range(len(SIZES)))
    expected = data.difference[-1] * np.sqrt(SIZES[-1] / np.array(SIZES))
    plot(gap, SIZES, expected, "muted")
    label_end(gap, SIZES, data.difference, "实测", "a", rise=-9)
    label_end(gap, SIZES, expected, "m 的 −½ 次方", "muted", rise=9)
    gap.set_xlim(2, 64)
    gap.set_ylim(0.1, 1.3)
    return figure

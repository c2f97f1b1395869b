"""Moving a network from digits 0–4 to 5–9: what to train, by how many examples there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits, fine_tuning
from figures.data.recipes.fine_tuning import in_uneven_light
from figures.style import Role, add_panel, heat, label_end, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上方是十个手写数字，0–4 是原任务，5–9 是新任务；第二行是网络看到的样子，"
    "各自叠加了不均匀的光照。下图横轴是每类样本数，"
    "纵轴是新任务的准确率：1 到 4 张时只训分类头最高，8 张以上全部微调最高，"
    "只训最后两层居中；从头训练在样本少时最低，到 64 张时追平全部微调。"
)
CAPTION = (
    "样本极少时冻结 backbone、只训分类头最好，样本多了就该放开更多层，从头训练要到样本充足才追上。"
)

NAMES = ("从头训练", "只训分类头", "训最后两层", "全部微调")
_ROLES: tuple[Role, ...] = ("ink", "b", "c", "a")
_RISES = (-5, 0, -7, 9)
_PIXELS = 8
_LEGIBLE = 338  # a seed whose light leaves all ten pictures to be read


@dataclass(frozen=True, slots=True)
class Data:
    """Mean accuracies by ``examples`` a class: one row a name of ``NAMES``; ten pictures.

    ``plain`` and ``lit`` are (10, 8, 8) in [0, 1]: one of each digit, and the same in uneven light.
    """

    examples: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    plain: NDArray[np.float64]
    lit: NDArray[np.float64]


def compute() -> Data:
    """Means over the seeds of the committed experiments."""
    found = fine_tuning.load()
    everything = digits.load()
    chosen = [int(np.flatnonzero(everything.labels == digit)[0]) for digit in range(10)]
    lit = in_uneven_light(everything.pixels[chosen], seed=_LEGIBLE).reshape(-1, _PIXELS, _PIXELS)
    low, high = lit.min(axis=(1, 2), keepdims=True), lit.max(axis=(1, 2), keepdims=True)
    return Data(
        examples=found.examples.astype(np.float64),
        accuracy=found.accuracy.astype(np.float64).mean(axis=1).T,
        plain=everything.pixels[chosen].reshape(lit.shape) / 16,
        lit=(lit - low) / (high - low),
    )


def draw(data: Data) -> Figure:
    """Pictures of both tasks above, accuracies below."""
    figure = new_figure(height=466)
    panel = add_panel(figure, left=40, top=176, width=258, height=236)
    panel.set_xscale("log", base=2)
    style_axes(
        panel,
        title="在 5–9 上的准确率",
        x_label="每个数字的样本数",
        x_ticks=data.examples.tolist(),
        x_names=[f"{n:g}" for n in data.examples],
        y_ticks=[0.2, 0.4, 0.6, 0.8, 1],
    )
    for name, role, accuracy, rise in zip(NAMES, _ROLES, data.accuracy, _RISES, strict=True):
        plot(panel, data.examples, accuracy, role)
        label_end(panel, data.examples, accuracy, name, role, rise=rise)
    panel.set_xlim(1, 64)
    panel.set_ylim(0.2, 1)
    for start, title in ((0, "原任务：0–4"), (5, "新任务：5–9")):
        for pictures, top in ((data.plain, 34), (data.lit, 74)):
            scene = add_panel(figure, left=12 + 42 * start, top=top, width=190, height=34)
            _show(scene, pictures[start : start + 5])
        write(scene, 0, 1, title, "ink", offset=(0, 48), vertical="baseline", of_panel=True)
    write(
        panel,
        0,
        1,
        "下面一行是网络看到的样子：光照不均",
        "muted",
        offset=(-28, 53),
        of_panel=True,
    )
    return figure


def _show(scene: Axes, pictures: NDArray[np.float64]) -> None:
    """Pictures side by side, a pixel of paper between them."""
    row = np.concatenate([np.pad(picture, ((0, 0), (0, 1))) for picture in pictures], axis=1)
    heat(scene, row, "ink", levels=4)
    scene.set_axis_off()
    scene.set_xlim(0, row.shape[1])
    scene.set_ylim(_PIXELS, 0)

"""The same logits under one softmax and under a sigmoid each, while one of them rises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid
from figures.numerics.losses import softmax
from figures.slider import Slider
from figures.style import Role, add_panel, bars, mark, new_figure, style_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "四个标签的条形图，图里同时有人和狗。上图 softmax：人和狗各占 0.50，合计恒为 1，"
    "竖线标出没有狗时人是 0.99，狗的 logit 一升，人就被压低。"
    "下图 sigmoid：人和狗都约 0.95，合计 2.07，竖线与条的右端重合，人不因狗而变。"
)
CAPTION = "softmax 让标签抢同一个 1，狗升则人降；每个标签一个 sigmoid，各判各的。"

LABELS = ("人", "狗", "车", "猫")
_ROLES: tuple[Role, ...] = ("b", "a", "muted", "muted")
_DOG = 1
_PERSON_LOGIT = 3.0
_OTHER_LOGITS = (-2.0, -3.0)
_LONG = 0.2  # a bar that has room for its number

SLIDER = Slider(label="狗的 z", values=tuple(float(z) for z in range(-6, 8)), start=9)


@dataclass(frozen=True, slots=True)
class Data:
    """Probabilities of LABELS from ``logits``, and what they were at the slider's least value."""

    logits: NDArray[np.float64]
    softmax: NDArray[np.float64]
    sigmoid: NDArray[np.float64]
    softmax_before: NDArray[np.float64]
    sigmoid_before: NDArray[np.float64]


def compute(dog: float = SLIDER.default) -> Data:
    """A person for sure, a dog perhaps, hardly anything else."""
    logits, before = (np.array([_PERSON_LOGIT, z, *_OTHER_LOGITS]) for z in (dog, SLIDER.values[0]))
    return Data(
        logits=logits,
        softmax=softmax(logits),
        sigmoid=sigmoid(logits),
        softmax_before=softmax(before),
        sigmoid_before=sigmoid(before),
    )


def draw(data: Data) -> Figure:
    """Softmax above, sigmoids below, with the logits beside the labels' names."""
    figure = new_figure(height=384)
    panels = [
        ("四个一起 softmax", data.softmax, data.softmax_before, 34),
        ("各做各的 sigmoid", data.sigmoid, data.sigmoid_before, 226),
    ]
    for title, p, before, top in panels:
        panel = add_panel(figure, left=116, top=top, width=196, height=126)
        style_axes(panel, title="", x_label="", x_ticks=[0, 0.5, 1], y_ticks=[])
        title = f"{title}：合计 {p.sum():.2f}"
        write(panel, 0, 1, title, "ink", offset=(-106, 8), vertical="baseline", of_panel=True)
        _draw_bars(panel, data.logits, p, before)
    return figure


def _draw_bars(
    panel: Axes,
    logits: NDArray[np.float64],
    p: NDArray[np.float64],
    before: NDArray[np.float64],
) -> None:
    for row, (label, role) in enumerate(zip(LABELS, _ROLES, strict=True)):
        bars(panel, [row], [p[row]], role, lying=True)
        write(panel, 0, row, label, "ink", offset=(-106, 0))
        logit = f"{logits[row]:g}".replace("-", "−")
        write(panel, 0, row, f"z = {logit}", "muted", offset=(-10, 0), horizontal="right")
        value = f"{p[row]:.2f}"
        if p[row] > _LONG:
            write(panel, p[row], row, value, "paper", offset=(-6, 0), horizontal="right")
        else:
            write(panel, p[row], row, value, role, offset=(6, 0))
    mark(panel, [before[0]], [0], "ink", size=24)
    write(panel, before[0], 0, f"没有狗：{before[0]:.2f}", "ink", offset=(7, 0))
    panel.set_xlim(0, 1)
    panel.set_ylim(len(LABELS) - 0.5, -0.5)

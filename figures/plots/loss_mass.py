"""Whose loss it is: 100,000 easy negatives against 100 hard positives, by γ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.sampling import loss_mass, loss_share
from figures.slider import Slider
from figures.style import add_panel, mark, new_figure, outline, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上面三条横条：样本数几乎全是简单负样本，交叉熵的总损失 98% 属于它们，"
    "γ = 2 的 focal 只剩 36%。下图：简单负样本的份额随 γ 从 98% 一路降到接近 0，"
    "γ 约为 1.74 时与正样本平分。"
)
CAPTION = (
    "10 万个简单负样本（pₜ = 0.9）占交叉熵总损失的 98%，"
    "乘上 γ = 2 的 focal 因子后降到 36%，100 个难的正样本（pₜ = 0.1）成为主角。"
)
SLIDER = Slider(label="γ", values=tuple(i / 2 for i in range(9)), start=4)

P_T = (0.9, 0.1)
COUNTS = (100_000, 100)
_BAR = 18  # pixels


@dataclass(frozen=True, slots=True)
class Data:
    """Easy negatives come first, hard positives second.

    Attributes:
        gamma: the γ that was chosen.
        numbers: (3, 2) how many examples, their cross-entropy, their focal loss.
        easy: (3,) the easy negatives' part of each.
        gammas: (G,) γ along the curve.
        curve: (G,) the easy negatives' part of the focal loss.
    """

    gamma: float
    numbers: NDArray[np.float64]
    easy: NDArray[np.float64]
    gammas: NDArray[np.float64]
    curve: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """The example of the note, and the curve through it."""
    gammas = np.linspace(0, SLIDER.values[-1], 41)
    numbers = np.stack([COUNTS, loss_mass(P_T, COUNTS), loss_mass(P_T, COUNTS, value)])
    return Data(
        gamma=value,
        numbers=numbers,
        easy=numbers[:, 0] / numbers.sum(axis=1),
        gammas=gammas,
        curve=np.array([loss_share(P_T, COUNTS, gamma)[0] for gamma in gammas]),
    )


def draw(data: Data) -> Figure:
    """Three bars cut in two; below, the first part of the third as γ grows."""
    figure = new_figure(height=440)
    titles = ("样本数", "交叉熵", f"focal loss，γ = {data.gamma:g}")
    for i, title in enumerate(titles):
        easy_name, hard_name = (" 个简单负样本", " 个难正样本") if i == 0 else ("", "")
        bar = add_panel(figure, left=14, top=34 + 66 * i, width=392, height=_BAR)
        bar.set_axis_off()
        bar.set_xlim(0, 1)
        bar.set_ylim(0, 1)
        easy, (negatives, positives) = data.easy[i], data.numbers[i]
        outline(bar, (0, 0, easy, 1), "b", width=0.5, fill=0.85)
        outline(bar, (easy, 0, 1, 1), "a", width=0.5, fill=0.15)
        write(bar, 0, 1, title, "ink", offset=(0, 10))
        write(bar, 0, 0, f"{negatives:,.0f}{easy_name}，{easy:.1%}", "b", offset=(0, -11))
        write(bar, 1, 0, f"{positives:,.0f}{hard_name}", "a", offset=(0, -11), horizontal="right")
    curve = add_panel(figure, left=52, top=262, width=324, height=130)
    style_axes(
        curve,
        title="简单负样本占损失的份额",
        x_label="γ",
        x_ticks=range(5),
        y_ticks=[0, 0.5, 1],
        y_names=["0", "50%", "100%"],
    )
    plot(curve, data.gammas, data.curve, "b")
    part = float(data.easy[2])
    mark(curve, [data.gamma], [part], "ink", size=16)
    if part > 0.85:  # where the curve is level, the title leaves no room above it
        write(curve, data.gamma, part, f"{part:.0%}", "ink", offset=(0, -21), horizontal="center")
    else:
        write(curve, data.gamma, part, f"{part:.0%}", "ink", offset=(12, 4))
    curve.set_xlim(0, SLIDER.values[-1])
    curve.set_ylim(0, 1.02)
    return figure

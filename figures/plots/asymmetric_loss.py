"""How hard each loss pushes a negative and a positive label: BCE, focal and asymmetric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import binary_cross_entropy_grad, focal_loss_grad
from figures.numerics.multilabel import asymmetric_loss_grad
from figures.style import Role, add_panel, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图，负标签：横轴是预测概率 p，纵轴是梯度大小；BCE 是斜线，focal 把左端压低，"
    "ASL 压得更低，在 p < 0.05 时为零，在 p 接近 1 时也回落到零。"
    "下图，正标签：focal 在 p 大于一半时也把梯度压低，ASL 取 γ₊ = 0，与 BCE 重合。"
)
CAPTION = "ASL 只压简单的和很可能漏标的负标签，正标签的梯度原样保留。"

LOSSES = ("BCE", "focal", "ASL")
_ROLES: tuple[Role, ...] = ("b", "c", "a")
GAMMA = 2.0
GAMMA_POS, GAMMA_NEG, SHIFT = 0.0, 4.0, 0.05


@dataclass(frozen=True, slots=True)
class Data:
    """Sizes of the derivatives by the logit, by probability ``p``: a row a loss of LOSSES."""

    p: NDArray[np.float64]
    negative: NDArray[np.float64]
    positive: NDArray[np.float64]


def compute() -> Data:
    """Focal loss with γ = 2; the asymmetric one with γ₊ = 0, γ₋ = 4, m = 0.05; no α."""
    p = np.arange(1, 200) / 200
    return Data(p=p, negative=_slopes(p, 0), positive=_slopes(p, 1))


def draw(data: Data) -> Figure:
    """Negatives above, positives below."""
    figure = new_figure(height=448)
    negative = add_panel(figure, left=36, top=34, width=350, height=150)
    positive = add_panel(figure, left=36, top=242, width=350, height=150)
    for panel, title, x_label, sizes in (
        (negative, "负标签的梯度大小", "", data.negative),
        (positive, "正标签的梯度大小", "p，预测该标签存在的概率", data.positive),
    ):
        style_axes(
            panel,
            title=title,
            x_label=x_label,
            x_ticks=[0, 0.25, 0.5, 0.75, 1],
            y_ticks=[0, 0.5, 1],
        )
        for size, role in zip(sizes, _ROLES, strict=True):
            plot(panel, data.p, size, role)
        panel.set_xlim(0, 1)
        panel.set_ylim(-0.02, 1.3)
    write(negative, 0.3, 0.3, "BCE", "b", offset=(-8, 10), horizontal="right")
    write(negative, 0.79, 1.12, "focal，γ = 2", "c", horizontal="right")
    write(negative, 0.85, 0.25, "ASL", "a", horizontal="center")
    write(negative, SHIFT, 0, "m", "a", offset=(0, 15), horizontal="center")
    write(positive, 0.35, 0.65, "BCE 与 ASL（γ₊ = 0）重合", "b", offset=(12, 10))
    write(positive, 0.45, 0.4, "focal", "c", offset=(-6, -10), horizontal="right")
    mark(negative, [SHIFT], [0], "a")
    return figure


def _slopes(p: NDArray[np.float64], target: int) -> NDArray[np.float64]:
    logits, targets = np.log(p) - np.log1p(-p), np.full_like(p, target)
    slopes = (
        binary_cross_entropy_grad(logits, targets),
        focal_loss_grad(logits, targets, GAMMA, alpha=None),
        asymmetric_loss_grad(logits, targets, GAMMA_POS, GAMMA_NEG, SHIFT),
    )
    return np.abs(np.stack(slopes))

"""How Dice and cross-entropy see a network that says background, as the object shrinks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import binary_cross_entropy, binary_cross_entropy_grad
from figures.numerics.segmentation import dice_loss, dice_loss_grad
from figures.style import add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是前景占图像的比例，从左边的一半到右边的万分之一；网络对每个像素都只给前景 0.05。"
    "上图：交叉熵从约 1.5 降到 0.05，好像已经学好；Dice 损失一直在 0.9 以上。"
    "下图：前景像素占梯度总量的份额，交叉熵从九成多跌到接近零，Dice 始终不低于一半。"
)
CAPTION = (
    "前景越小，全预测为背景的交叉熵越低，前景的梯度也被背景淹没；Dice 的损失和梯度份额不受影响。"
)

P = 0.05
_PIXELS = 20_000


@dataclass(frozen=True, slots=True)
class Data:
    """By the share of foreground: losses, and the foreground's share of the gradient."""

    share: NDArray[np.float64]
    cross_entropy: NDArray[np.float64]
    dice: NDArray[np.float64]
    cross_entropy_gradient: NDArray[np.float64]
    dice_gradient: NDArray[np.float64]


def compute() -> Data:
    """Masks of 20,000 pixels with ever less foreground."""
    counts = np.unique(np.geomspace(2, _PIXELS / 2, 25).astype(int))[::-1]
    targets = (np.arange(_PIXELS) < counts[:, None]).astype(float)
    logits = np.full(targets.shape, np.log(P / (1 - P)))
    return Data(
        share=counts / _PIXELS,
        cross_entropy=binary_cross_entropy(logits, targets).mean(axis=1),
        dice=dice_loss(logits, targets, smooth=0),
        cross_entropy_gradient=_of_foreground(binary_cross_entropy_grad(logits, targets), targets),
        dice_gradient=_of_foreground(dice_loss_grad(logits, targets, smooth=0), targets),
    )


def draw(data: Data) -> Figure:
    """Losses above, shares of the gradient below."""
    figure = new_figure(height=430)
    loss = add_panel(figure, left=44, top=34, width=272, height=140)
    gradient = add_panel(figure, left=44, top=238, width=272, height=140)
    names = ["50%", "10%", "1%", "0.1%", "0.01%"]
    ticks = [0.5, 0.1, 0.01, 0.001, 0.0001]
    for axes, title, x_label, y_ticks in (
        (loss, "全预测为背景时的损失", "", [0, 0.5, 1, 1.5]),
        (gradient, "前景占梯度的份额", "前景占图像的比例", [0, 0.5, 1]),
    ):
        axes.set_xscale("log")
        style_axes(
            axes, title=title, x_label=x_label, x_ticks=ticks, x_names=names, y_ticks=y_ticks
        )
        axes.set_xlim(0.5, 0.0001)
    plot(loss, data.share, data.cross_entropy, "b")
    plot(loss, data.share, data.dice, "a")
    plot(gradient, data.share, data.cross_entropy_gradient, "b")
    plot(gradient, data.share, data.dice_gradient, "a")
    label_end(loss, data.share, data.cross_entropy, "交叉熵", "b", rise=2)
    label_end(loss, data.share, data.dice, "Dice", "a")
    label_end(gradient, data.share, data.cross_entropy_gradient, "交叉熵", "b", rise=2)
    label_end(gradient, data.share, data.dice_gradient, "Dice", "a")
    loss.set_ylim(0, 1.6)
    gradient.set_ylim(0, 1.04)
    return figure


def _of_foreground(
    gradient: NDArray[np.float64], targets: NDArray[np.float64]
) -> NDArray[np.float64]:
    size = np.abs(gradient)
    share: NDArray[np.float64] = (size * targets).sum(axis=1) / size.sum(axis=1)
    return share

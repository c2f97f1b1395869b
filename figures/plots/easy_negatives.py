"""Whose loss it is: positives, hard and easy negatives, by γ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import focal_loss
from figures.style import Role, add_panel, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：横轴 γ，纵轴占总损失的份额；γ = 0 时简单负样本占 84%，γ = 2 时只剩 5%，正样本占到 74%，"
    "难负样本先升后降。下图：横轴是最难的那一部分负样本（对数），纵轴是它们占负样本损失的份额；"
    "最难的 1% 在 γ = 0 时占 9%，γ = 2 时占 77%。"
)
CAPTION = "简单负样本单个损失很小，十万个加起来却占了大头，γ 一大就几乎不计，损失集中到少数难样本。"

GAMMAS = (0.0, 1.0, 2.0)
_ROLES: tuple[Role, ...] = ("b", "c", "a")
_EASY = 0.9
_POSITIVES, _NEGATIVES = 100, 100_000
_HARDEST, _TOGETHER = 2_000, 49  # beyond the hardest, so many share one logit


@dataclass(frozen=True, slots=True)
class Data:
    """Losses of 100 positives and 100,000 negatives.

    Attributes:
        fraction: of the negatives, hardest first, from 1/1000 to 1.
        carried: share of the negatives' loss in that fraction, a row a γ of GAMMAS.
        gamma: from 0 to 5.
        shares: of the whole loss, by ``gamma``: easy negatives, hard negatives, positives.
    """

    fraction: NDArray[np.float64]
    carried: NDArray[np.float64]
    gamma: NDArray[np.float64]
    shares: NDArray[np.float64]


def scores() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Logits of positives and negatives, hardest first, as of a half-trained detector.

    They are quantiles of logistic distributions, in the middle of as many equal parts. The third
    array tells how many negatives each logit stands for.
    """
    positives = _quantiles((np.arange(_POSITIVES) + 0.5) / _POSITIVES)
    easier = np.arange(_HARDEST, _NEGATIVES + 1, _TOGETHER)
    ranks = np.concatenate([np.arange(_HARDEST), easier])
    middles = (ranks[1:] + ranks[:-1]) / 2
    return positives, -4.0 - 0.45 * _quantiles(middles / _NEGATIVES), np.diff(ranks)


def compute() -> Data:
    """98 of 100 negatives are easy: their pₜ is above 0.9. No α."""
    positives, negatives, counts = scores()
    easy = negatives < -np.log(_EASY / (1 - _EASY))
    gammas = np.linspace(0, 5, 51)
    shares = []
    for gamma in gammas:
        background = counts * _losses(negatives, 0, gamma)
        parts = background[easy].sum(), background[~easy].sum(), _losses(positives, 1, gamma).sum()
        shares.append(np.array(parts) / sum(parts))
    fraction = np.cumsum(counts) / _NEGATIVES
    carried = np.stack([np.cumsum(counts * _losses(negatives, 0, gamma)) for gamma in GAMMAS])
    shown = np.unique(np.searchsorted(fraction, np.geomspace(1e-3, 1, 60)))
    return Data(
        fraction=fraction[shown],
        carried=carried[:, shown] / carried[:, -1:],
        gamma=gammas,
        shares=np.stack(shares, axis=1),
    )


def draw(data: Data) -> Figure:
    """The shares above; below, how few negatives carry most of their loss."""
    figure = new_figure(height=486)
    share = add_panel(figure, left=52, top=34, width=344, height=160)
    carried = add_panel(figure, left=52, top=264, width=344, height=160)
    carried.set_xscale("log")
    percents, names = [0, 0.5, 1], ["0", "50 %", "100 %"]
    style_axes(
        share,
        title="占总损失的份额",
        x_label="γ",
        x_ticks=range(6),
        y_ticks=percents,
        y_names=names,
    )
    style_axes(
        carried,
        title="最难的一部分负样本占负样本损失的份额",
        x_label="最难的多少（共 10 万个负样本）",
        x_ticks=[1e-3, 1e-2, 1e-1, 1],
        x_names=["0.1 %", "1 %", "10 %", "全部"],
        y_ticks=percents,
        y_names=names,
    )
    for row, role in zip(data.shares, _ROLES, strict=True):
        plot(share, data.gamma, row, role)
    write(share, 0.25, 0.95, "简单负样本（pₜ > 0.9）", "b")
    write(share, 1.8, 0.31, "难负样本", "c")
    write(share, 5, 1, "正样本", "a", offset=(0, -22), horizontal="right")
    for gamma, role, row in zip(GAMMAS, _ROLES, data.carried, strict=True):
        plot(carried, data.fraction, row, role)
        x = 0.03 if gamma == 0 else 0.01
        write(
            carried,
            x,
            float(np.interp(x, data.fraction, row)),
            f"γ = {gamma:g}",
            role,
            offset=(8, -9),
        )
    share.set_xlim(0, 5)
    carried.set_xlim(1e-3, 1)
    for panel in (share, carried):
        panel.set_ylim(-0.02, 1.04)
    return figure


def _quantiles(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the standard logistic distribution."""
    return np.log(u / (1 - u))


def _losses(logits: NDArray[np.float64], target: int, gamma: float) -> NDArray[np.float64]:
    return focal_loss(logits, np.full_like(logits, target), gamma, alpha=None)

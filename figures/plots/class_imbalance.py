"""Candidates sorted by loss, and which of them each method keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.losses import binary_cross_entropy
from figures.numerics.sampling import balanced_sample, focal_weight, ohem
from figures.style import Role, add_panel, new_figure, segments, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "九十个候选按交叉熵从大到小排成一行，六个正样本（红，伸到线下）都在左端。"
    "下面四行是各方法留下的：随机采样几乎全是简单负样本；按比例采样留下全部正样本，"
    "负样本仍多是简单的；OHEM 集中在左端，空缺是 NMS 去掉的重复框；"
    "focal 全部保留，权重从左到右连续下降。"
)
CAPTION = (
    "随机采样大多抽到简单负样本，按比例采样保住了正样本的数量，OHEM 只留最难又不重复的，"
    "focal 一个不丢、按难易降权；右侧是正样本占剩余损失的份额。"
)

COUNT = 12
TITLES = (
    f"随机采 {COUNT} 个",
    f"按比例采 {COUNT} 个，正样本至多一半",
    f"OHEM：NMS 之后最难的 {COUNT} 个",
    "focal：全部保留，权重 (1 − pₜ)²",
)
_OBJECTS, _PLACES, _TWINS = 2, 30, 3
_SIDE, _SHIFT = 40.0, 4.0
_FOOT = 5  # pixels by which positives reach below the line


@dataclass(frozen=True, slots=True)
class Data:
    """Candidates, highest loss first.

    Attributes:
        positive: (N,) whether it is an object.
        boxes: (N, 4) where it is.
        loss: (N,) cross-entropy.
        weights: (5, N) what the loss is multiplied by: nothing done, then each of ``TITLES``.
        share: (5,) the positives' part of the weighted loss.
    """

    positive: NDArray[np.bool_]
    boxes: NDArray[np.float64]
    loss: NDArray[np.float64]
    weights: NDArray[np.float64]
    share: NDArray[np.float64]


def compute() -> Data:
    """Places of three candidates each, nearly on top of each other and of nearly the same loss."""
    random = np.random.default_rng(7)
    ease = np.where(np.arange(_PLACES) < _OBJECTS, -0.6, 2.4) + random.normal(0, 1.2, _PLACES)
    logit = np.repeat(ease, _TWINS) + random.normal(0, 0.25, _PLACES * _TWINS)
    loss = binary_cross_entropy(logit, np.ones_like(logit))
    order = np.argsort(-loss, kind="stable")
    loss, place = loss[order], order // _TWINS
    positive = place < _OBJECTS
    left = 2 * _SIDE * place + random.uniform(0, _SHIFT, len(place))
    boxes = np.stack([left, np.zeros_like(left), left + _SIDE, np.full_like(left, _SIDE)], axis=1)
    weights = np.stack(
        [
            np.ones_like(loss),
            _chosen(random.choice(len(loss), COUNT, replace=False), len(loss)),
            _chosen(balanced_sample(positive.astype(int), COUNT, 0.5, random), len(loss)),
            _chosen(ohem(boxes, loss, COUNT), len(loss)),
            focal_weight(np.exp(-loss)),
        ]
    )
    weighted = weights * loss
    share = weighted[:, positive].sum(axis=1) / weighted.sum(axis=1)
    return Data(positive, boxes, loss, weights, share)


def draw(data: Data) -> Figure:
    """The losses above; below, one row a method, bars as high as the weight."""
    figure = new_figure(height=430)
    title = f"{len(data.loss)} 个候选的交叉熵"
    top = _row(figure, 40, 92, data, data.loss / data.loss.max(), title, data.share[0])
    write(top, 26, 0.5, "负样本", "b")
    write(top, 1, 1, "正样本的份额", "a", offset=(50, 10), horizontal="right", of_panel=True)
    for i, title in enumerate(TITLES, start=1):
        _row(figure, 110 + 67 * i, 38, data, data.weights[i], title, data.share[i])
    return figure


def _row(
    figure: Figure,
    top: float,
    height: float,
    data: Data,
    bars: NDArray[np.float64],
    title: str,
    share: float,
) -> Axes:
    """Bars in [0, 1], those of positives down to below the line, and the positives' part."""
    axes = add_panel(figure, left=14, top=top, width=342, height=height + _FOOT)
    foot = -_FOOT / height
    style_scene(axes, (-1, len(bars)), (1, foot))
    axes.set_aspect("auto")
    places = np.arange(len(bars))
    segments(axes, [(-1, 0)], [(len(bars), 0)], "grid")
    groups: tuple[tuple[NDArray[np.bool_], Role, float], ...] = (
        (~data.positive, "b", 0),
        (data.positive, "a", foot),
    )
    for members, role, low in groups:
        x = places[members & (bars > 0)]
        starts = np.stack([x, np.full(len(x), low)], axis=1)
        segments(axes, starts, np.stack([x, bars[x]], axis=1), role, width=2.7)
    write(axes, 0, 1, title, "ink", offset=(0, 10), of_panel=True)
    write(axes, 1, 0, f"{share:.0%}", "a", offset=(50, 12), horizontal="right", of_panel=True)
    return axes


def _chosen(indices: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """1 for those chosen, 0 for the others."""
    weights = np.zeros(count)
    weights[indices] = 1
    return weights

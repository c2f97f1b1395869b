"""Handwritten digits in the plane by t-SNE, at a perplexity that can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits, digits_tsne
from figures.slider import Slider
from figures.style import Role, add_panel, crosses, dots, new_figure, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

ALT = (
    "近九百个手写数字的 8×8 图像经 t-SNE 落在平面上，没有用标签；"
    "每类一种颜色和记号，中位处写着数字。"
    "困惑度为 2 时碎成许多小块；为 30 时各类大多成团，但数字 1 裂成三块，别的类也有散开的小块；"
    "为 300 时各团挤近、边界模糊。"
)
CAPTION = "困惑度约是每个点的邻居数：太小时一类碎成几块，太大时各团靠拢，团的大小和间距都不能当真。"

SLIDER = Slider(label="困惑度", values=(2, 5, 10, 20, 30, 50, 100, 300), start=4)

_EVERY = 2  # of the digits, one in so many is drawn; all are embedded
_SIDE, _MARGIN = 388, 3  # pixels
# Each class has a colour and a form of its own: dots, then crosses.
_ROLES: tuple[Role, ...] = ("a", "b", "c", "d", "ink")
_KEY_STEP = 38  # pixels from one class to the next in the line that names them


@dataclass(frozen=True, slots=True)
class Data:
    """The embedding at one perplexity.

    Attributes:
        perplexity: about how many neighbours a point has.
        points: (N, 2) in pixels, to a half: each whole embedding is as large.
        labels: (N,) the digit of each point.
        medians: (10, 2) the median of each digit's points.
        trustworthiness: of 5 neighbours.
        kl: KL(P ‖ Q) in nats.
    """

    perplexity: float
    points: NDArray[np.float64]
    labels: NDArray[np.uint8]
    medians: NDArray[np.float64]
    trustworthiness: float
    kl: float


def compute(perplexity: float = SLIDER.default) -> Data:
    """Every second digit of the committed embedding."""
    embeddings, labels = digits_tsne.load(), digits.load().labels
    row = embeddings.perplexities.tolist().index(perplexity)
    points = _fitted(embeddings.points[row])
    return Data(
        perplexity=perplexity,
        points=points[::_EVERY],
        labels=labels[::_EVERY],
        medians=np.stack([np.median(points[labels == digit], axis=0) for digit in range(10)]),
        trustworthiness=float(embeddings.trustworthiness[row]),
        kl=float(embeddings.kl[row]),
    )


def draw(data: Data) -> Figure:
    """The points by class, and each class's digit in its midst."""
    figure = new_figure(height=464)
    key = add_panel(figure, left=16, top=34, width=_SIDE, height=20)
    panel = add_panel(figure, left=16, top=62, width=_SIDE, height=_SIDE)
    for digit in range(10):
        at = 8 + _KEY_STEP * digit
        _mark_class(key, [at], [10], digit, larger=2)
        write(key, at + 9, 10, str(digit), "ink")
        x, y = data.points[data.labels == digit].T
        _mark_class(panel, x, y, digit)
    for digit, (x, y) in enumerate(data.medians):
        dots(panel, [x], [y], "paper", size=19)
        write(panel, x, y, str(digit), "ink", horizontal="center")
    told = f"困惑度 {data.perplexity:g}，可信度（trustworthiness）{data.trustworthiness:.3f}"
    write(key, 0, 1, told, "ink", offset=(0, 12), of_panel=True)
    for axes, height in ((key, 20), (panel, _SIDE)):
        axes.set_axis_off()
        axes.set_xlim(0, _SIDE)
        axes.set_ylim(0, height)
    return figure


def _mark_class(axes: Axes, x: ArrayLike, y: ArrayLike, digit: int, larger: float = 0) -> None:
    role = _ROLES[digit % len(_ROLES)]
    if digit < len(_ROLES):
        dots(axes, x, y, role, size=3.4 + larger)
    else:
        crosses(axes, x, y, role, size=4 + larger)


def _fitted(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points in the middle of the panel, as large as it, on half pixels."""
    corner, size = points.min(axis=0), np.ptp(points, axis=0)
    scaled = (points - corner - size / 2) * ((_SIDE - 2 * _MARGIN) / size.max()) + _SIDE / 2
    on_halves: NDArray[np.float64] = np.round(2 * scaled) / 2
    return on_halves

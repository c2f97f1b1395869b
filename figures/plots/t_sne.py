"""Handwritten digits in the plane by t-SNE, at a perplexity that can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits, digits_tsne
from figures.slider import Slider
from figures.style import Role, add_panel, dots, new_figure, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "近九百个手写数字的 8×8 图像经 t-SNE 落在平面上，没有用标签，十类各成一团，"
    "每团中央写着它的数字。困惑度为 2 时碎成许多小块，为 30 时十团分明，为 300 时挤近、边界模糊。"
)
CAPTION = "困惑度约是每个点的邻居数：太小时一类碎成几块，太大时各团靠拢，团的大小和间距都不能当真。"

SLIDER = Slider(label="perplexity", values=(2, 5, 10, 20, 30, 50, 100, 300), start=4)

_EVERY = 2  # of the digits, one in so many is drawn; all are embedded
_SIDE, _MARGIN = 388, 3  # pixels
# Clusters side by side have other colours.
_ROLES: tuple[Role, ...] = ("a", "a", "b", "a", "b", "c", "d", "c", "d", "b")


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
    figure = new_figure(height=438)
    panel = add_panel(figure, left=16, top=38, width=_SIDE, height=_SIDE)
    panel.set_axis_off()
    for digit, role in enumerate(_ROLES):
        x, y = data.points[data.labels == digit].T
        dots(panel, x, y, role)
    for digit, (x, y) in enumerate(data.medians):
        dots(panel, [x], [y], "paper", size=19)
        write(panel, x, y, str(digit), "ink", horizontal="center")
    told = f"perplexity {data.perplexity:g} · trustworthiness {data.trustworthiness:.3f}"
    write(panel, 0, 1, told, "ink", offset=(0, 16), of_panel=True)
    panel.set_xlim(0, _SIDE)
    panel.set_ylim(0, _SIDE)
    return figure


def _fitted(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points in the middle of the panel, as large as it, on half pixels."""
    corner, size = points.min(axis=0), np.ptp(points, axis=0)
    scaled = (points - corner - size / 2) * ((_SIDE - 2 * _MARGIN) / size.max()) + _SIDE / 2
    on_halves: NDArray[np.float64] = np.round(2 * scaled) / 2
    return on_halves

"""Digits in the plane before and after a network learned on pairs, and their distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data.embedding import CLASSES, MARGIN, load
from figures.numerics.metric_learning import prototypes
from figures.style import (
    Role,
    add_panel,
    mark,
    new_figure,
    plot,
    segments,
    style_axes,
    style_scene,
    thin,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上排：没参加训练的数字 0 到 3 在平面上的位置，训练前四类混在一起，大多在半径为 m 的圆内；"
    "训练后聚成四团，圆以 0 的原型为心，别的类大多被推到圆外。"
    "下排：两两距离的分布，训练前同类与异类几乎重合，训练后同类挤在 0 附近，异类集中在 m 以外。"
)
CAPTION = "对比损失把同类拉近，把异类推到间隔 m 为止，没见过的样本也按类聚拢。"

_ROLES: tuple[Role, ...] = ("a", "b", "c", "d")
_SHOWN = 14  # digits of each class
_BINS, _FARTHEST = 22, 2.2
_REACH = 1.3  # half of the plane that is seen
_NAMES_AT = ((20, 0), (-22, 0), (22, 4), (26, 17))  # pixels from the middle of each class


@dataclass(frozen=True, slots=True)
class Data:
    """Places and distances; the first axis is before and after.

    Attributes:
        places: (2, 4, N, 2) of N digits of each class.
        centres: (2, 4, 2) prototypes.
        distance: (B,) middles of the bins.
        same: (2, B) density of distances within a class.
        different: (2, B) density of distances between classes.
    """

    places: NDArray[np.float64]
    centres: NDArray[np.float64]
    distance: NDArray[np.float64]
    same: NDArray[np.float64]
    different: NDArray[np.float64]


def compute() -> Data:
    """Held-out digits of the committed embedding; all pairs of them."""
    embedding = load()
    labels = np.searchsorted(CLASSES, embedding.labels)
    both = np.stack([embedding.before, embedding.after])
    edges = np.linspace(0, _FARTHEST, _BINS + 1)
    first, second = np.triu_indices(len(labels), k=1)
    is_same = labels[first] == labels[second]
    distances = np.linalg.norm(both[:, first] - both[:, second], axis=-1)

    def density(chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        counts = [np.histogram(each[chosen], edges, density=True)[0] for each in distances]
        return np.stack(counts)

    return Data(
        places=both.reshape(2, len(CLASSES), -1, 2),
        centres=np.stack([prototypes(places, labels, len(CLASSES)) for places in both]),
        distance=(edges[:-1] + edges[1:]) / 2,
        same=density(is_same),
        different=density(~is_same),
    )


def draw(data: Data) -> Figure:
    """Places above, distances below; before on the left, after on the right."""
    figure = new_figure(height=424)
    for side, title in enumerate(("训练前", "训练后（margin 为 m）")):
        left = 16 + 200 * side
        plane = add_panel(figure, left=left, top=34, width=188, height=188)
        write(plane, 0, 1, title, "ink", offset=(0, 8), vertical="baseline", of_panel=True)
        _draw_plane(plane, data.places[side], data.centres[side], named=side == 1)
        distances = add_panel(figure, left=left, top=278, width=180, height=96)
        style_axes(
            distances,
            title="样本对的距离分布" if side == 0 else "",
            x_label="距离",
            x_ticks=[0, MARGIN, 2 * MARGIN],
            x_names=["0", "m", "2m"],
            y_ticks=[],
        )
        thin(distances, [MARGIN, MARGIN], [[0, 4]])
        plot(distances, data.distance, data.same[side], "a")
        plot(distances, data.distance, data.different[side], "b")
        distances.set_xlim(0, _FARTHEST)
        distances.set_ylim(0, 4.6)
        if side:
            write(distances, 0.3, 3.2, "同类", "a")
            write(distances, 1.3, 2.2, "异类", "b")
    return figure


def _draw_plane(
    plane: Axes, places: NDArray[np.float64], centres: NDArray[np.float64], *, named: bool
) -> None:
    turn = np.linspace(0, 2 * np.pi, 61)
    x, y = centres[0][:, None] + MARGIN * np.stack([np.cos(turn), np.sin(turn)])
    thin(plane, x, [y])
    segments(plane, [centres[0]], [(x[8], y[8])], "muted")
    write(plane, x[8], y[8], "m", "muted", offset=(3, -8))
    for digits, role in zip(places, _ROLES, strict=True):
        mark(plane, digits[:_SHOWN, 0], digits[:_SHOWN, 1], role, size=5)
    if named:
        for name, role, (x_at, y_at), offset in zip(
            CLASSES, _ROLES, centres, _NAMES_AT, strict=True
        ):
            write(plane, x_at, y_at, f"{name}", role, offset=offset, horizontal="center")
    # as much of the plane on either side, whatever place training gave it
    seen = np.concatenate([places.reshape(-1, 2), np.stack([x, y], axis=1)])
    (left, top), (right, bottom) = (seen.min(axis=0) + seen.max(axis=0)) / 2 + [[-_REACH], [_REACH]]
    style_scene(plane, (left, right), (top, bottom))

"""XOR: no line tells its classes apart, one hidden layer with ReLU does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.networks import forward
from figures.slider import Slider
from figures.style import Role, add_panel, fill, mark, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "左上：没有激活函数时分界是一条直线，转到任何角度，四个点都至多分对三个。"
    "右上：一层 ReLU 之后，分界成了两条平行线之间的带，(0, 1) 和 (1, 0) 在带内。"
    "下图是隐藏层的平面：(0, 1) 与 (1, 0) 叠在同一点，一条直线就能分开。"
)
CAPTION = "ReLU 把平面折起来，原来分不开的 XOR 在隐藏层里一条直线就能分开，没有它怎么转都不行。"

SLIDER = Slider(label="角度", values=tuple(range(0, 180, 15)), start=3)

# ReLU(x₁ + x₂) − 2 ReLU(x₁ + x₂ − 1) is 0, 1, 1, 0 at the four points.
LAYERS = (
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[0.0], [-1.0]])),
    (np.array([[1.0, -2.0]]), np.array([[0.0]])),
)
POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LABELS = np.array([0, 1, 1, 0])
_ROLES: tuple[Role, Role] = ("b", "a")
_EDGES = (0.5, 1.5)  # x₁ + x₂ where the network gives ½
_LEAST, _MOST = -0.5, 1.5
_SQUARE = np.array([[_LEAST, _LEAST], [_MOST, _LEAST], [_MOST, _MOST], [_LEAST, _MOST]])


@dataclass(frozen=True, slots=True)
class Data:
    """Where class 1 is said to be: polygons (N, 2), their first corner repeated at the end.

    Attributes:
        plain: of the best line at this angle.
        line: (2, 2) the ends of that line.
        right: how many of the four points it tells right.
        network: of the network with ReLU.
        hidden: (4, 2) the points in the plane of the hidden layer.
        outputs: (4,) what the network gives for them.
    """

    plain: NDArray[np.float64]
    line: NDArray[np.float64]
    right: int
    network: NDArray[np.float64]
    hidden: NDArray[np.float64]
    outputs: NDArray[np.float64]


def compute(angle: float = SLIDER.default) -> Data:
    """The best of all parallel lines with a normal at ``angle`` degrees, and the network."""
    turn = math.radians(angle)
    normal = np.round([math.cos(turn), math.sin(turn)], 12)  # cos 90° is to be 0
    sign, offset, right = _best(normal)
    along = np.array([-normal[1], normal[0]])
    _, hidden, outputs = forward(POINTS.T, LAYERS, "relu")
    band = _cut(_cut(_SQUARE, np.ones(2), _EDGES[0]), -np.ones(2), -_EDGES[1])
    return Data(
        plain=_closed(_cut(_SQUARE, sign * normal, sign * offset)),
        line=offset * normal + np.array([[-3.0], [3.0]]) * along,
        right=right,
        network=_closed(band),
        hidden=hidden.T,
        outputs=outputs[0],
    )


def draw(data: Data) -> Figure:
    """Both regions side by side, the plane of the hidden layer below."""
    figure = new_figure(height=436)
    plain = add_panel(figure, left=34, top=34, width=156, height=156)
    network = add_panel(figure, left=236, top=34, width=156, height=156)
    hidden = add_panel(figure, left=34, top=262, width=260, height=118)
    for panel, title, region in (
        (plain, f"无激活：4 点对 {data.right} 点", data.plain),
        (network, "ReLU：4 点全对", data.network),
    ):
        style_axes(panel, title=title, x_label="x₁", x_ticks=[0, 1], y_ticks=[0, 1])
        fill(panel, region, _ROLES[1])
        _points(panel, POINTS)
        write(panel, 0, 1, "x₂", "muted", offset=(-6, -8), horizontal="right", of_panel=True)
        panel.set_xlim(_LEAST, _MOST)
        panel.set_ylim(_LEAST, _MOST)
    plot(plain, data.line[:, 0], data.line[:, 1], "ink")
    for edge in _EDGES:
        ends = np.array([edge - _MOST, _MOST])
        plot(network, ends, edge - ends, "ink" if edge == _EDGES[0] else "muted")
    style_axes(
        hidden,
        title="隐藏层：h₂ = ReLU(x₁ + x₂ − 1)",
        x_label="h₁ = ReLU(x₁ + x₂)",
        x_ticks=[0, 1, 2],
        y_ticks=[0, 1],
    )
    line = np.array([0.0, 2.5])
    fill(hidden, [(0, -0.25), (2.5, 1), (2.5, -0.25), (0, -0.25)], _ROLES[1])
    plot(hidden, line, line / 2 - 0.25, "ink")  # h₁ − 2 h₂ = ½
    _points(hidden, data.hidden)
    write(hidden, 1, 0, "(0, 1) 与 (1, 0)", _ROLES[1], offset=(9, 0))
    hidden.set_xlim(-0.25, 2.5)
    hidden.set_ylim(-0.25, 1.25)
    return figure


def _points(panel: Axes, places: NDArray[np.float64]) -> None:
    for label, role in enumerate(_ROLES):
        x, y = places[label == LABELS].T
        mark(panel, x, y, role, size=9)


def _best(normal: NDArray[np.float64]) -> tuple[int, float, int]:
    """Side, offset and number of points told right of the best line with this normal."""
    heights = np.sort(POINTS @ normal)
    offsets = (heights[:-1] + heights[1:]) / 2
    tried = [
        (int(np.sum((sign * (POINTS @ normal - offset) > 0) == (LABELS == 1))), gap, sign, offset)
        for offset, gap in zip(offsets, np.diff(heights), strict=True)
        for sign in (1, -1)
    ]
    right, _, sign, offset = max(tried)  # of equally good lines the one that has most room
    return sign, float(offset), right


def _cut(
    corners: NDArray[np.float64], normal: NDArray[np.float64], offset: float
) -> NDArray[np.float64]:
    """The part of a convex polygon where normal · x ≥ offset."""
    kept = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        above, below = start @ normal - offset, end @ normal - offset
        if above >= 0:
            kept.append(start)
        if above * below < 0:
            kept.append(start + (end - start) * above / (above - below))
    return np.array(kept)


def _closed(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([corners, corners[:1]])

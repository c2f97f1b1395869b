"""The R-CNN family as pipelines: what runs once an image, and what once a region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data.rcnn_family import PIPELINES
from figures.style import Role, add_panel, arrow, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "四行流程，从上到下是 2013 年的 R-CNN、2015 年的 Fast 和 Faster R-CNN、2017 年的 Mask R-CNN。"
    "红色层叠的方框每个 proposal 算一次，蓝色单个的方框整张图只算一次，灰色虚线的不是网络。"
    "越往下，蓝色越多，一起训练的横线越长：R-CNN 只有 CNN，Fast 不含提框，后两个是整条流程。"
)
CAPTION = "一代代把“每个框算一次”变成“整张图算一次”，也把更多步骤收进同一个一起训练的网络。"


_LEFT, _COLUMN, _WIDE = 14, 99, 81  # pixels
_TOP, _ROW, _HIGH = 40, 114, 44


@dataclass(frozen=True, slots=True)
class Data:
    """One row a detector, oldest first; one column a step.

    Attributes:
        year: (4,) of the preprint.
        per_region: (4, 4) whether a step runs once a region, not once an image.
        trained: (4, 4) whether it is trained together with others.
        in_network: (4, 4) whether a network does it.
        follows: (4, 4) whether it takes what the step before gives.
    """

    year: NDArray[np.intp]
    per_region: NDArray[np.bool_]
    trained: NDArray[np.bool_]
    in_network: NDArray[np.bool_]
    follows: NDArray[np.bool_]


def compute() -> Data:
    """The steps' kinds as arrays."""

    def of_steps(kind: str) -> NDArray[np.bool_]:
        return np.array([[getattr(step, kind) for step in steps] for _, _, steps in PIPELINES])

    return Data(
        year=np.array([year for _, year, _ in PIPELINES]),
        per_region=of_steps("per_region"),
        trained=of_steps("trained"),
        in_network=of_steps("in_network"),
        follows=of_steps("follows"),
    )


def draw(data: Data) -> Figure:
    """A row a detector, its steps from left to right; a line under those trained together."""
    figure = new_figure(height=516)
    scene = add_panel(figure, left=0, top=0, width=420, height=516)
    style_scene(scene, (0, 420), (0, 516))
    write(scene, _LEFT, 18, "每张图一次", "b")
    write(scene, 142, 18, "每个 proposal 一次", "a")
    write(scene, 270, 18, "不用网络", "muted")
    for row, (name, _, steps) in enumerate(PIPELINES):
        top = _TOP + _ROW * row
        write(scene, _LEFT, top + 10, name, "ink")
        write(scene, 406, top + 10, f"{data.year[row]}", "muted", horizontal="right")
        for column, step in enumerate(steps):
            _draw_box(scene, data, row, column)
            _write_name(scene, data, row, column, step.name)
            if column:
                _join(scene, data, row, column)
        together = np.flatnonzero(data.trained[row])
        y = _box_top(row) + _HIGH + 13
        outline(scene, (_left(together[0]), y, _left(together[-1]) + _WIDE, y), "ink", width=1.2)
    write(scene, _LEFT, 500, "横线：一起训练", "ink")
    return figure


def _draw_box(scene: Axes, data: Data, row: int, column: int) -> None:
    left, top, role = _left(column), _box_top(row), _role(data, row, column)
    box = np.array([left, top, left + _WIDE, top + _HIGH])
    if data.per_region[row, column]:  # many of them
        outline(scene, box + 5, role, width=0.4)
        outline(scene, box, "paper", fill=1, width=0)
    outline(scene, box, role, dashed=role == "muted", width=0.8, fill=0.1)


def _write_name(scene: Axes, data: Data, row: int, column: int, lines: tuple[str, ...]) -> None:
    for i, words in enumerate(lines):
        y = _box_top(row) + _HIGH / 2 + 16 * (i - (len(lines) - 1) / 2)
        x = _left(column) + _WIDE / 2
        write(scene, x, y, words, _role(data, row, column), horizontal="center")


def _join(scene: Axes, data: Data, row: int, column: int) -> None:
    """An arrow from the step before, or a plus where both take the image."""
    end, y = _left(column), _box_top(row) + _HIGH / 2
    if data.follows[row, column]:
        arrow(scene, (end - _COLUMN + _WIDE + 7, y), (end - 2, y), "muted")
    else:
        write(scene, end - (_COLUMN - _WIDE) / 2, y, "+", "muted", horizontal="center")


def _role(data: Data, row: int, column: int) -> Role:
    if not data.in_network[row, column]:
        return "muted"
    return "a" if data.per_region[row, column] else "b"


def _left(column: int) -> int:
    return _LEFT + _COLUMN * column


def _box_top(row: int) -> int:
    return _TOP + _ROW * row + 26

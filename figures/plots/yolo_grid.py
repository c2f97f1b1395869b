"""YOLO v1's grid: the cell of an object's centre, its two boxes, and its thirty numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.yolo import decode_grid, encode_grid, responsible_boxes
from figures.style import (
    Role,
    add_panel,
    dots,
    heat,
    lattice,
    new_figure,
    outline,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "图像分成 7×7 的格子，三个物体的实线框各有一个中心点，中心所在的格子涂色。"
    "其中一格画出它预测的两个虚线框，框 1 与 GT 框的 IoU 更大，由它负责。"
    "下方一条是这一格的 30 个数：两个框各五个数 x、y、w、h、C，再加 20 个类别概率。"
)
CAPTION = "物体由中心所在的格子负责，格子里两个框中与 GT 框 IoU 大的那个才学它的位置。"

CELLS = 7
OBJECTS = ((0.06, 0.24, 0.46, 0.94), (0.52, 0.06, 0.96, 0.36), (0.60, 0.62, 0.84, 0.80))
LABELS = (11, 6, 14)
GUESSES = ((0.035, 0.32, 0.41, 0.97), (0.02, 0.42, 0.52, 0.74))  # of the first object's cell
_CONFIDENCE = (0.8, 0.3)


@dataclass(frozen=True, slots=True)
class Data:
    """Boxes are ``x1, y1, x2, y2`` in cells.

    Attributes:
        objects: (3, 4).
        centres: (3, 2).
        has_centre: (7, 7) which cells answer for an object.
        guesses: (2, 4) the boxes that one cell predicts.
        overlap: (2,) their IoU with its object.
        responsible: the index of the better one.
        numbers: (30,) all that this cell predicts.
    """

    objects: NDArray[np.float64]
    centres: NDArray[np.float64]
    has_centre: NDArray[np.bool_]
    guesses: NDArray[np.float64]
    overlap: NDArray[np.float64]
    responsible: int
    numbers: NDArray[np.float64]


def compute() -> Data:
    """Three objects on the grid, and a prediction in the cell of the first."""
    target = encode_grid(OBJECTS, LABELS)
    objects = np.array(OBJECTS) * CELLS
    centres = (objects[:, :2] + objects[:, 2:]) / 2
    column, row = np.floor(centres[0]).astype(int)
    grid = np.zeros_like(target)
    grid[row, column] = _prediction(np.array([column, row]))
    responsible, overlap = responsible_boxes(grid, target)
    return Data(
        objects=objects,
        centres=centres,
        has_centre=target[..., 4] == 1,
        guesses=decode_grid(grid)[row, column] * CELLS,
        overlap=overlap[row, column],
        responsible=int(responsible[row, column].argmax()),
        numbers=grid[row, column],
    )


def draw(data: Data) -> Figure:
    """The grid over the image; below, the numbers of one cell."""
    figure = new_figure(height=456)
    grid = add_panel(figure, left=16, top=34, width=301, height=301)
    cell = add_panel(figure, left=16, top=394, width=388, height=22)
    style_scene(grid, (0, CELLS), (0, CELLS))
    heat(grid, 0.25 * data.has_centre, "a", levels=4)
    lattice(grid, range(CELLS + 1), range(CELLS + 1))
    outline(grid, (0, 0, CELLS, CELLS), "muted", width=0.4)
    for box in data.objects:
        outline(grid, box, "a")
    dots(grid, data.centres[:, 0], data.centres[:, 1], "a", size=7)
    roles: tuple[Role, Role] = ("b", "c")
    for i, role in enumerate(roles):
        outline(grid, data.guesses[i], role, dashed=True)
        answers = "负责" if i == data.responsible else "C → 0"
        for line, words in enumerate((f"框 {i + 1}", f"IoU {data.overlap[i]:.2f}", answers)):
            write(grid, 1, 0.62 - 0.3 * i, words, role, offset=(14, -17 * line), of_panel=True)
    write(grid, 0, 1, "7 × 7 格：中心所在的格负责", "ink", offset=(0, 14), of_panel=True)
    write(grid, 1, 0.95, "物体", "a", offset=(14, 0), of_panel=True)

    style_scene(cell, (0, len(data.numbers)), (0, 1))
    cell.set_aspect("auto")
    heat(cell, 0.6 * data.numbers[None], "ink", levels=10)
    lattice(cell, range(len(data.numbers) + 1), [0, 1], "muted")
    write(cell, 0, 1, "左边物体那一格的 30 个数", "ink", offset=(0, 34), of_panel=True)
    for i, role in enumerate(roles):
        outline(cell, (5 * i, 0, 5 * i + 5, 1), role)
        for j, name in enumerate("xywhC"):
            write(cell, 5 * i + j + 0.5, 0, name, role, offset=(0, 10), horizontal="center")
        write(cell, 5 * i, 1, f"框 {i + 1}", role, offset=(0, -12))
    write(cell, 10, 1, "P(类 | 物体)，20 类", "ink", offset=(6, -12))
    return figure


def _prediction(corner: NDArray[np.intp]) -> NDArray[np.float64]:
    """Two guesses of one cell, and classes of which one stands out."""
    boxes = []
    for (x1, y1, x2, y2), confidence in zip(GUESSES, _CONFIDENCE, strict=True):
        x, y = CELLS * np.array([x1 + x2, y1 + y2]) / 2 - corner
        boxes.append([x, y, x2 - x1, y2 - y1, confidence])
    classes = np.full(20, 0.01)
    classes[[LABELS[0], 7]] = 0.7, 0.12
    return np.concatenate([*boxes, classes])

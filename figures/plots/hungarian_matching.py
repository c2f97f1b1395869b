"""Five predictions matched with three objects, as the weight of the class in the cost grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.matching import hungarian, match_cost
from figures.slider import Slider
from figures.style import (
    add_panel,
    arrow,
    new_figure,
    outline,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：三个 GT 框（猫、狗、鸟，虚线）和五个预测框（编号 1 到 5），"
    "箭头从预测框指向它匹配到的 GT 框。下图：五行三列的代价矩阵，被选中的三格加粗框出。"
    "类别权重为 0 时只看位置，框最准的 1、3、5 被选中；"
    "权重加大之后，位置稍差但类别更确定的 2 和 4 先后取代了 1 和 3。"
)
CAPTION = "类别权重小时选位置最准的框，权重大时换成类别得分高的框，每个物体始终只匹配一个。"

SLIDER = Slider(label="λ", values=(0, 0.5, 1, 1.5, 2, 3, 4), start=2)

NAMES = ("猫", "狗", "鸟")
_TARGETS = np.array([[0.08, 0.2, 0.36, 0.8], [0.34, 0.3, 0.66, 0.9], [0.76, 0.1, 0.94, 0.36]])
_BOXES = np.array(
    [
        [0.09, 0.2, 0.37, 0.82],
        [0.04, 0.14, 0.33, 0.74],
        [0.35, 0.31, 0.68, 0.9],
        [0.4, 0.24, 0.7, 0.86],
        [0.74, 0.14, 0.95, 0.4],
    ]
)
_CLASSES = np.array(
    [[0.1, 0.4, 0.1], [0.85, 0.1, 0.0], [0.3, 0.4, 0.0], [0.05, 0.9, 0.0], [0.1, 0.1, 0.6]]
)
_RISES = (-9, 9, -9, 9, -9)  # each number beside its box, where no other edge runs


@dataclass(frozen=True, slots=True)
class Data:
    """Costs (5, 3) of predictions and objects, and which prediction each object gets."""

    weight: float
    boxes: NDArray[np.float64]
    targets: NDArray[np.float64]
    cost: NDArray[np.float64]
    chosen: NDArray[np.intp]


def compute(value: float = SLIDER.default) -> Data:
    """Match with this weight of the class."""
    cost = match_cost(_CLASSES, _BOXES, [0, 1, 2], _TARGETS, (value, 5.0, 2.0))
    rows, columns = hungarian(cost)
    return Data(
        weight=value,
        boxes=_BOXES,
        targets=_TARGETS,
        cost=cost,
        chosen=rows[np.argsort(columns)],
    )


def draw(data: Data) -> Figure:
    """The boxes and who gets whom, above the costs."""
    figure = new_figure(height=470)
    scene = add_panel(figure, left=20, top=16, width=380, height=220)
    style_scene(scene, (0, 380), (0, 220))
    scale = np.array([380, 220, 380, 220])
    for target, name in zip(data.targets * scale, NAMES, strict=True):
        outline(scene, target, "b", dashed=True, fill=0.08)
        # Left of the arrow in the middle, however narrow the box is.
        place = min(0.75 * target[0] + 0.25 * target[2], (target[0] + target[2]) / 2 - 27)
        write(scene, place, target[1], name, "b", offset=(0, -22))
    for number, box in enumerate(data.boxes * scale, start=1):
        outline(scene, box, "muted", width=0.6)
        write(scene, box[0], box[3], f"{number}", "ink", offset=(4, _RISES[number - 1]))
    for target, row in zip(data.targets * scale, data.chosen, strict=True):
        box = data.boxes[row] * scale
        outline(scene, box, "a")
        middle, end = (box[:2] + box[2:]) / 2, (target[:2] + target[2:]) / 2
        arrow(scene, (middle[0], middle[1] - 24), (end[0], end[1]), "a")

    table = add_panel(figure, left=120, top=290, width=216, height=165)
    style_scene(table, (0, 216), (0, 165))
    write(table, 0, 0, "代价矩阵", "ink", offset=(-100, 34))
    for column, name in enumerate(NAMES):
        write(table, 72 * column + 36, 0, name, "b", offset=(0, 12), horizontal="center")
    for row, costs in enumerate(data.cost):
        write(
            table, 0, 33 * row + 16, f"预测 {row + 1}", "muted", offset=(-10, 0), horizontal="right"
        )
        for column, cost in enumerate(costs):
            text = f"{cost:.2f}".replace("-", "−")
            place = 72 * column + 36, 33 * row + 16
            write(table, *place, text, "ink", horizontal="center")
    for column, row in enumerate(data.chosen):
        cell = [72 * column + 4, 33 * row + 3, 72 * column + 68, 33 * row + 30]
        outline(table, cell, "a", fill=0.12)
    return figure

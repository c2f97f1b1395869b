"""A crowd of detections before and after non-maximum suppression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import iou, nms
from figures.style import add_panel, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "左图：三个物体周围挤着许多相互重叠的候选框。"
    "右图：NMS 之后每个物体只留下得分最高的一个框，框上写着得分，被抑制的框画成灰色虚线。"
)
CAPTION = "每一簇里只留得分最高的框，与它 IoU 超过阈值的都被去掉。"

_OBJECTS = ((10.0, 30.0, 62.0, 122.0), (84.0, 12.0, 168.0, 70.0), (104.0, 92.0, 164.0, 164.0))
_COPIES = 6
_IOU_THRESHOLD = 0.5
_SEED = 22


@dataclass(frozen=True, slots=True)
class Data:
    """Boxes ``x1, y1, x2, y2`` with scores; ``keep`` are indices, best first."""

    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]
    keep: NDArray[np.intp]
    iou_threshold: float


def compute() -> Data:
    """Shaken copies of three objects; the nearer a copy is to its object, the higher its score."""
    random = np.random.default_rng(_SEED)
    objects = np.repeat(np.array(_OBJECTS), _COPIES, axis=0)
    boxes = objects + random.uniform(-8, 8, objects.shape)
    scores = np.diag(iou(boxes, objects)).copy()
    return Data(boxes, scores, nms(boxes, scores, _IOU_THRESHOLD), _IOU_THRESHOLD)


def draw(data: Data) -> Figure:
    """All boxes at the left; at the right those kept, with their scores."""
    figure = new_figure(height=230)
    before = add_panel(figure, left=12, top=34, width=190, height=184)
    after = add_panel(figure, left=218, top=34, width=190, height=184)
    for panel in (before, after):
        style_scene(panel, (0, 180), (0, 174))

    kept = set(data.keep.tolist())
    for i, box in enumerate(data.boxes):
        outline(before, box, "b", width=0.6)
        if i not in kept:
            outline(after, box, "muted", width=0.35, dashed=True)
    for i in data.keep:
        x1, y1, x2, y2 = data.boxes[i]
        outline(after, data.boxes[i], "a")
        score = f"{data.scores[i]:.2f}"
        write(after, (x1 + x2) / 2, (y1 + y2) / 2, score, "a", horizontal="center")
    write(before, 0, 1, f"{len(data.boxes)} boxes", "ink", offset=(0, 14), of_panel=True)
    rule = f"{len(kept)} kept, IoU > {data.iou_threshold:g} gone"
    write(after, 0, 1, rule, "ink", offset=(0, 14), of_panel=True)
    return figure

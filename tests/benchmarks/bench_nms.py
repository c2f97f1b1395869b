"""``nms`` beside the greedy loop in NumPy, ensemble-boxes (compiled by Numba) and OpenCV (C++)."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from figures.numerics.boxes import nms
from tests.benchmarks.paired import Case
from tests.figures.crowds import KINDS, large_set

if TYPE_CHECKING:
    from collections.abc import Iterator

THRESHOLD = 0.5


def cases() -> Iterator[Case]:
    """1,000 and 10,000 boxes of each kind; every library gets them as it wants them."""
    cv2 = import_module("cv2")
    ensemble = import_module("ensemble_boxes")
    for count in (1000, 10_000):
        for kind in KINDS:
            boxes, scores = large_set(kind, count)
            name = f"nms, {count:,} boxes, {kind}"
            ours = partial(nms, boxes, scores, THRESHOLD)
            yield Case(name, "greedy loop", ours, partial(greedy_loop, boxes, scores))
            unit, labels = boxes / (boxes.max() + 1), np.zeros(count)
            theirs = partial(ensemble.nms, [unit], [scores], [labels], iou_thr=THRESHOLD)
            yield Case(name, "ensemble-boxes", ours, theirs)
            placed = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]).tolist()
            theirs = partial(cv2.dnn.NMSBoxes, placed, scores.tolist(), 0.0, THRESHOLD)
            yield Case(name, "OpenCV", ours, theirs)


def greedy_loop(boxes: Any, scores: Any) -> list[int]:
    """What is usually written by hand: areas once, then a row of IoU for each box kept."""
    x1, y1, x2, y2 = boxes.T
    areas = (x2 - x1) * (y2 - y1)
    order = np.argsort(-scores, kind="stable")
    keep = []
    while order.size:
        best, rest = order[0], order[1:]
        keep.append(best)
        width = np.maximum(np.minimum(x2[best], x2[rest]) - np.maximum(x1[best], x1[rest]), 0)
        height = np.maximum(np.minimum(y2[best], y2[rest]) - np.maximum(y1[best], y1[rest]), 0)
        common = width * height
        order = rest[common / (areas[best] + areas[rest] - common) <= THRESHOLD]
    return keep

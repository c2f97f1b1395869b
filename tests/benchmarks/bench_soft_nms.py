"""``soft_nms`` beside the greedy loop in NumPy, ensemble-boxes (NumPy) and OpenCV (C++)."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from figures.numerics.soft_nms import soft_nms
from tests.benchmarks.paired import Case
from tests.figures.crowds import KINDS, large_set

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGMA, LEAST = 0.5, 0.001


def cases() -> Iterator[Case]:
    """1,000 and 10,000 boxes of each kind, Gaussian; each library gets them as it wants them."""
    cv2 = import_module("cv2")
    ensemble = import_module("ensemble_boxes")
    for count in (1000, 10_000):
        for kind in KINDS:
            boxes, scores = large_set(kind, count)
            name = f"soft_nms, {count:,} boxes, {kind}"
            ours = partial(soft_nms, boxes, scores, "gaussian", 0.3, SIGMA, LEAST)
            yield Case(name, "greedy loop", ours, partial(greedy_loop, boxes, scores))
            unit, labels = boxes / (boxes.max() + 1), np.zeros(count)
            options = {"method": 2, "sigma": SIGMA, "thresh": LEAST}
            theirs = partial(ensemble.soft_nms, [unit], [scores], [labels], **options)
            yield Case(name, "ensemble-boxes", ours, theirs)
            # whole numbers: it takes no others
            placed = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]).astype(int).tolist()
            theirs = partial(cv2.dnn.softNMSBoxes, placed, scores.tolist(), LEAST, 0.3, sigma=SIGMA)
            yield Case(name, "OpenCV", ours, theirs)


def greedy_loop(boxes: Any, scores: Any) -> tuple[list[int], Any]:
    """What is usually written by hand: find the best, lower all others, forget the low ones."""
    x1, y1, x2, y2 = boxes.T
    areas = (x2 - x1) * (y2 - y1)
    left = scores.copy()
    rest = np.flatnonzero(left > LEAST)
    keep: list[int] = []
    while rest.size:
        best = rest[np.argmax(left[rest])]
        keep.append(int(best))
        rest = rest[rest != best]
        width = np.maximum(np.minimum(x2[best], x2[rest]) - np.maximum(x1[best], x1[rest]), 0)
        height = np.maximum(np.minimum(y2[best], y2[rest]) - np.maximum(y1[best], y1[rest]), 0)
        common = width * height
        overlap = common / (areas[best] + areas[rest] - common)
        left[rest] *= np.exp(-(overlap**2) / SIGMA)
        rest = rest[left[rest] > LEAST]
    return keep, left[keep]

"""NMS and Soft-NMS of OpenCV and ensemble-boxes."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """Both libraries on seeded whole-number boxes; OpenCV takes x, y, w, h, the other fractions.

    Of ensemble-boxes the inner functions are asked: what is around them gives back boxes, and
    after Soft-NMS the scores as they were.
    """
    cv2 = import_module("cv2")
    ensemble = import_module("ensemble_boxes.ensemble_boxes_nms")
    random = np.random.default_rng(SEED)
    corner = random.integers(0, 60, (40, 2))
    size = random.integers(10, 50, (40, 2))
    scores = (random.permutation(40) + 1) / 41
    placed = np.hstack([corner, size]).tolist()
    soft_scores, soft_keep = cv2.dnn.softNMSBoxes(placed, scores.tolist(), 0.001, 0.3, sigma=0.5)
    boxes = np.hstack([corner, corner + size])
    linear = scores.copy()  # permuted and lowered in place
    linear_keep = ensemble.cpu_soft_nms_float(boxes / 128, linear, 0.4, 0.5, 0.05, 1)
    return {
        "made_by": versions("cv2") | {"ensemble_boxes": version("ensemble-boxes")},
        "boxes": boxes.tolist(),
        "scores": scores.tolist(),
        "nms 0.3": cv2.dnn.NMSBoxes(placed, scores.tolist(), 0.0, 0.3).tolist(),
        "nms 0.6": cv2.dnn.NMSBoxes(placed, scores.tolist(), 0.0, 0.6).tolist(),
        "soft keep": np.ravel(soft_keep).tolist(),
        "soft scores": np.ravel(soft_scores).tolist(),
        "nms 0.45 of fractions": [
            int(i) for i in ensemble.nms_float_fast(boxes / 128, scores, 0.45)
        ],
        "linear keep": linear_keep.tolist(),
        "linear scores": linear[linear > 0.05].tolist(),
    }

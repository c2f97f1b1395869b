"""OpenCV's NMS and Soft-NMS."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """OpenCV's NMS and Gaussian Soft-NMS on seeded whole-number boxes (it takes x, y, w, h)."""
    cv2 = import_module("cv2")
    random = np.random.default_rng(SEED)
    corner = random.integers(0, 60, (40, 2))
    size = random.integers(10, 50, (40, 2))
    scores = (random.permutation(40) + 1) / 41
    placed = np.hstack([corner, size]).tolist()
    soft_scores, soft_keep = cv2.dnn.softNMSBoxes(placed, scores.tolist(), 0.001, 0.3, sigma=0.5)
    return {
        "made_by": versions("cv2"),
        "boxes": np.hstack([corner, corner + size]).tolist(),
        "scores": scores.tolist(),
        "nms 0.3": cv2.dnn.NMSBoxes(placed, scores.tolist(), 0.0, 0.3).tolist(),
        "nms 0.6": cv2.dnn.NMSBoxes(placed, scores.tolist(), 0.0, 0.6).tolist(),
        "soft keep": np.ravel(soft_keep).tolist(),
        "soft scores": np.ravel(soft_scores).tolist(),
    }

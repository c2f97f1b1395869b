"""COCO's own evaluation of seeded detections, and scikit-learn's precision and recall."""

from __future__ import annotations

import contextlib
import io
from importlib import import_module, metadata
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

IMAGES = 12


def answers() -> dict[str, Any]:
    """AP of one class at each of COCO's ten thresholds, and a curve of scikit-learn's."""
    images = seeded_images(SEED)
    random = np.random.default_rng(SEED)
    scores, labels = random.permutation(60) / 60, random.integers(0, 2, 60)
    precision, recall, _ = import_module("sklearn.metrics").precision_recall_curve(labels, scores)
    return {
        "made_by": {"pycocotools": metadata.version("pycocotools"), **versions("sklearn")},
        "images": [[part.tolist() for part in image] for image in images],
        "coco": coco_ap(images),
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "precision": precision[-2::-1].tolist(),  # ours begins with the surest
        "recall": recall[-2::-1].tolist(),
    }


def seeded_images(seed: int) -> list[tuple[Any, Any, Any]]:
    """True boxes; predicted ones near most of them, some twice, and some anywhere."""
    random = np.random.default_rng(seed)
    images = []
    for _ in range(IMAGES):
        truths = boxes_anywhere(random, int(random.integers(1, 8)))
        near = np.repeat(truths, random.integers(0, 3, len(truths)), axis=0)
        near = near + random.normal(0, 1.2, near.shape)
        boxes = np.concatenate([near, boxes_anywhere(random, int(random.integers(0, 5)))])
        images.append((boxes, random.permutation(len(boxes)) / 32 + 0.01, truths))
    return images


def boxes_anywhere(random: np.random.Generator, count: int) -> Any:
    """Boxes of 15 to 60 pixels a side."""
    corner, size = random.random((count, 2)) * 60, 15 + random.random((count, 2)) * 45
    return np.hstack([corner, corner + size])


def coco_ap(images: list[tuple[Any, Any, Any]]) -> list[float]:
    """AP at each IoU threshold, by pycocotools."""
    coco, evaluation = import_module("pycocotools.coco"), import_module("pycocotools.cocoeval")
    annotations: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    for i, (boxes, scores, truths) in enumerate(images, start=1):
        for box in truths:
            row: dict[str, Any] = {
                "id": len(annotations) + 1,
                "image_id": i,
                "category_id": 1,
                "iscrowd": 0,
            }
            annotations.append(
                {**row, "bbox": placed(box), "area": float(np.prod(placed(box)[2:]))}
            )
        for box, score in zip(boxes, scores, strict=True):
            row = {"image_id": i, "category_id": 1, "bbox": placed(box), "score": float(score)}
            found.append(row)
    with contextlib.redirect_stdout(io.StringIO()):
        truth = coco.COCO()
        truth.dataset = {
            "images": [{"id": i} for i in range(1, len(images) + 1)],
            "categories": [{"id": 1, "name": "thing"}],
            "annotations": annotations,
            "info": {},
        }
        truth.createIndex()
        judge = evaluation.COCOeval(truth, truth.loadRes(found), "bbox")
        judge.evaluate()
        judge.accumulate()
    return [float(judge.eval["precision"][t, :, 0, 0, 2].mean()) for t in range(10)]


def placed(box: Any) -> list[float]:
    """A box as COCO has it: x, y, width, height."""
    x1, y1, x2, y2 = (float(value) for value in box)
    return [x1, y1, x2 - x1, y2 - y1]

"""How detectors are scored: matching boxes to the truth, precision and recall, average precision.

One class at a time: the mean over classes is mAP. Of equal scores the earlier box comes first.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from figures.numerics.boxes import as_boxes, as_scored, iou, iou_naive
from figures.numerics.checks import as_floats, check_count, check_fraction, first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

    Image: TypeAlias = tuple[ArrayLike, ArrayLike, ArrayLike]

Rule = Literal["coco", "voc"]
Method = Literal["coco", "all", "eleven"]

COCO_THRESHOLDS = tuple(k / 100 for k in range(50, 100, 5))
"""IoU 0.50, 0.55 … 0.95, over which COCO averages."""

_RECALLS = np.linspace(0, 1, 101)  # as pycocotools has them, to the last bit


def match_detections(
    boxes: ArrayLike,
    scores: ArrayLike,
    truths: ArrayLike,
    iou_threshold: float = 0.5,
    rule: Rule = "coco",
) -> Indices:
    """Match the predicted boxes of one image and class to the true ones, the surest box first.

    Each true box is matched once. Under ``coco`` a box takes the best true box that is still free;
    under ``voc`` it looks only at the best of all, and is wrong if that one is taken. Everingham
    et al., "The Pascal Visual Object Classes (VOC) Challenge", 2010; Lin et al., "Microsoft COCO",
    2014, arXiv:1405.0312. Of equal overlaps the later true box is taken, as pycocotools does.

    Args:
        boxes: (N, 4) predicted, as ``x1, y1, x2, y2``.
        scores: (N,).
        truths: (M, 4) true boxes.
        iou_threshold: in [0, 1]; a box whose IoU *equals* it matches.
        rule: ``coco`` or ``voc``.

    Returns:
        (N,) for each predicted box the index of its true box, or −1 for a false positive.

    Raises:
        ValueError: an argument is malformed.
    """
    boxes, scores, truths = _checked_image(boxes, scores, truths, iou_threshold, rule)
    overlaps = iou(boxes, truths)
    free = np.ones(len(truths), dtype=bool)
    matches = np.full(len(boxes), -1)
    for i in np.argsort(-scores, kind="stable"):
        allowed = free if rule == "coco" else np.ones_like(free)
        candidates = np.flatnonzero(allowed & (overlaps[i] >= iou_threshold))
        if candidates.size:
            reversed_best = overlaps[i, candidates[::-1]].argmax()
            best = candidates[::-1][reversed_best]
            if free[best]:
                matches[i], free[best] = best, False
    return matches


def match_detections_naive(
    boxes: ArrayLike,
    scores: ArrayLike,
    truths: ArrayLike,
    iou_threshold: float = 0.5,
    rule: Rule = "coco",
) -> Indices:
    """The obvious ``match_detections``, pair by pair: what tests compare it with."""
    boxes, scores, truths = _checked_image(boxes, scores, truths, iou_threshold, rule)
    taken: set[int] = set()
    matches = [-1] * len(boxes)
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        best, best_overlap = -1, iou_threshold
        for j, truth in enumerate(truths.tolist()):
            overlap = iou_naive(boxes[i].tolist(), truth)
            if overlap >= best_overlap and not (rule == "coco" and j in taken):
                best, best_overlap = j, overlap
        if best >= 0 and best not in taken:
            taken.add(best)
            matches[i] = best
    return np.array(matches, dtype=np.intp)


def precision_recall(
    scores: ArrayLike, correct: ArrayLike, positives: int
) -> tuple[Floats, Floats]:
    """Precision and recall after each prediction, the surest first.

    With k of the first n correct, precision is k/n and recall is k/positives.

    Args:
        scores: (N,).
        correct: (N,) 1 or true for a true positive, 0 or false for a false one.
        positives: how many there are to be found, at least 1.

    Returns:
        Precision (N,) and recall (N,), the latter never decreasing.

    Raises:
        ValueError: an argument is malformed, or more are correct than there are positives.
    """
    scores, correct = as_floats(scores, "scores", "N"), as_floats(correct, "correct", "N")
    if correct.shape != scores.shape:
        raise ValueError(f"correct must have shape {scores.shape}, not {correct.shape}")
    fractional = (correct != 0) & (correct != 1)
    if fractional.any():
        raise ValueError(f"correct[{first(fractional)}] must be 0 or 1")
    check_count(positives, "positives")
    found = np.cumsum(correct[np.argsort(-scores, kind="stable")])
    if found.size and found[-1] > positives:
        raise ValueError(f"{found[-1]:.0f} are correct, but there are {positives} positives")
    precision: Floats = found / np.arange(1, len(found) + 1)
    return precision, found / positives


def average_precision(precision: ArrayLike, recall: ArrayLike, method: Method = "coco") -> float:
    """Area under the precision–recall curve, each precision raised to the best one right of it.

    ``coco`` is the mean at 101 recalls (Lin et al. 2014), ``eleven`` the mean at 0, 0.1 … 1 (VOC
    until 2009), ``all`` the exact area (VOC from 2010). Where recall is not reached, it counts 0.

    Args:
        precision: (N,) in [0, 1].
        recall: (N,) in [0, 1], not decreasing: as ``precision_recall`` gives them.
        method: ``coco``, ``all`` or ``eleven``.

    Returns:
        AP in [0, 1].

    Raises:
        ValueError: an argument is malformed.
    """
    precision, recall = _checked_curve(precision, recall, method)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    if method == "all":
        return float(np.diff(recall, prepend=0.0) @ envelope)
    wanted = _RECALLS if method == "coco" else np.arange(11) / 10
    reached = np.searchsorted(recall, wanted)  # the first place where recall is that high
    return float(np.append(envelope, 0.0)[reached].mean())


def average_precision_naive(
    precision: ArrayLike, recall: ArrayLike, method: Method = "coco"
) -> float:
    """The obvious ``average_precision``, recall by recall: what tests compare it with."""
    precision, recall = _checked_curve(precision, recall, method)
    pairs = list(zip(precision.tolist(), recall.tolist(), strict=True))

    def best(least: float) -> float:
        return max((p for p, r in pairs if r >= least), default=0.0)

    if method == "all":
        levels = sorted({0.0, *recall.tolist()})
        return float(sum((high - low) * best(high) for low, high in pairwise(levels)))
    wanted = _RECALLS.tolist() if method == "coco" else [k / 10 for k in range(11)]
    return sum(map(best, wanted)) / len(wanted)


def detection_ap(
    images: Sequence[Image],
    iou_threshold: float = 0.5,
    rule: Rule = "coco",
    method: Method = "coco",
) -> float:
    """AP of one class: match within each image, rank the boxes of all images together.

    Args:
        images: for each image its boxes (N, 4), their scores (N,) and the true boxes (M, 4).
        iou_threshold: in [0, 1].
        rule: see ``match_detections``.
        method: see ``average_precision``.

    Returns:
        AP in [0, 1]; the mean of it over classes is mAP, and over ``COCO_THRESHOLDS`` AP50:95.

    Raises:
        ValueError: an argument is malformed, or there is no true box in all images.
    """
    matched = [match_detections(*image, iou_threshold, rule) >= 0 for image in images]
    positives = sum(len(as_boxes(truths, "truths")) for _, _, truths in images)
    scores = [np.asarray(each, dtype=np.float64) for _, each, _ in images]
    everything = np.concatenate([[], *scores]), np.concatenate([[], *matched])
    return average_precision(*precision_recall(*everything, positives), method)


def _checked_image(
    boxes: ArrayLike, scores: ArrayLike, truths: ArrayLike, iou_threshold: float, rule: str
) -> tuple[Floats, Floats, Floats]:
    boxes, scores = as_scored(boxes, scores)
    check_fraction(iou_threshold, "iou_threshold")
    if rule not in ("coco", "voc"):
        raise ValueError(f"rule must be coco or voc, not {rule}")
    return boxes, scores, as_boxes(truths, "truths")


def _checked_curve(precision: ArrayLike, recall: ArrayLike, method: str) -> tuple[Floats, Floats]:
    precision, recall = as_floats(precision, "precision", "N"), as_floats(recall, "recall", "N")
    if precision.shape != recall.shape:
        raise ValueError(f"recall must have shape {precision.shape}, not {recall.shape}")
    for name, values in (("precision", precision), ("recall", recall)):
        outside = (values < 0) | (values > 1)
        if outside.any():
            raise ValueError(f"{name}[{first(outside)}] is outside [0, 1]")
    falling = np.diff(recall) < 0
    if falling.any():
        raise ValueError(f"recall[{int(first(falling)) + 1}] is less than the one before")
    if method not in ("coco", "all", "eleven"):
        raise ValueError(f"method must be coco, all or eleven, not {method}")
    return precision, recall

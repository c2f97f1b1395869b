"""Boxes: overlap, and choosing among boxes that overlap.

``nms`` is the one to use; ``nms_greedy`` is the one to learn, the same in a handful of lines, and
``nms_naive`` spells it out box by box. All three return the same indices, ties included.

A box is ``x1, y1, x2, y2`` in continuous coordinates with ``x1 <= x2`` and ``y1 <= y2``; its width
is ``x2 - x1``, without the ``+ 1`` of pixel counting, so normalised and pixel boxes behave alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, as_labels, check_fraction, first
from figures.numerics.fast_nms import survivors

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

# Beyond this the product of two sides is no longer a finite float64.
_LARGEST = 1e150


def box_area(boxes: ArrayLike) -> Floats:
    """Areas of boxes.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``.

    Returns:
        (N,) areas, in squared units of the coordinates.

    Raises:
        ValueError: the boxes are malformed.
    """
    boxes = as_boxes(boxes, "boxes")
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def iou(a: ArrayLike, b: ArrayLike) -> Floats:
    """Intersection over union of every box of ``a`` with every box of ``b``.

    IoU = |A ∩ B| / |A ∪ B| (Jaccard 1901); 0 where the union has no area.

    Args:
        a: (N, 4) as ``x1, y1, x2, y2``.
        b: (M, 4) likewise.

    Returns:
        (N, M) values in [0, 1].

    Raises:
        ValueError: the boxes are malformed.
    """
    a, b = as_boxes(a, "a"), as_boxes(b, "b")
    top_left = np.maximum(a[:, None, :2], b[:, :2])
    bottom_right = np.minimum(a[:, None, 2:], b[:, 2:])
    width_height = np.maximum(bottom_right - top_left, 0)
    intersection = width_height[..., 0] * width_height[..., 1]
    union = box_area(a)[:, None] + box_area(b) - intersection
    ratio: Floats = np.zeros_like(union)
    np.divide(intersection, union, out=ratio, where=union > 0)
    return ratio


def nms(boxes: ArrayLike, scores: ArrayLike, iou_threshold: float = 0.5) -> Indices:
    """Greedy non-maximum suppression, fast.

    Take the best box, drop all that overlap it by more than the threshold, repeat. Of equal
    scores the earlier box comes first. ``nms_greedy`` says the same in fewer lines; how this one
    gets round most of its work stands in ``fast_nms``. O(N²) at worst, O(N) memory.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``.
        scores: (N,).
        iou_threshold: in [0, 1]; a box whose IoU *equals* it stays.

    Returns:
        Indices of the boxes kept, best first.

    Raises:
        ValueError: boxes, scores or threshold are malformed.
    """
    boxes, scores = as_scored(boxes, scores)
    check_fraction(iou_threshold, "iou_threshold")
    order = np.argsort(-scores, kind="stable")
    return order[survivors(boxes[order], iou_threshold)]


def nms_greedy(boxes: ArrayLike, scores: ArrayLike, iou_threshold: float = 0.5) -> Indices:
    """``nms`` as one writes it by hand: the best box drops what overlaps it, again and again."""
    boxes, scores = as_scored(boxes, scores)
    check_fraction(iou_threshold, "iou_threshold")
    order = np.argsort(-scores, kind="stable")
    keep = []
    while order.size:
        best, rest = order[0], order[1:]
        keep.append(best)
        overlap = iou(boxes[[best]], boxes[rest])[0]
        order = rest[overlap <= iou_threshold]
    return np.array(keep, dtype=np.intp)


def nms_naive(boxes: ArrayLike, scores: ArrayLike, iou_threshold: float = 0.5) -> Indices:
    """The obvious ``nms``, box by box in plain Python: what tests compare it with."""
    boxes, scores = as_scored(boxes, scores)
    check_fraction(iou_threshold, "iou_threshold")
    rows, values = boxes.tolist(), scores.tolist()
    keep: list[int] = []
    for i in sorted(range(len(rows)), key=lambda i: (-values[i], i)):
        if all(iou_naive(rows[i], rows[j]) <= iou_threshold for j in keep):
            keep.append(i)
    return np.array(keep, dtype=np.intp)


def batched_nms(
    boxes: ArrayLike, scores: ArrayLike, labels: ArrayLike, iou_threshold: float = 0.5
) -> Indices:
    """``nms`` within each class: boxes of different classes never suppress each other.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``.
        scores: (N,).
        labels: (N,) whole numbers, the class of each box.
        iou_threshold: in [0, 1]; a box whose IoU *equals* it stays.

    Returns:
        Indices of the boxes kept in all classes, best first.

    Raises:
        ValueError: boxes, scores, labels or threshold are malformed.
    """
    boxes, scores = as_scored(boxes, scores)
    check_fraction(iou_threshold, "iou_threshold")
    labels = as_labels(labels, "labels", len(boxes))
    kept = np.zeros(len(boxes), dtype=bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        kept[members[nms(boxes[members], scores[members], iou_threshold)]] = True
    order = np.argsort(-scores, kind="stable")
    return order[kept[order]]


def iou_naive(a: list[float], b: list[float]) -> float:
    """The IoU of two boxes in plain Python."""
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    intersection = width * height
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection
    return intersection / union if union > 0 else 0.0


def as_boxes(boxes: ArrayLike, name: str) -> Floats:
    """Boxes as (N, 4) float64; an empty list is no boxes.

    Raises:
        ValueError: another shape, a coordinate that is not finite or beyond 1e150, x2 < x1, or
            y2 < y1.
    """
    boxes = np.asarray(boxes, dtype=np.float64)
    if boxes.shape == (0,):
        return boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"{name} must have shape (N, 4), not {boxes.shape}")
    usable = np.abs(boxes) <= _LARGEST  # NaN compares false
    if not usable.all():
        row = int(first(np.any(~usable, axis=1)))
        raise ValueError(f"{name}[{row}] is not finite or too large: {boxes[row].tolist()}")
    inverted = boxes[:, 2:] < boxes[:, :2]
    if inverted.any():
        row = int(first(np.any(inverted, axis=1)))
        raise ValueError(f"{name}[{row}] has x2 < x1 or y2 < y1: {boxes[row].tolist()}")
    return boxes


def as_scored(boxes: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    """Boxes as (N, 4) and their scores as (N,), both float64.

    Raises:
        ValueError: boxes are malformed, or there is not one finite score a box.
    """
    boxes, scores = as_boxes(boxes, "boxes"), as_floats(scores, "scores")
    if scores.shape != (len(boxes),):
        raise ValueError(f"scores must have shape ({len(boxes)},), one a box, not {scores.shape}")
    return boxes, scores

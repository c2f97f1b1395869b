"""Parts of dense detectors after 2017: anchor clustering, boxes as distributions, task alignment.

Sides are distances left, top, right and bottom from a point to the edges of a box.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes, iou
from figures.numerics.checks import (
    as_floats,
    as_labels,
    check_count,
    check_not_negative,
    first,
)
from figures.numerics.losses import cross_entropy, cross_entropy_grad, softmax

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def shape_iou(sizes: ArrayLike, anchors: ArrayLike) -> Floats:
    """IoU of boxes and anchors laid onto one corner, by width and height alone: (N, K).

    Raises:
        ValueError: sizes are malformed or not positive.
    """
    sizes, anchors = _as_sizes(sizes, "sizes"), _as_sizes(anchors, "anchors")
    common = np.minimum(sizes[:, None], anchors).prod(axis=2)
    both: Floats = sizes.prod(axis=1)[:, None] + anchors.prod(axis=1)
    share: Floats = common / (both - common)
    return share


def kmeans_anchors(sizes: ArrayLike, count: int, seed: int = 0, rounds: int = 300) -> Floats:
    """Anchor sizes by k-means, where the distance is 1 − IoU instead of Euclidean.

    Redmon & Farhadi, "YOLO9000", 2017, arXiv:1612.08242, section 2. Starts from distinct boxes of
    the data and stops when no box changes its anchor; an anchor without boxes stays where it is.

    Args:
        sizes: (N, 2) widths and heights of the true boxes, positive.
        count: how many anchors, at most the number of distinct sizes.
        seed: of the start.
        rounds: at most so many.

    Returns:
        (count, 2) sizes, the smallest area first.

    Raises:
        ValueError: an argument is malformed.
    """
    sizes = _as_sizes(sizes, "sizes")
    check_count(count, "count")
    check_count(rounds, "rounds")
    distinct = np.unique(sizes, axis=0)
    if count > len(distinct):
        raise ValueError(f"count is {count}, but there are {len(distinct)} distinct sizes")
    random = np.random.default_rng(seed)
    anchors = distinct[random.choice(len(distinct), count, replace=False)]
    nearest = np.full(len(sizes), -1)
    for _ in range(rounds):
        before, nearest = nearest, shape_iou(sizes, anchors).argmax(axis=1)
        if (nearest == before).all():
            break
        anchors = np.stack(
            [
                sizes[nearest == k].mean(axis=0) if (nearest == k).any() else anchors[k]
                for k in range(count)
            ]
        )
    return anchors[np.argsort(anchors.prod(axis=1), kind="stable")]


def dfl_decode(logits: ArrayLike) -> Floats:
    """The distance that a distribution over 0, 1 … n − 1 stands for: its expectation.

    Li et al., "Generalized Focal Loss", 2020, arXiv:2006.04388, equation 5.

    Args:
        logits: (…, n) finite.

    Returns:
        (…) distances in [0, n − 1], in units of the stride.

    Raises:
        ValueError: the logits are not finite, or there is none.
    """
    p = softmax(logits)
    distance: Floats = p @ np.arange(p.shape[-1])
    return distance


def distribution_focal_loss(logits: ArrayLike, targets: ArrayLike) -> Floats:
    """Distribution focal loss: cross-entropy with the two whole numbers around the target.

    −(yᵢ₊₁ − y) log pᵢ − (y − yᵢ) log pᵢ₊₁ for yᵢ ≤ y < yᵢ₊₁. Li et al. 2020, equation 6.

    Args:
        logits: (N, n) with n ≥ 2.
        targets: (N,) distances in [0, n − 1].

    Returns:
        (N,) losses in nats.

    Raises:
        ValueError: an argument is malformed.
    """
    z, lower, share = _checked_dfl(logits, targets)
    return (1 - share) * cross_entropy(z, lower) + share * cross_entropy(z, lower + 1)


def distribution_focal_loss_grad(logits: ArrayLike, targets: ArrayLike) -> Floats:
    """Gradient of the summed ``distribution_focal_loss`` by the logits: p minus both weights.

    Raises:
        ValueError: see ``distribution_focal_loss``.
    """
    z, lower, share = _checked_dfl(logits, targets)
    left: Floats = (1 - share)[:, None] * cross_entropy_grad(z, lower)
    return left + share[:, None] * cross_entropy_grad(z, lower + 1)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which object each prediction learns, and how good its score should become.

    Attributes:
        objects: (N,) the index of a true box, or −1 for background.
        scores: (N,) the target of the class score, 0 for background.
    """

    objects: Indices
    scores: Floats


def task_aligned_assign(
    scores: ArrayLike,
    boxes: ArrayLike,
    points: ArrayLike,
    labels: ArrayLike,
    targets: ArrayLike,
    top: int = 13,
    alpha: float = 1.0,
    beta: float = 6.0,
) -> Assignment:
    """Give each object the predictions that are best at class and place at once.

    The alignment is t = s^α u^β, with the score s of the object's class and the IoU u. Of the
    points inside an object the ``top`` with the largest t > 0 become positive; one that two objects
    want goes to the one with the larger IoU. Targets are t, scaled so that the largest of an object
    is its largest IoU. Feng et al., "TOOD", 2021, arXiv:2108.07755, section 3.2.

    Args:
        scores: (N, C) class scores in [0, 1].
        boxes: (N, 4) predicted, as ``x1, y1, x2, y2``.
        points: (N, 2) where each prediction stands.
        labels: (M,) classes of the objects.
        targets: (M, 4) their boxes.
        top: how many at most for each object.
        alpha: of the score.
        beta: of the IoU.

    Returns:
        The object of each prediction, and the target of its score.

    Raises:
        ValueError: an argument is malformed.
    """
    s, boxes, inside, classes, targets = _checked_dense(scores, boxes, points, labels, targets)
    check_count(top, "top")
    check_not_negative(alpha, "alpha")
    check_not_negative(beta, "beta")
    overlap = iou(boxes, targets)
    aligned: Floats = np.where(inside, s[:, classes] ** alpha * overlap**beta, 0.0)
    ranked = np.argsort(-aligned, axis=0, kind="stable")[:top]
    chosen = np.zeros(aligned.shape, dtype=bool)
    np.put_along_axis(chosen, ranked, values=True, axis=0)
    chosen &= aligned > 0
    taken = chosen.any(axis=1)
    objects = np.full(len(s), -1)
    if taken.any():
        objects[taken] = np.where(chosen, overlap, -1.0)[taken].argmax(axis=1)
    quality = np.zeros(len(s))
    for j in range(len(targets)):
        mine = objects == j
        if mine.any():
            t = aligned[mine, j]
            quality[mine] = t / t.max() * overlap[mine, j].max()
    return Assignment(objects, quality)


def points_inside(points: ArrayLike, boxes: ArrayLike) -> Floats:
    """Distances of points to the left, top, right and bottom of boxes, negative beyond: (N, M, 4).

    Raises:
        ValueError: an argument is malformed.
    """
    points, boxes = _as_points(points), as_boxes(boxes, "boxes")
    after: Floats = points[:, None] - boxes[:, :2]
    before: Floats = boxes[:, 2:] - points[:, None]
    return np.concatenate([after, before], axis=2)


def _as_points(points: ArrayLike) -> Floats:
    points = as_floats(points, "points", "N, 2")
    if points.shape[1] != 2:
        raise ValueError(f"points must have shape (N, 2), not {points.shape}")
    return points


def _as_sizes(sizes: ArrayLike, name: str) -> Floats:
    sizes = as_floats(sizes, name, "N, 2")
    if sizes.shape[1] != 2 or len(sizes) == 0:
        raise ValueError(f"{name} must have shape (N, 2) with N > 0, not {sizes.shape}")
    if (sizes <= 0).any():
        raise ValueError(f"{name}[{first(sizes <= 0)}] is not positive")
    return sizes


def _checked_dfl(logits: ArrayLike, targets: ArrayLike) -> tuple[Floats, Indices, Floats]:
    """Logits, the whole number below each target, and how far it is to the next."""
    z, y = as_floats(logits, "logits", "N, n"), as_floats(targets, "targets", "N")
    if z.shape[1] < 2 or y.shape != (len(z),):
        raise ValueError(f"logits (N, n ≥ 2) and targets (N,) do not fit: {z.shape} and {y.shape}")
    outside = (y < 0) | (y > z.shape[1] - 1)
    if outside.any():
        raise ValueError(f"targets[{first(outside)}] is outside [0, {z.shape[1] - 1}]")
    lower = np.minimum(y.astype(np.intp), z.shape[1] - 2)
    return z, lower, y - lower


def _checked_dense(
    scores: ArrayLike, boxes: ArrayLike, points: ArrayLike, labels: ArrayLike, targets: ArrayLike
) -> tuple[Floats, Floats, Floats, Indices, Floats]:
    s = as_floats(scores, "scores", "N, C")
    if ((s < 0) | (s > 1)).any():
        raise ValueError(f"scores[{first((s < 0) | (s > 1))}] is outside [0, 1]")
    boxes, points, targets = (
        as_boxes(boxes, "boxes"),
        _as_points(points),
        as_boxes(targets, "targets"),
    )
    if not len(s) == len(boxes) == len(points):
        counts = f"{len(s)}, {len(boxes)} and {len(points)}"
        raise ValueError(f"scores, boxes and points must be as many, not {counts}")
    classes = as_labels(labels, "labels", len(targets), s.shape[1])
    inside = np.asarray(points_inside(points, targets).min(axis=2) > 0)
    return s, boxes, inside, classes, targets

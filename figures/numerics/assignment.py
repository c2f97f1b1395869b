"""Label assignment: which points or anchors of a dense detector learn from which object.

Each function says for every point or anchor the index of its object, or −1 for background.
``task_aligned_assign`` of ``dense_heads`` is a fourth of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes, iou, iou_naive
from figures.numerics.checks import as_floats, as_labels, check_count, check_positive, first
from figures.numerics.dense_heads import points_inside

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

_AWAY = 1e5  # dearer than any class and any place


def centerness(points: ArrayLike, boxes: ArrayLike) -> Floats:
    """How near points are to the middle of boxes: √(min(l, r)/max(l, r) · min(t, b)/max(t, b)).

    Tian et al., "FCOS", 2019, arXiv:1904.01355, equation 3.

    Args:
        points: (N, 2).
        boxes: (M, 4) as ``x1, y1, x2, y2``.

    Returns:
        (N, M) in [0, 1]: 1 in the middle, 0 at the edges and outside.

    Raises:
        ValueError: an argument is malformed.
    """
    sides = points_inside(points, boxes)
    pairs = sides[..., :2], sides[..., 2:]
    near, far = np.minimum(*pairs), np.maximum(*pairs)
    inside = np.asarray(np.all(near > 0, axis=2))
    ratios: Floats = np.divide(near, far, out=np.zeros_like(near), where=inside[..., None])
    centred: Floats = np.sqrt(ratios.prod(axis=2))
    return centred


def centre_assign(
    points: ArrayLike, targets: ArrayLike, stride: float, radius: float = 1.5
) -> Indices:
    """Give each object the points inside it that are near its middle.

    Near is within ``radius`` strides in both directions; a point in several objects goes to the
    smallest. Tian et al. 2019, with the centre sampling of their later code.

    Args:
        points: (N, 2) of one level.
        targets: (M, 4) boxes of the objects.
        stride: of the level, positive.
        radius: in strides, positive.

    Returns:
        (N,) indices of objects, or −1.

    Raises:
        ValueError: an argument is malformed.
    """
    sides, targets = points_inside(points, targets), as_boxes(targets, "targets")
    check_positive(stride, "stride")
    check_positive(radius, "radius")
    away = np.abs(sides[..., :2] - sides[..., 2:]) / 2  # from the middle, across and down
    chosen = (sides > 0).all(axis=2) & (away < radius * stride).all(axis=2)
    area: Floats = (targets[:, 2:] - targets[:, :2]).prod(axis=1)
    return _settled(chosen, np.broadcast_to(area, chosen.shape))


def atss_assign(
    anchors: ArrayLike, levels: ArrayLike, targets: ArrayLike, nearest: int = 9
) -> Indices:
    """Adaptive training sample selection: a threshold for each object from its own candidates.

    Candidates are the ``nearest`` anchors of each level by the distance of centres. Those become
    positive whose IoU is at least mean + standard deviation of the candidates' IoU, and whose
    centre lies inside the object; an anchor of several objects goes to the largest IoU. Zhang et
    al., 2020, arXiv:1912.02424, algorithm 1; the deviation has n − 1 below, as in their code.

    Args:
        anchors: (N, 4) as ``x1, y1, x2, y2``.
        levels: (N,) the level of each.
        targets: (M, 4) boxes of the objects.
        nearest: k ≥ 1.

    Returns:
        (N,) indices of objects, or −1.

    Raises:
        ValueError: an argument is malformed.
    """
    anchors, targets = as_boxes(anchors, "anchors"), as_boxes(targets, "targets")
    of_level = as_labels(levels, "levels", len(anchors))
    check_count(nearest, "nearest")
    if not len(anchors):
        return np.empty(0, dtype=np.intp)
    overlap, centres = iou(anchors, targets), (anchors[:, :2] + anchors[:, 2:]) / 2
    between = centres[:, None] - (targets[:, :2] + targets[:, 2:]) / 2
    distance: Floats = (between**2).sum(axis=2)
    candidate = np.zeros(overlap.shape, dtype=bool)
    for level in np.unique(of_level):
        rows = np.flatnonzero(of_level == level)
        ranked = rows[np.argsort(distance[rows], axis=0, kind="stable")[:nearest]]
        np.put_along_axis(candidate, ranked, values=True, axis=0)
    chosen = candidate & (points_inside(centres, targets) > 0).all(axis=2)
    for j in range(len(targets)):
        of_candidates = overlap[candidate[:, j], j]
        spread = of_candidates.std(ddof=1) if len(of_candidates) > 1 else 0.0
        chosen[:, j] &= overlap[:, j] >= of_candidates.mean() + spread
    return _settled(chosen, -overlap)


def simota_assign(
    scores: ArrayLike,
    boxes: ArrayLike,
    points: ArrayLike,
    labels: ArrayLike,
    targets: ArrayLike,
    stride: float,
    top: int = 10,
) -> Indices:
    """Give each object as many of its cheapest predictions as its best IoUs add up to.

    The cost is −log s − 3 log IoU, and much more for points that lie not within 2.5 strides of the
    object's middle. An object takes k = max(1, ⌊sum of its ``top`` largest IoUs⌋) predictions; one
    that several want goes to the cheapest. Ge et al., "YOLOX", 2021, arXiv:2107.08430, section 2.1;
    of the class only the score of the right one counts here.

    Args:
        scores: (N, C) class scores in (0, 1].
        boxes: (N, 4) predicted, as ``x1, y1, x2, y2``.
        points: (N, 2) where each prediction stands.
        labels: (M,) classes of the objects.
        targets: (M, 4) their boxes.
        stride: of the level, positive.
        top: how many IoUs are added up.

    Returns:
        (N,) indices of objects, or −1.

    Raises:
        ValueError: an argument is malformed.
    """
    s, boxes = as_floats(scores, "scores", "N, C"), as_boxes(boxes, "boxes")
    if ((s <= 0) | (s > 1)).any():
        raise ValueError(f"scores[{first((s <= 0) | (s > 1))}] is outside (0, 1]")
    sides, targets = points_inside(points, targets), as_boxes(targets, "targets")
    if not len(s) == len(boxes) == len(sides):
        counts = f"{len(s)}, {len(boxes)} and {len(sides)}"
        raise ValueError(f"scores, boxes and points must be as many, not {counts}")
    classes = as_labels(labels, "labels", len(targets), s.shape[1])
    check_positive(stride, "stride")
    check_count(top, "top")
    overlap = iou(boxes, targets)
    away = np.abs(sides[..., :2] - sides[..., 2:]) / 2
    near = (sides > 0).all(axis=2) & (away < 2.5 * stride).all(axis=2)
    cost: Floats = -np.log(s[:, classes]) - 3 * np.log(overlap + 1e-8) + _AWAY * ~near
    chosen = np.zeros(cost.shape, dtype=bool)
    for j in range(len(targets)):
        wanted = max(1, int(np.sort(overlap[:, j])[::-1][:top].sum()))
        chosen[np.argsort(cost[:, j], kind="stable")[:wanted], j] = True
    return _settled(chosen & near, cost)


def atss_naive(
    anchors: ArrayLike, levels: ArrayLike, targets: ArrayLike, nearest: int = 9
) -> Indices:
    """The obvious ``atss_assign`` in plain Python: what tests compare it with."""
    rows, wanted = as_boxes(anchors, "anchors").tolist(), as_boxes(targets, "targets").tolist()
    of_level = as_labels(levels, "levels", len(rows)).tolist()
    best: list[tuple[float, int]] = [(-1.0, -1)] * len(rows)
    for j, target in enumerate(wanted):

        def away(i: int, target: list[float] = target) -> float:
            x = (rows[i][0] + rows[i][2] - target[0] - target[2]) / 2
            y = (rows[i][1] + rows[i][3] - target[1] - target[3]) / 2
            return float(x * x + y * y)

        candidates = []
        for level in sorted(set(of_level)):
            here = [i for i in range(len(rows)) if of_level[i] == level]
            candidates += sorted(here, key=away)[:nearest]
        overlaps = [iou_naive(rows[i], target) for i in candidates]
        mean = sum(overlaps) / len(overlaps)
        squares = sum((u - mean) ** 2 for u in overlaps)
        threshold = mean + (squares / max(len(overlaps) - 1, 1)) ** 0.5
        for i, u in zip(candidates, overlaps, strict=True):
            x, y = (rows[i][0] + rows[i][2]) / 2, (rows[i][1] + rows[i][3]) / 2
            inside = target[0] < x < target[2] and target[1] < y < target[3]
            if u >= threshold and inside and u > best[i][0]:
                best[i] = (u, j)
    return np.array([j for _, j in best], dtype=np.intp)


def _settled(chosen: ArrayLike, cost: Floats) -> Indices:
    """For each row the cheapest of the columns that chose it, or −1."""
    wanted = np.asarray(chosen)
    objects = np.full(len(wanted), -1, dtype=np.intp)
    taken = np.flatnonzero(np.any(wanted, axis=1))
    if taken.size:
        objects[taken] = np.where(wanted[taken], cost[taken], np.inf).argmin(axis=1)
    return objects

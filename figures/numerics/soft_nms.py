"""Soft non-maximum suppression: boxes that overlap a better one lose score, not their place.

``soft_nms`` is the one to use, ``soft_nms_greedy`` the one to learn, and ``soft_nms_naive`` spells
it out box by box.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from figures.numerics.boxes import as_scored, iou, iou_naive
from figures.numerics.checks import check_fraction, check_positive
from figures.numerics.fast_nms import AlongX, iou_of_columns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

Method: TypeAlias = Literal["hard", "linear", "gaussian"]

_SHARE = 8  # one box in so many is taken before those out of play are forgotten


def soft_nms(
    boxes: ArrayLike,
    scores: ArrayLike,
    method: Method = "gaussian",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 0.001,
) -> tuple[Indices, Floats]:
    """Soft non-maximum suppression: lower the scores of overlapping boxes, drop none outright.

    Bodla et al., "Soft-NMS: Improving Object Detection With One Line of Code", 2017,
    arXiv:1704.04503. The weights are those of :func:`score_decay`. The same as
    ``soft_nms_greedy``, but each box looks only at its neighbours along x; O(N²) all the same. Why
    OpenCV is still the faster at 1,000 boxes stands in ``fast_nms``.

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``.
        scores: (N,).
        method: how a neighbour's score is lowered.
        iou_threshold: in [0, 1]; ``hard`` and ``linear`` act only above it.
        sigma: > 0; width of ``gaussian``.
        score_threshold: in [0, 1]; a box must stay above it.

    Returns:
        Indices of the boxes kept, best first, and their lowered scores in the same order.

    Raises:
        ValueError: an argument is malformed.
    """
    boxes, scores = _checked(boxes, scores, method, iou_threshold, sigma, score_threshold)
    row = AlongX.sort(boxes)
    left = scores[row.given]
    keep: list[int] = []
    kept_scores: list[float] = []
    while (stays := left > score_threshold).any():
        row, left = row.only(stays), left[stays]
        for _ in range(len(left) // _SHARE + 1):
            best = _best(left, row.given)
            score = float(left[best])
            if score <= score_threshold:
                break
            keep.append(int(row.given[best]))
            kept_scores.append(score)
            left[best] = 0
            box = row.columns[:, best]
            if box[4] > 0:  # without area it meets nothing
                near = slice(row.first[best], row.stop[best])
                overlap = np.maximum(iou_of_columns(box, row.columns[:, near]), 0)
                left[near] *= _decay(overlap, method, iou_threshold, sigma)
    return np.array(keep, dtype=np.intp), np.array(kept_scores)


def _best(scores: Floats, given: Indices) -> int:
    """Where the highest score is; of equal ones, that of the box given first."""
    best = int(scores.argmax())
    equal = scores == scores[best]
    if np.count_nonzero(equal) == 1:
        return best
    return int(np.flatnonzero(equal)[given[equal].argmin()])


def soft_nms_greedy(
    boxes: ArrayLike,
    scores: ArrayLike,
    method: Method = "gaussian",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 0.001,
) -> tuple[Indices, Floats]:
    """``soft_nms`` as one writes it by hand: find the best anew each time, for scores change."""
    boxes, scores = _checked(boxes, scores, method, iou_threshold, sigma, score_threshold)
    scores = scores.copy()
    rest = np.flatnonzero(scores > score_threshold)
    keep = []
    while rest.size:
        best = rest[np.argmax(scores[rest])]
        keep.append(best)
        rest = rest[rest != best]
        overlap = iou(boxes[[best]], boxes[rest])[0]
        scores[rest] *= score_decay(overlap, method, iou_threshold, sigma)
        rest = rest[scores[rest] > score_threshold]
    return np.array(keep, dtype=np.intp), scores[keep]


def score_decay(
    overlap: ArrayLike,
    method: Method = "gaussian",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
) -> Floats:
    """What Soft-NMS multiplies a score by, given the IoU with a better box.

    ``hard`` is 0 and ``linear`` is 1 − IoU where IoU > threshold, else both are 1; ``gaussian`` is
    exp(−IoU² / σ) everywhere (arXiv:1704.04503, section 3; its σ is not squared).

    Args:
        overlap: IoU values, any shape.
        method: ``hard``, ``linear`` or ``gaussian``.
        iou_threshold: in [0, 1]; not used by ``gaussian``.
        sigma: > 0; used by ``gaussian`` only.

    Returns:
        Weights in [0, 1], shaped like ``overlap``.

    Raises:
        ValueError: an unknown method, or a parameter out of range.
    """
    _check_decay(method, iou_threshold, sigma)
    return _decay(np.asarray(overlap, dtype=np.float64), method, iou_threshold, sigma)


def soft_nms_naive(
    boxes: ArrayLike,
    scores: ArrayLike,
    method: Method = "gaussian",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 0.001,
) -> tuple[Indices, Floats]:
    """The obvious ``soft_nms``, box by box in plain Python: what tests compare it with."""
    boxes, scores = _checked(boxes, scores, method, iou_threshold, sigma, score_threshold)
    rows = boxes.tolist()
    left = {i: score for i, score in enumerate(scores.tolist()) if score > score_threshold}
    keep: dict[int, float] = {}
    while left:
        best = max(left, key=lambda i: (left[i], -i))
        keep[best] = left.pop(best)
        for i in list(left):
            overlap = iou_naive(rows[best], rows[i])
            if method == "gaussian":
                left[i] *= math.exp(-(overlap**2) / sigma)
            elif overlap > iou_threshold:
                left[i] *= 1 - overlap if method == "linear" else 0.0
            if left[i] <= score_threshold:
                del left[i]
    return np.array(list(keep), dtype=np.intp), np.array(list(keep.values()), dtype=np.float64)


def _decay(overlap: Floats, method: Method, iou_threshold: float, sigma: float) -> Floats:
    if method == "gaussian":
        return np.exp(-(overlap**2) / sigma)
    lowered = 1 - overlap if method == "linear" else np.zeros_like(overlap)
    return np.where(overlap > iou_threshold, lowered, 1.0)


def _checked(
    boxes: ArrayLike,
    scores: ArrayLike,
    method: str,
    iou_threshold: float,
    sigma: float,
    score_threshold: float,
) -> tuple[Floats, Floats]:
    _check_decay(method, iou_threshold, sigma)
    check_fraction(score_threshold, "score_threshold")
    return as_scored(boxes, scores)


def _check_decay(method: str, iou_threshold: float, sigma: float) -> None:
    if method not in get_args(Method):
        raise ValueError(f"method must be one of {', '.join(get_args(Method))}, not {method!r}")
    check_fraction(iou_threshold, "iou_threshold")
    check_positive(sigma, "sigma")

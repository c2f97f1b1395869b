"""What makes ``boxes.nms`` and ``soft_nms.soft_nms`` fast without a compiler.

Suppression looks like a loop over all pairs by nature. Three observations shorten it:

- Sorted along x, the boxes that can meet one box stand together: behind those that all end before
  it begins, and before those that begin when it has ended. Nothing else need be compared with it.
- In a crowd each box that is kept drops many. While one drops a good share of what is left, the
  plain greedy step is the cheapest; in a large crowd the best few are compared and settled at once.
- Where boxes are spread out, hardly any drops another. The few pairs above the threshold are then
  found by one walk along x, many boxes at a time, and settled from the best box on.

Every IoU is computed as in ``boxes.iou``, operation by operation, so that not even a last digit
decides otherwise at the threshold. No N × N matrix is ever made.

What is left of the time at 1,000 boxes in ten crowds is not arithmetic but some thirteen calls of
NumPy a box kept, a microsecond each however short the arrays, and a quarter as much again to check
and sort the input. OpenCV's loop in C++ pays none of that, and leaves a box at the first one that
drops it. So in crowds it needs six tenths of our time for ``nms`` (150 µs against 260 for 1,000
boxes, 4.6 ms against 8.1 for 10,000), and 0.4 to 0.6 of it for ``soft_nms`` of 1,000 boxes. Where
boxes are not in crowds, ``nms`` is 2 to 20 times as fast as OpenCV, and ``soft_nms`` of 10,000
boxes is 2.5 to 3 times as fast (``python -m tests.benchmarks nms soft_nms``; CPU time).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from figures.numerics.checks import Floats, Indices

_WORTH_A_STEP = 32  # a plain greedy step pays if it drops one in so many boxes, …
_FEW_LEFT = 64  # … or so few are left that nothing else pays
_HEADS = 32  # boxes settled in one round
_FEW = 0.04  # a round that drops a smaller share of the boxes is not worth another
_AT_ONCE = 16  # heads compared as one matrix, …
_MANY = 3000  # … unless this many boxes are left: then each with its neighbours along x alone
_STRIP = 32  # boxes, neighbours along x, that the walk compares at a time
_SAFE_AREA = 1e-200  # far from where products lose digits
_PAIRS = 16  # pairs a box that the walk may find; where there are more is a crowd after all


@dataclass(frozen=True, slots=True)
class AlongX:
    """Boxes sorted by their left side; a place is an index in this order.

    Attributes:
        columns: (5, N) ``x1, y1, x2, y2`` and area.
        given: (N,) which of the boxes as they were given stands at a place.
        place: its inverse, for those that are still there: their places in the order given.
        first: (N,) no place before this one can meet the box.
        stop: (N,) nor can this one, or any behind it.
    """

    columns: Floats
    given: Indices
    place: Indices
    first: Indices
    stop: Indices

    @classmethod
    def sort(cls, boxes: Floats) -> AlongX:
        """Line up (N, 4) boxes, which are taken as they are, without a check."""
        given = np.argsort(boxes[:, 0])
        place = np.empty_like(given)
        place[given] = np.arange(len(given))
        columns = as_columns(boxes[given])
        x1, _, x2, *_ = columns
        furthest = np.maximum.accumulate(x2)
        return cls(
            columns=columns,
            given=given,
            place=place,
            first=np.searchsorted(furthest, x1, side="right"),
            stop=np.searchsorted(x1, x2),
        )

    def only(self, stays: NDArray[np.bool_]) -> AlongX:
        """Those at the places marked."""
        before = np.concatenate([[0], np.cumsum(stays)])
        left = np.flatnonzero(stays)
        return AlongX(
            columns=self.columns[:, left],
            given=self.given[left],
            place=before[self.place[stays[self.place]]],
            first=before[self.first[left]],
            stop=before[self.stop[left]],
        )

    def iou(self, places: Indices, others: slice) -> Floats:
        """IoU of the boxes at some places (rows) with others, as by ``iou_of_columns``."""
        return iou_of_columns(self.columns[:, places, None], self.columns[:, others])


def as_columns(boxes: Floats) -> Floats:
    """``x1, y1, x2, y2`` and area of (N, 4) boxes, as the rows of (5, N)."""
    x1, y1, x2, y2 = boxes.T
    return np.stack([x1, y1, x2, y2, (x2 - x1) * (y2 - y1)])


def iou_of_columns(a: Any, b: Floats) -> Floats:
    """IoU of boxes given as ``as_columns``, broadcast; ≤ 0 or NaN where they do not meet.

    Such a value is above no threshold, which saves the work to make it 0.
    """
    width, height = np.minimum(a[2], b[2]), np.minimum(a[3], b[3])
    width -= np.maximum(a[0], b[0])
    height -= np.maximum(a[1], b[1])
    intersection: Floats = np.multiply(np.maximum(width, 0, out=width), height, out=height)
    union = np.add(a[4], b[4], out=width)
    union -= intersection
    with np.errstate(invalid="ignore"):  # two boxes without area
        intersection /= union
    return intersection


def survivors(boxes: Floats, iou_threshold: float) -> Indices:
    """Which boxes greedy suppression keeps.

    Args:
        boxes: (N, 4), best first; taken as they are, without a check.
        iou_threshold: a box whose IoU with a better one is above it goes.

    Returns:
        Indices of those kept, ascending.
    """
    best, rest = _crowd_survivors(boxes, iou_threshold)
    if not rest.size:
        return best
    return np.sort(np.concatenate([best, rest[_spread_survivors(boxes[rest], iou_threshold)]]))


def _crowd_survivors(boxes: Floats, iou_threshold: float) -> tuple[Indices, Indices]:
    """Those kept by plain greedy steps while these pay; and which boxes are still to be settled."""
    columns, rest = as_columns(boxes), np.arange(len(boxes))
    kept: list[int] = []
    pays = True
    while pays and len(rest):
        kept.append(int(rest[0]))
        others = columns[:, 1:]
        (left,) = (~(iou_of_columns(columns[:, 0], others) > iou_threshold)).nonzero()
        pays = len(rest) <= _FEW_LEFT or (len(rest) - len(left)) * _WORTH_A_STEP >= len(rest)
        columns, rest = others.take(left, axis=1), rest[1:].take(left)
    return np.array(kept, dtype=np.intp), rest


def _spread_survivors(boxes: Floats, iou_threshold: float) -> Indices:
    """Those kept, found along x."""
    row = AlongX.sort(boxes)
    kept = np.zeros(len(boxes), dtype=bool)
    worth_a_walk = len(boxes)
    while count := len(row.given):
        heads, stays = _settle_heads(row, iou_threshold)
        kept[row.given[heads]] = True
        row = row.only(stays)
        left = len(row.given)
        if left <= worth_a_walk and count - left < _HEADS + _FEW * count:
            pairs = _pairs_above(row, iou_threshold)
            if pairs is not None:
                kept[_settled(row.given, *pairs)] = True
                break
            worth_a_walk = left // 2
    return np.flatnonzero(kept)


def _settle_heads(row: AlongX, iou_threshold: float) -> tuple[list[int], NDArray[np.bool_]]:
    """Of the best boxes, the places of those that are kept; and what then stays to be settled."""
    best, at_once = row.place[:_HEADS], 1 if len(row.place) > _MANY else _AT_ONCE
    heads: list[int] = []
    stays = np.ones(len(row.given), dtype=bool)
    for start in range(0, len(best), at_once):
        group = best[start : start + at_once]
        group = group[stays[group]]
        if not group.size:
            continue
        near = slice(int(row.first[group].min()), int(row.stop[group].max()))
        apart = ~(row.iou(group, near) > iou_threshold)
        for head, beside in zip(group.tolist(), apart, strict=True):
            if stays[head]:
                heads.append(head)
                stays[near] &= beside
    stays[best] = False
    return heads, stays


def _pairs_above(row: AlongX, iou_threshold: float) -> tuple[Indices, Indices] | None:
    """Pairs above the threshold, (better, worse) as given; None if there are very many."""
    count = len(row.given)
    # An IoU above t takes more than t of a box's width, so none that begins later can reach it.
    # A hair less is asked, for rounding; areas that might vanish by it are asked for nothing.
    x1, _, x2, _, area = row.columns
    asked = iou_threshold * (1 - 1e-9) * (area > _SAFE_AREA)
    reach = np.searchsorted(x1, x2 - asked * (x2 - x1), side="right")
    found = [row.given[:0]] * 2
    total = 0
    for start in range(0, count, _STRIP):
        strip = np.arange(start, min(start + _STRIP, count))
        others = slice(start, int(reach[strip].max()))
        above = np.flatnonzero(row.iou(strip, others) > iou_threshold)  # 2-d nonzero is slower
        one, other = np.divmod(above, max(others.stop - start, 1))
        found += [row.given[start + one], row.given[start + other]]
        total += len(one)
        if total > _PAIRS * count:
            return None
    one, other = np.concatenate(found[::2]), np.concatenate(found[1::2])
    apart = one != other  # each box meets itself
    return np.minimum(one, other)[apart], np.maximum(one, other)[apart]


def _settled(given: Indices, better: Indices, worse: Indices) -> Indices:
    """Which of the boxes given are kept, when each that is kept drops its worse ones."""
    dropped: set[int] = set()
    order = np.argsort(better, kind="stable")
    for head, other in zip(better[order].tolist(), worse[order].tolist(), strict=True):
        if head not in dropped:
            dropped.add(other)
    return np.setdiff1d(given, np.fromiter(dropped, dtype=np.intp))

"""One-to-one matching of predictions and true objects, as DETR trains with it."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.box_losses import giou
from figures.numerics.boxes import as_boxes
from figures.numerics.checks import as_floats, as_labels, check_not_negative, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def match_cost(
    probabilities: ArrayLike,
    boxes: ArrayLike,
    labels: ArrayLike,
    targets: ArrayLike,
    weights: tuple[float, float, float] = (1.0, 5.0, 2.0),
) -> Floats:
    """What it costs to match each prediction with each true object.

    −w₀ p(class) + w₁ ‖b − b̂‖₁ − w₂ GIoU(b, b̂), the L1 over centre and size. Carion et al., 2020,
    arXiv:2005.12872, section 3.1; the probability itself, not its logarithm.

    Args:
        probabilities: (Q, C) in [0, 1], of the classes of each prediction.
        boxes: (Q, 4) predicted, as ``x1, y1, x2, y2`` in parts of the image, with area.
        labels: (M,) classes of the true objects.
        targets: (M, 4) their boxes, likewise.
        weights: of class, L1 and GIoU; at least 0.

    Returns:
        (Q, M) costs.

    Raises:
        ValueError: an argument is malformed.
    """
    p = as_floats(probabilities, "probabilities", "Q, C")
    if ((p < 0) | (p > 1)).any():
        raise ValueError(f"probabilities[{first((p < 0) | (p > 1))}] is outside [0, 1]")
    boxes, targets = as_boxes(boxes, "boxes"), as_boxes(targets, "targets")
    if len(boxes) != len(p):
        raise ValueError(f"boxes must have shape ({len(p)}, 4), not {boxes.shape}")
    classes = as_labels(labels, "labels", len(targets), p.shape[1])
    for weight in weights:
        check_not_negative(weight, "weights")
    count, wanted = len(boxes), len(targets)
    every = np.repeat(boxes, wanted, axis=0), np.tile(targets, (count, 1))
    overlap = giou(*every).reshape(count, wanted)
    apart: Floats = np.abs(_centred(boxes)[:, None] - _centred(targets)).sum(axis=2)
    by_class, by_distance, by_overlap = weights
    cost: Floats = -by_class * p[:, classes] + by_distance * apart - by_overlap * overlap
    return cost


def hungarian(cost: ArrayLike) -> tuple[Indices, Indices]:
    """The cheapest one-to-one matching of rows with columns: the Hungarian algorithm.

    Rows are added one by one along the shortest augmenting path; ``u`` and ``v`` are prices by
    which no pair costs less than nothing. Kuhn 1955; in this form Jonker & Volgenant 1987. O(n²m).

    Args:
        cost: (N, M) finite; the lesser of N and M pairs are made.

    Returns:
        Rows, ascending, and the column of each.

    Raises:
        ValueError: the cost is not a finite matrix.
    """
    cost = as_floats(cost, "cost", "N, M")
    if cost.shape[0] > cost.shape[1]:
        columns, rows = hungarian(cost.T)
        order = np.argsort(rows)
        return rows[order], columns[order]
    count, width = cost.shape
    u, v = np.zeros(count), np.zeros(width)
    row_of = np.full(width, -1)
    for row in range(count):
        shortest, before = np.full(width, np.inf), np.full(width, -1)
        done = np.zeros(width, dtype=bool)
        here, column, length = row, -1, 0.0
        while here >= 0:  # until a free column is reached
            through = length + cost[here] - u[here] - v
            better = ~done & (through < shortest)
            shortest[better], before[better] = through[better], column
            column = int(np.where(done, np.inf, shortest).argmin())
            length, done[column] = shortest[column], True
            here = row_of[column]
        reached = done & (row_of >= 0)
        u[row_of[reached]] += length - shortest[reached]
        u[row] += length
        v[done] -= length - shortest[done]
        while column >= 0:  # hand the columns of the path on
            previous = before[column]
            row_of[column] = row_of[previous] if previous >= 0 else row
            column = previous
    columns = np.flatnonzero(row_of >= 0)
    order = np.argsort(row_of[columns])
    return row_of[columns][order], columns[order]


def hungarian_naive(cost: ArrayLike) -> tuple[Indices, Indices]:
    """All matchings tried, one by one: what tests compare ``hungarian`` with."""
    cost = as_floats(cost, "cost", "N, M")
    if cost.shape[0] > cost.shape[1]:
        columns, rows = hungarian_naive(cost.T)
        order = np.argsort(rows)
        return rows[order], columns[order]
    rows = np.arange(len(cost))
    tried = permutations(range(cost.shape[1]), len(cost))
    best = min(tried, key=lambda columns: cost[rows, list(columns)].sum())
    return rows, np.array(best, dtype=np.intp)


def greedy_matching(cost: ArrayLike) -> tuple[Indices, Indices]:
    """The cheapest pair first, then the cheapest of the rest: what ``hungarian`` improves on.

    Raises:
        ValueError: the cost is not a finite matrix.
    """
    left = as_floats(cost, "cost", "N, M").copy()
    pairs = []
    for _ in range(min(left.shape)):
        row, column = np.unravel_index(left.argmin(), left.shape)
        left[row], left[:, column] = np.inf, np.inf
        pairs.append((int(row), int(column)))
    rows, columns = np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2).T
    return rows, columns


def _centred(boxes: Floats) -> Floats:
    """Centre and size of boxes."""
    low, high = boxes[:, :2], boxes[:, 2:]
    middle: Floats = (low + high) / 2
    size: Floats = high - low
    return np.hstack([middle, size])

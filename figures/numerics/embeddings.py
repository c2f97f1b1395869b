"""What embeddings are made of and judged by: distances between points, and who is near whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_count, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

# Beyond this the square of a difference is no longer a finite float64.
_LARGEST = 1e150


def squared_distances(x: ArrayLike) -> Floats:
    """Squared Euclidean distances between all points.

    From the differences themselves: twins are exactly 0 apart, and a shift of all points costs no
    digit, unlike in ‖a‖² − 2a·b + ‖b‖².

    Args:
        x: (N, D) points.

    Returns:
        (N, N) squared distances, symmetric.

    Raises:
        ValueError: ``x`` is malformed, or so large that squares overflow.
    """
    x = _as_points(x, "x")
    squared = np.zeros((len(x), len(x)))
    for i in range(len(x)):
        difference = x[i + 1 :] - x[i]
        squared[i, i + 1 :] = squared[i + 1 :, i] = np.einsum("nd,nd->n", difference, difference)
    return squared


def trustworthiness(x: ArrayLike, embedded: ArrayLike, neighbours: int = 5) -> float:
    """How far neighbours in an embedding can be believed to be neighbours in the data.

    T = 1 − 2 / (Nk (2N − 3k − 1)) · Σᵢ Σⱼ max(0, r(i, j) − k): j runs over the k nearest points of
    i in the embedding, r(i, j) is its rank among the neighbours of i in the data. Of points
    equally far the earlier one is nearer. Venna & Kaski, "Neighborhood Preservation in Nonlinear
    Projection Methods", 2001.

    Args:
        x: (N, D) data.
        embedded: (N, E) the same points in the embedding.
        neighbours: k, at least 1 and less than N / 2.

    Returns:
        1 where all neighbours are true ones; about 0.5 where they are drawn at random.

    Raises:
        ValueError: the points are malformed, or there are too few for so many neighbours.
    """
    x, embedded = _as_points(x, "x"), _as_points(embedded, "embedded")
    n = len(x)
    if len(embedded) != n:
        raise ValueError(f"embedded must have {n} points as x has, not {len(embedded)}")
    check_count(neighbours, "neighbours")
    if 2 * neighbours >= n:
        raise ValueError(f"neighbours must be less than half of the {n} points, not {neighbours}")
    order = _nearest_first(x)
    rank = np.empty((n, n), dtype=np.intp)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(n), (n, n)), axis=1)  # itself: 0
    believed = _nearest_first(embedded)[:, 1 : neighbours + 1]
    intrusion = np.maximum(np.take_along_axis(rank, believed, axis=1) - neighbours, 0)
    worst = n * neighbours * (2 * n - 3 * neighbours - 1) / 2
    return 1 - float(intrusion.sum()) / worst


def _nearest_first(x: Floats) -> Indices:
    """Indices of all points by distance from each point, itself always first."""
    squared = squared_distances(x)
    np.fill_diagonal(squared, -1)
    return np.argsort(squared, axis=1, kind="stable")


def _as_points(x: ArrayLike, name: str) -> Floats:
    x = as_floats(x, name, "N, D")
    too_large = np.abs(x) > _LARGEST
    if too_large.any():
        raise ValueError(f"{name}[{first(too_large)}] is beyond {_LARGEST:g}, and its square ∞")
    return x

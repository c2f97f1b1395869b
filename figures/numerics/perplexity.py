"""How likely points are neighbours in the data: Gaussian weights of a given perplexity.

van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, JMLR 9:2579–2605.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, first
from figures.numerics.embeddings import squared_distances

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

# Bounds of log₂(1 / 2σ²) where the farthest point is 1 away, and how often they are halved: at the
# end 1 / 2σ² is known to 10 digits.
_WIDEST, _NARROWEST = -60.0, 1000.0
_HALVINGS = 45
_ROWS = 64  # worked on at once, so that they stay in the cache


def joint_probabilities(x: ArrayLike, perplexity: float) -> Floats:
    """P: how likely two points are neighbours in the data.

    p_ij = (p_j|i + p_i|j) / 2N, so that even an outlier has its share (section 3.1).

    Args:
        x: (N, D) data, at least 2 points.
        perplexity: from 1 to N − 1.

    Returns:
        (N, N) symmetric, sums to 1, with zeros on the diagonal.

    Raises:
        ValueError: the data are malformed, or the perplexity is out of range.
    """
    x = as_floats(x, "x", "N, D")
    largest = np.abs(x).max(initial=0)
    unit = x / largest if largest > 0 else x  # only ratios of distances count; no square overflows
    conditional = conditional_probabilities(squared_distances(unit), perplexity)
    p: Floats = (conditional + conditional.T) / (2 * len(x))
    return p


def conditional_probabilities(squared: ArrayLike, perplexity: float) -> Floats:
    """p_j|i: how likely point i takes point j for its neighbour.

    p_j|i ∝ exp(−d_ij² / 2σᵢ²) without i itself; σᵢ is found by bisection so that the perplexity
    exp(H(Pᵢ)) is the one asked for (section 2). With more twins of a point than that, they share
    all of it.

    Args:
        squared: (N, N) squared distances, at least 2 points.
        perplexity: from 1 to N − 1.

    Returns:
        (N, N); each row sums to 1, with zeros on the diagonal.

    Raises:
        ValueError: the distances are malformed, or the perplexity is out of range.
    """
    squared = _as_distances(squared)
    n = len(squared)
    if not 1 <= perplexity <= n - 1:
        raise ValueError(
            f"perplexity must be between 1 and {n - 1}, the number of other points, "
            f"not {perplexity}"
        )
    others = ~np.eye(n, dtype=bool)
    to_others = squared[others].reshape(n, n - 1)
    for begin in range(0, n, _ROWS):
        rows = slice(begin, begin + _ROWS)
        to_others[rows] = _by_bisection(to_others[rows], math.log(perplexity))
    p = np.zeros((n, n))
    p[others] = to_others.ravel()
    return p


def _by_bisection(squared: Floats, entropy_wanted: float) -> Floats:
    """Gaussian weights of each row's distances, as wide as gives the entropy wanted."""
    excess = squared - squared.min(axis=1, keepdims=True)  # the nearest point has weight 1
    excess /= np.maximum(excess.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    low = np.full((len(squared), 1), _WIDEST)
    high = np.full((len(squared), 1), _NARROWEST)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        precision = np.exp2(middle)
        weights = np.exp(-precision * excess)
        total = weights.sum(axis=1, keepdims=True)
        mean = np.einsum("ij,ij->i", weights, excess)[:, None] / total
        too_wide = np.log(total) + precision * mean > entropy_wanted
        low = np.where(too_wide, middle, low)
        high = np.where(too_wide, high, middle)
    found: Floats = weights / total
    return found


def _as_distances(squared: ArrayLike) -> Floats:
    squared = as_floats(squared, "squared", "N, N")
    if squared.shape[0] != squared.shape[1] or len(squared) < 2:
        raise ValueError(f"squared must be (N, N) for 2 points or more, not {squared.shape}")
    negative = squared < 0
    if negative.any():
        raise ValueError(f"squared[{first(negative)}] is negative")
    return squared

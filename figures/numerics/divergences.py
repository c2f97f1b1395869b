"""How far apart two distributions are: by density (KL, JS), by kernel (MMD), by transport (W₁).

Distributions come as probabilities of the same cells or as samples; all logarithms are natural.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_positive, first

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

    Kernel: TypeAlias = Callable[[Floats, Floats], Floats]

_ROWS = 64  # of a tile of kernel values, so that it stays in the cache
_LEAST_DIVISOR = 1e-300
# For a kernel narrower than this part of the data's radius, the product of matrices that gives all
# distances at once leaves rounding errors instead of them.
_NARROW = 1e-4


def kl(p: ArrayLike, q: ArrayLike) -> float:
    """Kullback–Leibler divergence of two discrete distributions.

    KL(P ‖ Q) = Σ p log(p / q) (Kullback & Leibler 1951). A cell with p = 0 adds nothing; one with
    q = 0 < p makes it infinite.

    Args:
        p: (K,) probabilities of K cells.
        q: (K,) likewise.

    Returns:
        The divergence in nats, from 0 to ∞.

    Raises:
        ValueError: a value is negative, a sum is not 1, or the shapes differ.
    """
    return _sum_of_log_ratios(*_as_distributions(p, q))


def js(p: ArrayLike, q: ArrayLike) -> float:
    """Jensen–Shannon divergence of two discrete distributions.

    JS(P, Q) = ½ KL(P ‖ M) + ½ KL(Q ‖ M) with M = ½ (P + Q) (Lin 1991): symmetric, finite.

    Args:
        p: (K,) probabilities of K cells.
        q: (K,) likewise.

    Returns:
        The divergence in nats, from 0 to log 2, which it is wherever P and Q share no cell.

    Raises:
        ValueError: a value is negative, a sum is not 1, or the shapes differ.
    """
    p, q = _as_distributions(p, q)
    # of doubles, since half of the least positive number would be 0
    doubled = _sum_of_log_ratios(2 * p, p + q) + _sum_of_log_ratios(2 * q, p + q)
    return doubled / 4


def gaussian_kl(mean_p: float, deviation_p: float, mean_q: float, deviation_q: float) -> float:
    """KL(P ‖ Q) of two Gaussians on a line.

    log(σ_q / σ_p) + (σ_p² + (μ_p − μ_q)²) / 2σ_q² − ½: (μ_p − μ_q)² / 2σ² where both have one σ.
    As Q narrows it grows without bound.

    Args:
        mean_p: μ_p.
        deviation_p: σ_p > 0.
        mean_q: μ_q.
        deviation_q: σ_q > 0.

    Returns:
        The divergence in nats; ∞ where it is beyond the largest float.

    Raises:
        ValueError: a mean is not finite, or a deviation is not positive.
    """
    as_floats([mean_p, mean_q], "means")
    check_positive(deviation_p, "deviation_p")
    check_positive(deviation_q, "deviation_q")
    ratio, shift = deviation_p / deviation_q, (mean_p - mean_q) / deviation_q
    log_ratio = math.log(deviation_p) - math.log(deviation_q)
    if 0.5 < ratio < 2:  # where little is left of that difference
        log_ratio = math.log(ratio)
    # a product becomes infinite where a power would raise OverflowError
    return max(0.0, (ratio * ratio + shift * shift - 1) / 2 - log_ratio)


def mmd2(x: ArrayLike, y: ArrayLike, bandwidth: float, *, unbiased: bool = False) -> float:
    """Squared maximum mean discrepancy of two samples under a Gaussian kernel.

    MMD² = mean k(x, x′) + mean k(y, y′) − 2 mean k(x, y), k(a, b) = exp(−‖a − b‖² / 2σ²) (Gretton
    et al., "A Kernel Two-Sample Test", 2012, JMLR 13, lemma 6). The unbiased estimate leaves each
    point's pair with itself out of the first two means. As σ → 0 a point meets nobody but itself
    and its twins: of different points the biased estimate nears 1/N + 1/M, the unbiased one 0.

    Args:
        x: (N, D) sample of P.
        y: (M, D) sample of Q.
        bandwidth: σ > 0.
        unbiased: whether to leave the pairs with itself out; then N, M ≥ 2.

    Returns:
        The estimate; the biased one is not negative, the unbiased one can be.

    Raises:
        ValueError: a sample is malformed or too small, or the bandwidth is not positive.
    """
    x, y = _as_samples(x, y, unbiased=unbiased)
    x, y, kernel = _scaled(x, y, bandwidth)
    within = _mean_within(x, kernel, unbiased) + _mean_within(y, kernel, unbiased)
    return within - 2 * _kernel_sum(x, y, kernel) / (len(x) * len(y))


def _scaled(x: Floats, y: Floats, bandwidth: float) -> tuple[Floats, Floats, Kernel]:
    """The samples and a kernel for them: around their middle in its units, unless it is narrow."""
    check_positive(bandwidth, "bandwidth")
    both = np.concatenate([x, y])
    with np.errstate(over="ignore", invalid="ignore"):  # of huge numbers there is no middle
        both = both - both.mean(axis=0)
        radius = np.abs(both).max(initial=0)
    if not bandwidth >= _NARROW * radius:  # nor is NaN
        return x, y, partial(_kernel_of_differences, bandwidth=bandwidth)
    both = both / (bandwidth * math.sqrt(2))
    return both[: len(x)], both[len(x) :], _kernel


def _mean_within(x: Floats, kernel: Kernel, unbiased: bool) -> float:
    """Mean kernel value of the pairs of a sample: each tile right of the diagonal counts twice."""
    n, between = len(x), 0.0
    for begin in range(0, n, _ROWS):
        rows, rest = x[begin : begin + _ROWS], x[begin + _ROWS :]
        values = kernel(rows, rows)
        between += float(values.sum() - np.trace(values)) + 2 * _kernel_sum(rows, rest, kernel)
    return between / (n * (n - 1)) if unbiased else (between + n) / n**2


def _kernel_sum(x: Floats, y: Floats, kernel: Kernel) -> float:
    """Σ k(x, y) over all pairs, a tile at a time: no (N, M) matrix is ever made."""
    tiles = (kernel(x[begin : begin + _ROWS], y) for begin in range(0, len(x), _ROWS))
    return math.fsum(float(tile.sum()) for tile in tiles)


def _kernel(x: Floats, y: Floats) -> Floats:
    """exp(−‖x − y‖²) of all pairs: the exponent 2x·y − ‖x‖² − ‖y‖² is one matrix product."""
    norms_x, norms_y = (np.einsum("nd,nd->n", each, each)[:, None] for each in (x, y))
    left = np.hstack([2 * x, norms_x, np.ones_like(norms_x)])
    right = np.hstack([y, -np.ones_like(norms_y), -norms_y])
    exponent: Floats = left @ right.T
    np.minimum(exponent, 0, out=exponent)  # twins can come out 1e−16 above
    np.exp(exponent, out=exponent)
    return exponent


def _kernel_of_differences(x: Floats, y: Floats, bandwidth: float) -> Floats:
    """exp(−‖x − y‖² / 2σ²) of all pairs, coordinate by coordinate: slower, and exact near 0."""
    exponent: Floats = np.zeros((len(x), len(y)))
    with np.errstate(over="ignore"):  # so far apart that the kernel is 0
        for one, other in zip(x.T, y.T, strict=True):
            exponent -= np.square((one[:, None] - other) / bandwidth) / 2
    return np.exp(exponent)


def mmd2_naive(x: ArrayLike, y: ArrayLike, bandwidth: float, *, unbiased: bool = False) -> float:
    """The obvious ``mmd2``, pair by pair in plain Python: what tests compare it with."""

    def mean(a: Floats, b: Floats, leave_out: bool = False) -> float:
        pairs = [(i, j) for i in range(len(a)) for j in range(len(b)) if i != j or not leave_out]
        values = (math.exp(-(math.dist(a[i], b[j]) ** 2) / (2 * bandwidth**2)) for i, j in pairs)
        return math.fsum(values) / len(pairs)

    x, y = as_floats(x, "x", "N, D"), as_floats(y, "y", "M, D")
    return mean(x, x, unbiased) + mean(y, y, unbiased) - 2 * mean(x, y)


def _sum_of_log_ratios(p: Floats, q: Floats) -> float:
    """Σ p log(p / q) over the cells with p > 0."""
    there = p > 0
    p, q = p[there], q[there]
    if (q == 0).any():
        return math.inf
    overflows = (q < _LEAST_DIVISOR).any()
    return float((p * (np.log(p) - np.log(q) if overflows else np.log(p / q))).sum())


def _as_distributions(p: ArrayLike, q: ArrayLike) -> tuple[Floats, Floats]:
    p, q = as_floats(p, "p", "K"), as_floats(q, "q", "K")
    if p.shape != q.shape:
        raise ValueError(f"q must have shape {p.shape} as p has, not {q.shape}")
    for each, name in ((p, "p"), (q, "q")):
        check_distribution(each, name)
    return p, q


def check_distribution(p: Floats, name: str) -> None:
    """Raises ``ValueError`` unless all values are ≥ 0 and their sum is 1 up to 1e−9."""
    negative = p < 0
    if negative.any():
        raise ValueError(f"{name}[{first(negative)}] is negative")
    if not abs(p.sum() - 1) <= 1e-9:
        raise ValueError(f"{name} must sum to 1, not {p.sum():g}")


def _as_samples(x: ArrayLike, y: ArrayLike, *, unbiased: bool) -> tuple[Floats, Floats]:
    x, y = as_floats(x, "x", "N, D"), as_floats(y, "y", "M, D")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"y must have {x.shape[1]} columns as x has, not {y.shape[1]}")
    least = 2 if unbiased else 1
    for each, name in ((x, "x"), (y, "y")):
        if len(each) < least:
            raise ValueError(f"{name} must hold at least {least} points, not {len(each)}")
    return x, y

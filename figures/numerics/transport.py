"""Optimal transport: what it costs to move one distribution to where another is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_not_negative, check_positive
from figures.numerics.divergences import check_distribution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def wasserstein_1d(x: ArrayLike, y: ArrayLike) -> float:
    """Wasserstein-1 (earth mover's) distance of two samples on a line.

    W₁ = ∫ |F⁻¹(t) − G⁻¹(t)| dt: in one dimension nothing is won by crossing, so the smallest goes
    to the smallest. With as many values in both that is the mean difference of the sorted values.

    Args:
        x: (N,) sample of P, at least 1 value.
        y: (M,) sample of Q, likewise; N and M may differ.

    Returns:
        The distance, in the unit of the values.

    Raises:
        ValueError: a sample is malformed or empty.
    """
    x, y = np.sort(_as_sample(x, "x")), np.sort(_as_sample(y, "y"))
    n, m = len(x), len(y)
    if n == m:
        return float(np.abs(x - y).mean())
    # Each x is worth m of n·m equal grains, each y n of them: whole numbers, so exact.
    ends = np.concatenate([np.arange(1, n + 1) * m, np.arange(1, m + 1) * n])
    ends.sort(kind="stable")  # merges the two, each in order already
    grains = np.diff(ends, prepend=0)
    distance = np.abs(x[(ends - 1) // m] - y[(ends - 1) // n])
    return float(grains @ distance) / (n * m)


def wasserstein_1d_naive(x: ArrayLike, y: ArrayLike) -> float:
    """The obvious ``wasserstein_1d``: heaps of earth moved one by one, in exact fractions."""
    from_heaps = [[place, Fraction(1, np.size(x))] for place in sorted(np.asarray(x).tolist())]
    to_holes = [[place, Fraction(1, np.size(y))] for place in sorted(np.asarray(y).tolist())]
    work = Fraction(0)
    while from_heaps:
        (heap, left), (hole, room) = from_heaps[0], to_holes[0]
        moved = min(left, room)
        work += moved * abs(Fraction(heap) - Fraction(hole))
        for side in (from_heaps, to_holes):
            side[0][1] -= moved
            if side[0][1] == 0:
                side.pop(0)
    return float(work)


def sinkhorn(
    a: ArrayLike,
    b: ArrayLike,
    cost: ArrayLike,
    epsilon: float,
    iterations: int = 1000,
    tolerance: float = 1e-9,
) -> tuple[Floats, float]:
    """Optimal transport with entropy: a plan found by scaling rows and columns in turns.

    min ⟨π, C⟩ + ε Σ π (log π − 1) over the plans π with row sums a and column sums b; it is
    π_ij = exp(f_i + g_j − C_ij / ε) (Cuturi, "Sinkhorn Distances", 2013, arXiv:1306.0895,
    algorithm 1; its u and v are exp f and exp g, which underflow when ε is small). The smaller ε,
    the nearer to plain transport, and the more iterations.

    Args:
        a: (N,) masses to be moved, summing to 1.
        b: (M,) masses wanted, likewise.
        cost: (N, M) price of moving a unit of mass.
        epsilon: ε > 0, in the unit of ``cost``.
        iterations: at most so many, at least 1.
        tolerance: ends when the column sums are off by no more in all.

    Returns:
        The plan (N, M), whose rows are exact and whose columns are as near as was reached, and its
        price ⟨π, C⟩, without the entropy.

    Raises:
        ValueError: masses, cost or a parameter are malformed.
    """
    a, b, cost = _as_masses(a, "a", "N"), _as_masses(b, "b", "M"), as_floats(cost, "cost", "N, M")
    if cost.shape != (len(a), len(b)):
        raise ValueError(f"cost must have shape {(len(a), len(b))}, not {cost.shape}")
    check_positive(epsilon, "epsilon")
    check_count(iterations, "iterations")
    check_not_negative(tolerance, "tolerance")
    with np.errstate(divide="ignore"):  # no mass: log 0 = −∞, and nothing is moved
        log_a, log_b = np.log(a), np.log(b)
    with np.errstate(over="ignore"):
        gain = as_floats(-cost / epsilon, "-cost / epsilon")
    columns = _log_sum_exp(gain, axis=0)  # of f = 0
    for _ in range(iterations):
        g = log_b - columns
        f = log_a - _log_sum_exp(gain + g, axis=1)
        columns = _log_sum_exp(gain + f[:, None], axis=0)
        if np.abs(np.exp(columns + g) - b).sum() <= tolerance:
            break
    plan: Floats = np.exp(gain + f[:, None] + g)
    return plan, float((plan * cost).sum())


def _log_sum_exp(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total


def _as_sample(values: ArrayLike, name: str) -> Floats:
    sample = as_floats(values, name, "N")
    if not sample.size:
        raise ValueError(f"{name} must hold at least one value")
    return sample


def _as_masses(values: ArrayLike, name: str, axes: str) -> Floats:
    masses = as_floats(values, name, axes)
    check_distribution(masses, name)
    return masses

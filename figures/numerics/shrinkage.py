"""Penalties on the weights of a linear model: the lasso (L1), ridge (L2), and what they do to one.

Neither fits an intercept: centre ``y`` and the columns of ``x`` first, for an intercept should not
be penalised. Scale the columns alike, too, for a penalty depends on units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_not_negative, check_positive

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

_SMALLEST_STEP = 1e-14  # of the largest weight: a sweep that moves less has arrived
_SWEEPS = 20_000
_ISTA_STEPS = 5_000


def soft_threshold(x: ArrayLike, threshold: float) -> Floats:
    """Move every value towards 0 by the threshold and stop there: sign(x) max(|x| − t, 0).

    It is the w that minimises ½ (w − x)² + t |w|.

    Args:
        x: finite, any shape.
        threshold: ≥ 0.

    Returns:
        Values of that shape.

    Raises:
        ValueError: x is not finite, or the threshold is negative.
    """
    x = as_floats(x, "x")
    check_not_negative(threshold, "threshold")
    return np.sign(x) * np.maximum(np.abs(x) - threshold, 0)


def hard_threshold(x: ArrayLike, threshold: float) -> Floats:
    """Keep the values beyond the threshold as they are, and set the others to 0.

    With t = √(2λ) it is the w that minimises ½ (w − x)² + λ · [w ≠ 0].

    Args:
        x: finite, any shape.
        threshold: ≥ 0; a value that equals it goes.

    Returns:
        Values of that shape.

    Raises:
        ValueError: x is not finite, or the threshold is negative.
    """
    x = as_floats(x, "x")
    check_not_negative(threshold, "threshold")
    return np.where(np.abs(x) > threshold, x, 0.0)


def ridge_scaling(x: ArrayLike, penalty: float) -> Floats:
    """Shrink every value in proportion: x / (1 + λ).

    It is the w that minimises ½ (w − x)² + ½ λ w².

    Args:
        x: finite, any shape.
        penalty: λ ≥ 0.

    Returns:
        Values of that shape.

    Raises:
        ValueError: x is not finite, or the penalty is negative.
    """
    x = as_floats(x, "x")
    check_not_negative(penalty, "penalty")
    return x / (1 + penalty)


def lasso(x: ArrayLike, y: ArrayLike, penalty: float, start: ArrayLike | None = None) -> Floats:
    """Weights that minimise (1/2n) ‖y − Xw‖² + λ ‖w‖₁, by coordinate descent.

    Each weight in turn takes its best value while the others stand still, which is a soft
    threshold. Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996, JRSS B 58(1);
    Friedman et al., "Pathwise Coordinate Optimization", 2007, Annals of Applied Statistics 1(2).

    Args:
        x: (N, D), one row a sample.
        y: (N,) values to be explained.
        penalty: λ > 0.
        start: (D,) weights to begin with, zeros if None; the nearer, the sooner it arrives.

    Returns:
        (D,) weights; many are exactly 0 where λ is large.

    Raises:
        ValueError: an argument is malformed.
        ArithmeticError: the columns are so nearly dependent that the descent does not arrive.
    """
    x, y, weights = _checked_lasso(x, y, penalty, start)
    gram, pull = x.T @ x / len(x), x.T @ y / len(x)
    usable = np.flatnonzero(gram.diagonal())  # a column of zeros can explain nothing
    for _ in range(_SWEEPS):
        before = weights.copy()
        for j in usable:
            others = gram[j] @ weights - gram[j, j] * weights[j]
            weights[j] = _softened(pull[j] - others, penalty) / gram[j, j]
        if np.abs(weights - before).max() <= _SMALLEST_STEP * np.abs(weights).max():
            return weights
    raise ArithmeticError(f"the weights still move after {_SWEEPS} sweeps at penalty {penalty:g}")


def lasso_path(x: ArrayLike, y: ArrayLike, penalties: ArrayLike) -> Floats:
    """Weights of the ``lasso`` for each λ: the largest first, each next from the weights before.

    Args:
        x: (N, D), one row a sample.
        y: (N,) values to be explained.
        penalties: (K,) values of λ > 0, in any order.

    Returns:
        (K, D) weights.

    Raises:
        ValueError: an argument is malformed.
        ArithmeticError: the columns are so nearly dependent that the descent does not arrive.
    """
    x, y, penalties = _checked(x, y, penalties)
    path: Floats = np.zeros((len(penalties), x.shape[1]))
    weights = np.zeros(x.shape[1])
    for k in np.argsort(-penalties, kind="stable"):
        weights = lasso(x, y, float(penalties[k]), weights)
        path[k] = weights
    return path


def lasso_path_naive(x: ArrayLike, y: ArrayLike, penalties: ArrayLike) -> Floats:
    """The obvious ``lasso_path``: a gradient step, then a soft threshold, over and over (ISTA)."""
    x, y, penalties = _checked(x, y, penalties)
    step = len(x) / max(np.linalg.norm(x, 2) ** 2, np.finfo(float).tiny)
    path = []
    for penalty in penalties:
        weights: Floats = np.zeros(x.shape[1])
        for _ in range(_ISTA_STEPS):
            gradient = x.T @ (x @ weights - y) / len(x)
            weights = soft_threshold(weights - step * gradient, step * penalty)
        path.append(weights)
    return np.array(path).reshape(len(penalties), x.shape[1])


def largest_penalty(x: ArrayLike, y: ArrayLike) -> float:
    """The λ from which on all weights of the lasso are 0: max |Xᵀy| / n.

    Args:
        x: (N, D), one row a sample.
        y: (N,) values to be explained.

    Returns:
        λ ≥ 0.

    Raises:
        ValueError: an argument is malformed.
    """
    x, y, _ = _checked(x, y, [])
    return float(np.abs(x.T @ y).max() / len(x))


def ridge_path(x: ArrayLike, y: ArrayLike, penalties: ArrayLike) -> Floats:
    """Weights that minimise (1/2n) ‖y − Xw‖² + ½ λ ‖w‖², for each λ, from one SVD.

    With X = U S Vᵀ they are V diag(s / (s² + nλ)) Uᵀ y: directions in which the data vary little
    are shrunk most. With λ = 0 they are the shortest least-squares solution. Hoerl and Kennard,
    "Ridge Regression: Biased Estimation for Nonorthogonal Problems", 1970, Technometrics 12(1).

    Args:
        x: (N, D), one row a sample.
        y: (N,) values to be explained.
        penalties: (K,) values of λ ≥ 0, in any order.

    Returns:
        (K, D) weights.

    Raises:
        ValueError: an argument is malformed.
    """
    x, y, penalties = _checked(x, y, penalties)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    seen = s > s[0] * max(x.shape) * np.finfo(float).eps  # the rest is rounding
    u, s, vt = u[:, seen], s[seen], vt[seen]
    along = s / (s**2 + len(x) * penalties[:, None]) * (u.T @ y)
    weights: Floats = along @ vt
    return weights


def ridge_path_naive(x: ArrayLike, y: ArrayLike, penalties: ArrayLike) -> Floats:
    """The obvious ``ridge_path``: solve (XᵀX + nλI) w = Xᵀy for each λ."""
    x, y, penalties = _checked(x, y, penalties)
    n, d = x.shape
    solved = [np.linalg.solve(x.T @ x + n * each * np.eye(d), x.T @ y) for each in penalties]
    return np.array(solved).reshape(len(penalties), d)


def _softened(value: float, threshold: float) -> float:
    """``soft_threshold`` of one number, thirty times as fast."""
    return max(value - threshold, 0.0) + min(value + threshold, 0.0)


def _checked_lasso(
    x: ArrayLike, y: ArrayLike, penalty: float, start: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    x, y, _ = _checked(x, y, [])
    check_positive(penalty, "penalty")  # without one it is least squares
    weights = np.zeros(x.shape[1]) if start is None else as_floats(start, "start", "D").copy()
    if len(weights) != x.shape[1]:
        raise ValueError(f"start must have shape ({x.shape[1]},), not {weights.shape}")
    return x, y, weights


def _checked(x: ArrayLike, y: ArrayLike, penalties: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, y = as_floats(x, "x", "N, D"), as_floats(y, "y", "N")
    if 0 in x.shape:
        raise ValueError(f"x must have rows and columns, not shape {x.shape}")
    if len(y) != len(x):
        raise ValueError(f"y must have shape ({len(x)},), not {y.shape}")
    penalties = as_floats(penalties, "penalties", "K")
    for k, penalty in enumerate(penalties):
        check_not_negative(penalty, f"penalties[{k}]")
    return x, y, penalties

"""Splits of samples into training and validation, and the errors that they measure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from figures.numerics.checks import as_floats, check_count

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

Split: TypeAlias = "tuple[Indices, Indices]"
"""Indices to train on, and indices to validate on."""
Predictor: TypeAlias = "Callable[[Floats], Floats]"
Fit: TypeAlias = "Callable[[Floats, Floats], Predictor]"
"""Takes the x and y of the training samples, gives what predicts y from x."""


def k_fold(
    n: int, k: int, rng: np.random.Generator | np.random.RandomState | None = None
) -> list[Split]:
    """Cut n samples into k parts as equal as can be; each is validated on once.

    Args:
        n: number of samples.
        k: 2 ≤ k ≤ n; with k = n it leaves one out.
        rng: shuffles the samples first; None takes them in order.

    Returns:
        k pairs of indices to train and to validate on, each in rising order.

    Raises:
        ValueError: k is out of range.
    """
    check_count(n, "n", least=2)
    check_count(k, "k", least=2)
    if k > n:
        raise ValueError(f"k must not be larger than n: {k} > {n}")
    order = np.arange(n) if rng is None else rng.permutation(n)
    return [_split(n, part) for part in np.array_split(order, k)]


def leave_p_out(n: int, p: int) -> Iterator[Split]:
    """Every split of n samples that validates on p of them: all C(n, p), none at random.

    Args:
        n: number of samples.
        p: 1 ≤ p < n.

    Yields:
        Indices to train and to validate on, in rising order.

    Raises:
        ValueError: p is out of range.
    """
    _check_left_out(n, p)
    return (_split(n, np.array(part)) for part in combinations(range(n), p))


def leave_p_out_count(n: int, p: int) -> int:
    """How many splits ``leave_p_out`` gives: C(n, p) = n! / (p! (n − p)!).

    Args:
        n: number of samples.
        p: 1 ≤ p < n.

    Returns:
        The exact number.

    Raises:
        ValueError: p is out of range.
    """
    _check_left_out(n, p)
    return math.comb(n, p)


def cross_validate(
    fit: Fit, x: ArrayLike, y: ArrayLike, splits: Sequence[Split]
) -> tuple[Floats, Floats]:
    """Mean squared error in training and in validation, for each split.

    The model is fitted anew from the training part alone, so whatever learns from data
    (standardisation, selection of features) belongs inside ``fit``.

    Args:
        fit: gets x and y of the training samples, returns a function that predicts y from x.
        x: (N, …) samples.
        y: (N,) values to predict.
        splits: indices to train and to validate on, such as ``k_fold`` gives.

    Returns:
        (S,) training errors and (S,) validation errors.

    Raises:
        ValueError: x or y is malformed.
    """
    x, y = _checked_samples(x, y)
    errors = np.zeros((2, len(splits)))
    for i, (train, validation) in enumerate(splits):
        predict = fit(x[train], y[train])
        for row, part in enumerate((train, validation)):
            errors[row, i] = np.mean((predict(x[part]) - y[part]) ** 2)
    return errors[0], errors[1]


def validation_curve(
    fits: Sequence[Fit], x: ArrayLike, y: ArrayLike, splits: Sequence[Split]
) -> tuple[Floats, Floats]:
    """Errors of several models, such as one for each strength of a penalty, on the same splits.

    Args:
        fits: M models, as ``cross_validate`` takes them.
        x: (N, …) samples.
        y: (N,) values to predict.
        splits: indices to train and to validate on.

    Returns:
        (M, S) training errors and (M, S) validation errors.

    Raises:
        ValueError: x or y is malformed.
    """
    errors = np.array([cross_validate(fit, x, y, splits) for fit in fits])
    errors = errors.reshape(len(fits), 2, len(splits))
    return errors[:, 0].copy(), errors[:, 1].copy()


def learning_curve(
    fit: Fit, sizes: Sequence[int], x: ArrayLike, y: ArrayLike, splits: Sequence[Split]
) -> tuple[Floats, Floats]:
    """Errors of a model that is trained on the first samples only, ever more of them.

    Args:
        fit: as ``cross_validate`` takes it.
        sizes: L numbers of training samples.
        x: (N, …) samples.
        y: (N,) values to predict.
        splits: indices to train and to validate on; all samples of the latter are used.

    Returns:
        (L, S) training errors, on those samples that were trained on, and (L, S) validation errors.

    Raises:
        ValueError: x or y is malformed, or a size is larger than a training part.
    """
    fewest = min((len(train) for train, _ in splits), default=0)
    for size in sizes:
        check_count(size, "sizes")
        if size > fewest:
            raise ValueError(f"sizes must not be above {fewest}, which a split trains on: {size}")
    errors = np.zeros((2, len(sizes), len(splits)))
    for i, size in enumerate(sizes):
        first = [(train[:size], validation) for train, validation in splits]
        errors[:, i] = cross_validate(fit, x, y, first)
    return errors[0], errors[1]


def _split(n: int, part: Indices) -> Split:
    validated = np.zeros(n, dtype=bool)
    validated[part] = True
    return np.flatnonzero(~validated), np.flatnonzero(validated)


def _check_left_out(n: int, p: int) -> None:
    check_count(n, "n", least=2)
    check_count(p, "p")
    if p >= n:
        raise ValueError(f"p must be smaller than n, or nothing is left to train on: {p} >= {n}")


def _checked_samples(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    x, y = as_floats(x, "x"), as_floats(y, "y", "N")
    if x.shape[:1] != y.shape:
        raise ValueError(f"x has shape {x.shape}, but y has {len(y)} values")
    return x, y

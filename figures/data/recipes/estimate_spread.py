"""Write ``data/estimate_spread.npz``: thousands of cross-validations of two classifiers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from figures.data.estimate_spread import FOLDS, SAMPLES, TESTED
from figures.numerics.resampling import cross_validate, k_fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

DRAWS = 1000
_FEATURES = 30
_USEFUL = 3
_APART = 0.8  # the two class means, in standard deviations, in each useful feature


def nearest_mean(x: Floats, y: Floats) -> Callable[[Floats], Floats]:
    """The class whose mean is nearer, over all features: a stable learner."""
    low, high = _class_means(x, y)
    return lambda new: ((new - (low + high) / 2) @ (high - low) > 0).astype(np.float64)


def best_feature(x: Floats, y: Floats) -> Callable[[Floats], Floats]:
    """The same over the one feature that parts the classes best: an unstable learner."""
    low, high = _class_means(x, y)
    best = np.argmax(np.abs(high - low) / x.std(axis=0))
    apart, middle = (high - low)[best], (low + high)[best] / 2
    return lambda new: ((new[:, best] - middle) * apart > 0).astype(np.float64)


def one_draw(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Errors among ``SAMPLES`` by cross-validation, and among ``TESTED`` new samples."""
    random = np.random.default_rng(seed)
    x, y = _samples(random, SAMPLES)
    new_x, new_y = _samples(random, TESTED)
    splits = [k_fold(SAMPLES, k, random) for k in FOLDS]
    learners = (nearest_mean, best_feature)
    # of 0 and 1 the squared error is the error rate; k divides the samples, so counts are whole
    counted = [
        [round(SAMPLES * cross_validate(fit, x, y, each)[1].mean()) for each in splits]
        for fit in learners
    ]
    tested = [np.count_nonzero(fit(x, y)(new_x) != new_y) for fit in learners]
    return np.array(counted, dtype=np.uint8), np.array(tested, dtype=np.uint16)


def main() -> None:
    """One row a draw; about half a minute."""
    draws = [one_draw(seed) for seed in range(DRAWS)]
    np.savez_compressed(
        Path(__file__).parents[1] / "estimate_spread.npz",
        counted=np.stack([counted for counted, _ in draws], axis=-1),
        tested=np.stack([tested for _, tested in draws], axis=-1),
    )


def _samples(random: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    y = random.integers(0, 2, n).astype(np.float64)
    x = random.normal(size=(n, _FEATURES))
    x[:, :_USEFUL] += _APART * (y[:, None] - 0.5)
    return x, y


def _class_means(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return x[y == 0].mean(axis=0), x[y == 1].mean(axis=0)


if __name__ == "__main__":
    main()

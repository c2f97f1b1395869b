"""Mixing pictures, and averaging weights over training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_positive

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def cutmix(
    x: ArrayLike, targets: ArrayLike, alpha: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Paste a box of another picture into each one, and mix targets by the share of pixels.

    A share λ ~ Beta(α, α) is drawn once for the batch; the box has sides √(1 − λ) of the picture's,
    stands around a random pixel, and is cut at the border, so the targets take the share that is
    left. Yun et al., "CutMix", 2019, arXiv:1905.04899, section 3.1 and appendix A.

    Args:
        x: (N, C, H, W) pictures, not empty.
        targets: (N, K) one-hot or soft labels.
        alpha: > 0.
        rng: the source of chance.

    Returns:
        Pictures (N, C, H, W) and targets (N, K).

    Raises:
        ValueError: an argument is malformed.
    """
    x, targets = as_floats(x, "x", "N, C, H, W"), as_floats(targets, "targets", "N, K")
    if not x.size or len(x) != len(targets):
        raise ValueError(f"x of shape {x.shape} and {len(targets)} targets do not go together")
    check_positive(alpha, "alpha")
    side = np.sqrt(1 - rng.beta(alpha, alpha))
    rows, columns = (_span(length, side, rng) for length in x.shape[2:])
    other = rng.permutation(len(x))
    mixed = x.copy()
    mixed[:, :, rows, columns] = x[other][:, :, rows, columns]
    pasted = (rows.stop - rows.start) * (columns.stop - columns.start)
    share = 1 - pasted / (x.shape[2] * x.shape[3])
    return mixed, share * targets + (1 - share) * targets[other]


def ema_update(
    average: ArrayLike, weights: ArrayLike, decay: float, step: int | None = None
) -> Floats:
    """Exponential moving average of weights: m ← d m + (1 − d) w.

    Early in training the average would hold on to its random start; with the number of the step,
    d is at most (1 + t) / (10 + t), as TensorFlow's ``ExponentialMovingAverage`` has it. Polyak and
    Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992, SIAM J. Control 30(4).

    Args:
        average: m so far, any shape.
        weights: w, of that shape.
        decay: d in [0, 1).
        step: t ≥ 0, or None for a fixed decay.

    Returns:
        The new average, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    average, weights = as_floats(average, "average"), as_floats(weights, "weights")
    if weights.shape != average.shape:
        raise ValueError(f"weights must have shape {average.shape}, not {weights.shape}")
    if not 0 <= decay < 1:
        raise ValueError(f"decay must be at least 0 and below 1, not {decay}")
    if step is not None:
        check_count(step, "step", least=0)
        decay = min(decay, (1 + step) / (10 + step))
    return decay * average + (1 - decay) * weights


def _span(length: int, share: float, rng: np.random.Generator) -> slice:
    """Places of about a share of a length around a random one, cut at the ends."""
    half, centre = int(length * share) // 2, int(rng.integers(length))
    return slice(max(centre - half, 0), min(centre + half, length))

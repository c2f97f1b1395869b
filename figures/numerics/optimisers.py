"""Steps of the usual optimisers, clipping, and the learning rate over a training run.

Each step is a pure function: what an optimiser remembers goes in and comes out. Plain gradient
descent and decoupled decay alone are in ``training``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import (
    as_floats,
    check_count,
    check_not_negative,
    check_positive,
    first,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def momentum_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    velocity: ArrayLike,
    rate: float,
    momentum: float = 0.9,
    nesterov: bool = False,
) -> tuple[Floats, Floats]:
    """Step of gradient descent with momentum: v ← μ v + g, then w ← w − η v.

    Nesterov's variant steps by g + μ v with the new v, as if the gradient had been taken a step
    ahead. Polyak, "Some Methods of Speeding Up the Convergence of Iteration Methods", 1964, USSR
    Computational Mathematics and Mathematical Physics 4(5); Sutskever et al., "On the Importance of
    Initialization and Momentum in Deep Learning", 2013, ICML. The rate multiplies v as in PyTorch.

    Args:
        weights: w, any shape.
        gradient: g, of the same shape.
        velocity: v of the step before, zeros at first.
        rate: η > 0.
        momentum: μ in [0, 1).
        nesterov: whether to look ahead.

    Returns:
        New weights and velocity, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    weights, gradient, velocity = _checked(weights, gradient=gradient, velocity=velocity)
    check_positive(rate, "rate")
    _check_decay_of_average(momentum, "momentum")
    velocity = momentum * velocity + gradient
    ahead = gradient + momentum * velocity if nesterov else velocity
    return weights - rate * ahead, velocity


def adam_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    mean: ArrayLike,
    square: ArrayLike,
    step: int,
    rate: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> tuple[Floats, Floats, Floats]:
    """Step of Adam: w ← w − η m̂ / (√v̂ + ε), with averages that are corrected for starting at 0.

    m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g²; m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
    Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, arXiv:1412.6980, algorithm 1.

    Args:
        weights: w, any shape.
        gradient: g, of the same shape.
        mean: m of the step before, zeros at first.
        square: v of the step before, zeros at first; not negative.
        step: t, counted from 1.
        rate: η > 0.
        betas: β₁ and β₂ in [0, 1).
        eps: ε > 0.

    Returns:
        New weights, m and v, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    weights, gradient, mean, square = _checked(weights, gradient=gradient, mean=mean, square=square)
    if (square < 0).any():
        raise ValueError(f"square[{first(square < 0)}] is negative")
    check_count(step, "step")
    check_positive(rate, "rate")
    check_positive(eps, "eps")
    b1, b2 = betas
    _check_decay_of_average(b1, "betas[0]")
    _check_decay_of_average(b2, "betas[1]")
    mean = b1 * mean + (1 - b1) * gradient
    square = b2 * square + (1 - b2) * gradient**2
    corrected_mean = mean / (1 - b1**step)
    corrected_square = square / (1 - b2**step)
    return weights - rate * corrected_mean / (np.sqrt(corrected_square) + eps), mean, square


def adamw_step(
    weights: ArrayLike,
    gradient: ArrayLike,
    mean: ArrayLike,
    square: ArrayLike,
    step: int,
    rate: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    decay: float = 0.01,
) -> tuple[Floats, Floats, Floats]:
    """Step of Adam after the weights have shrunk by (1 − η λ), which the averages never see.

    Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, arXiv:1711.05101,
    algorithm 2; that η multiplies λ is PyTorch's way.

    Args:
        weights: w, any shape.
        gradient: g of the loss without any penalty, of the same shape.
        mean: m of the step before, zeros at first.
        square: v of the step before, zeros at first; not negative.
        step: t, counted from 1.
        rate: η > 0.
        betas: β₁ and β₂ in [0, 1).
        eps: ε > 0.
        decay: λ ≥ 0.

    Returns:
        New weights, m and v, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    check_not_negative(decay, "decay")
    shrunk = (1 - rate * decay) * as_floats(weights, "weights")
    return adam_step(shrunk, gradient, mean, square, step, rate, betas, eps)


def clip_by_norm(gradients: Sequence[ArrayLike], most: float) -> tuple[list[Floats], float]:
    """Scale all gradients by one factor so that their common norm is at most a limit.

    One norm for all keeps the direction. Pascanu et al., "On the Difficulty of Training Recurrent
    Neural Networks", 2013, arXiv:1211.5063, algorithm 1.

    Args:
        gradients: arrays of any shapes.
        most: > 0, the largest norm that is left alone.

    Returns:
        Gradients of the same shapes, and the norm that they had.

    Raises:
        ValueError: an argument is malformed.
    """
    arrays = [as_floats(each, f"gradients[{i}]") for i, each in enumerate(gradients)]
    check_positive(most, "most")
    norm = math.sqrt(sum(float((each**2).sum()) for each in arrays))
    factor = min(1.0, most / norm) if norm else 1.0
    return [factor * each for each in arrays], norm


def lr_schedule(
    step: ArrayLike, total: int, peak: float, warmup: int = 0, floor: float = 0.0
) -> Floats:
    """Learning rate that rises linearly during warm-up and then falls along half a cosine.

    η = peak · (t + 1) / warmup while t < warmup; then floor + ½ (peak − floor) (1 + cos πp) with
    p = (t − warmup) / (total − warmup). Goyal et al., "Accurate, Large Minibatch SGD", 2017,
    arXiv:1706.02677, section 2.2, for the warm-up; Loshchilov and Hutter, "SGDR", 2017,
    arXiv:1608.03983, equation 5, for the cosine.

    Args:
        step: t, whole numbers from 0 to total, any shape.
        total: steps of the whole run.
        peak: > 0.
        warmup: steps of warm-up, fewer than ``total``.
        floor: ≥ 0 and at most ``peak``; the rate at t = total.

    Returns:
        Rates shaped like ``step``.

    Raises:
        ValueError: an argument is malformed.
    """
    step = as_floats(step, "step")
    check_count(total, "total")
    check_count(warmup, "warmup", least=0)
    check_positive(peak, "peak")
    check_not_negative(floor, "floor")
    if warmup >= total:
        raise ValueError(f"warmup must be less than the {total} steps in all, not {warmup}")
    if floor > peak:
        raise ValueError(f"floor must be at most the peak {peak}, not {floor}")
    outside = (step < 0) | (step > total)
    if outside.any():
        raise ValueError(f"step[{first(outside)}] is outside 0…{total}")
    rising = peak * (step + 1) / max(warmup, 1)
    falling = floor + (peak - floor) * (1 + np.cos(np.pi * (step - warmup) / (total - warmup))) / 2
    return np.where(step < warmup, rising, falling)


def _check_decay_of_average(value: float, name: str) -> None:
    """Raises ``ValueError`` unless 0 ≤ value < 1: with 1 nothing new would ever count."""
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, not {value}")


def _checked(weights: ArrayLike, **others: ArrayLike) -> tuple[Floats, ...]:
    """``weights`` and arrays of the same shape."""
    weights = as_floats(weights, "weights")
    arrays = [as_floats(values, name) for name, values in others.items()]
    for name, values in zip(others, arrays, strict=True):
        if values.shape != weights.shape:
            raise ValueError(f"{name} must have shape {weights.shape}, not {values.shape}")
    return weights, *arrays

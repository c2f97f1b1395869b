"""Batch normalisation in training and at inference, its backward pass, and folding it away.

Axis 1 holds the channels; statistics run over all other axes, so that a layer of (N, C, H, W) maps
has m = N·H·W values a channel and a dense layer of (N, C) has m = N. Ioffe & Szegedy, "Batch
Normalization", 2015, arXiv:1502.03167.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_fraction, check_positive, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def batch_norm(
    x: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    running_mean: ArrayLike,
    running_var: ArrayLike,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Floats, Floats, Floats]:
    """Batch normalisation while training: y = γ (x − μ) / √(σ² + ε) + β, with the batch's μ and σ².

    The batch is divided by its biased variance (by m); the running variance collects the unbiased
    one (by m − 1): running ← (1 − ρ) running + ρ · batch (arXiv:1502.03167, algorithms 1 and 2).

    Args:
        x: (N, C, …) with at least two values a channel: of a single one nothing but β would be
            left, and it has no unbiased variance.
        gamma: (C,) scales.
        beta: (C,) shifts.
        running_mean: (C,).
        running_var: (C,), not negative.
        momentum: ρ in [0, 1], the weight of this batch.
        eps: ε > 0.

    Returns:
        y, shaped like ``x``, and the new running mean and variance, (C,) each.

    Raises:
        ValueError: an argument is malformed, or there are fewer than two values a channel.
    """
    x, mean, var = _checked(x, running_mean=running_mean, running_var=running_var)
    check_fraction(momentum, "momentum")
    batch_mean, batch_var = _statistics(x)
    y = batch_norm_eval(x, gamma, beta, batch_mean, batch_var, eps)
    m = x.size // len(mean)
    unbiased = batch_var * m / (m - 1)
    mean = (1 - momentum) * mean + momentum * batch_mean
    var = (1 - momentum) * var + momentum * unbiased
    return y, mean, var


def batch_norm_eval(
    x: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    mean: ArrayLike,
    var: ArrayLike,
    eps: float = 1e-5,
) -> Floats:
    """Batch normalisation at inference: the same formula with fixed statistics, an affine map.

    Args:
        x: (N, C, …), any number of samples.
        gamma: (C,) scales.
        beta: (C,) shifts.
        mean: (C,) running means.
        var: (C,) running variances, not negative.
        eps: ε > 0.

    Returns:
        y, shaped like ``x``; no sample depends on another.

    Raises:
        ValueError: an argument is malformed.
    """
    x, gamma, beta, mean, var = _checked(x, gamma=gamma, beta=beta, mean=mean, var=var)
    check_positive(eps, "eps")
    normalised = (x - _spread(mean, x)) / np.sqrt(_spread(var, x) + eps)
    return _spread(gamma, x) * normalised + _spread(beta, x)


def batch_norm_backward(
    x: ArrayLike, gamma: ArrayLike, gradient: ArrayLike, eps: float = 1e-5
) -> tuple[Floats, Floats, Floats]:
    """Gradients of a loss by the input, γ and β of ``batch_norm``.

    With x̂ = (x − μ) / √(σ² + ε), of which every x moves μ and σ² as well:
    dx = γ / √(σ² + ε) · (g − mean g − x̂ · mean(g x̂)) (arXiv:1502.03167, section 3, simplified).

    Args:
        x: (N, C, …) that went in, at least two values a channel.
        gamma: (C,) scales.
        gradient: g, gradient of the loss by y, shaped like ``x``.
        eps: ε > 0.

    Returns:
        dx, shaped like ``x``, and dγ, dβ, (C,) each.

    Raises:
        ValueError: an argument is malformed, or there are fewer than two values a channel.
    """
    x, gamma = _checked(x, gamma=gamma)
    g = as_floats(gradient, "gradient")
    if g.shape != x.shape:
        raise ValueError(f"gradient must have shape {x.shape}, not {g.shape}")
    check_positive(eps, "eps")
    mean, var = _statistics(x)
    scale = np.sqrt(_spread(var, x) + eps)
    x_hat = (x - _spread(mean, x)) / scale
    axes, m = _all_but_channels(x), x.size // len(gamma)
    d_gamma, d_beta = (g * x_hat).sum(axis=axes), g.sum(axis=axes)
    centred = g - _spread(d_beta, x) / m - x_hat * _spread(d_gamma, x) / m
    return _spread(gamma, x) / scale * centred, d_gamma, d_beta


def fold_batch_norm(
    w: ArrayLike,
    b: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    mean: ArrayLike,
    var: ArrayLike,
    eps: float = 1e-5,
) -> tuple[Floats, Floats]:
    """Weights of one layer that does what a layer and ``batch_norm_eval`` after it do.

    w′ = γ w / √(σ² + ε) and b′ = β + γ (b − μ) / √(σ² + ε), for each output channel.

    Args:
        w: (O, …) weights of a convolution or a dense layer, output channels first.
        b: (O,) biases.
        gamma: (O,) scales.
        beta: (O,) shifts.
        mean: (O,) running means.
        var: (O,) running variances, not negative.
        eps: ε > 0.

    Returns:
        w′, shaped like ``w``, and b′ (O,).

    Raises:
        ValueError: an argument is malformed.
    """
    w = as_floats(w, "w")
    if w.ndim < 2:
        raise ValueError(f"w must have shape (O, …) with at least two axes, not {w.shape}")
    b, gamma, beta, mean, var = _checked_channels(
        len(w), b=b, gamma=gamma, beta=beta, mean=mean, var=var
    )
    check_positive(eps, "eps")
    scale = gamma / np.sqrt(var + eps)
    folded: Floats = w * scale.reshape(-1, *[1] * (w.ndim - 1))
    return folded, beta + scale * (b - mean)


def _statistics(x: Floats) -> tuple[Floats, Floats]:
    """Mean and biased variance a channel."""
    m = x.size // x.shape[1] if x.size else 0
    if m < 2:
        raise ValueError(f"training needs at least two values a channel, not {m}")
    axes = _all_but_channels(x)
    return x.mean(axis=axes), x.var(axis=axes)


def _all_but_channels(x: Floats) -> tuple[int, ...]:
    return (0, *range(2, x.ndim))


def _spread(of_channels: Floats, x: Floats) -> Floats:
    """(C,) values shaped to meet the channels of ``x``."""
    return of_channels.reshape(1, -1, *[1] * (x.ndim - 2))


def _checked(x: ArrayLike, **of_channels: ArrayLike) -> tuple[Floats, ...]:
    """``x``, and arrays of one value a channel."""
    x = as_floats(x, "x")
    if x.ndim < 2:
        raise ValueError(f"x must have shape (N, C, …), not {x.shape}")
    return x, *_checked_channels(x.shape[1], **of_channels)


def _checked_channels(channels: int, **of_channels: ArrayLike) -> tuple[Floats, ...]:
    arrays = tuple(as_floats(values, name, "C") for name, values in of_channels.items())
    for name, values in zip(of_channels, arrays, strict=True):
        if len(values) != channels:
            raise ValueError(f"{name} has {len(values)} values for {channels} channels")
        if name.endswith("var") and (values < 0).any():
            raise ValueError(f"{name}[{first(values < 0)}] is negative")
    return arrays

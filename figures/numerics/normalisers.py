"""Normalisation that needs no batch: LayerNorm, RMSNorm and GroupNorm, and where to put it.

Each sample, or each token, is normalised by itself, so training and inference are the same formula.
Batch normalisation is in ``normalisation``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_positive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def layer_norm(x: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5) -> Floats:
    """LayerNorm over the last axis: y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of each row.

    Ba, Kiros and Hinton, "Layer Normalization", 2016, arXiv:1607.06450, equation 3.

    Args:
        x: (…, D), D ≥ 1; in a Transformer one row a token.
        gamma: (D,) scales.
        beta: (D,) shifts.
        eps: ε > 0.

    Returns:
        y, shaped like ``x``.

    Raises:
        ValueError: an argument is malformed.
    """
    x, gamma, beta = _checked(x, eps, gamma=gamma, beta=beta)
    x_hat, _ = _standardised(x, eps)
    return gamma * x_hat + beta


def layer_norm_backward(
    x: ArrayLike, gamma: ArrayLike, gradient: ArrayLike, eps: float = 1e-5
) -> tuple[Floats, Floats, Floats]:
    """Gradients of a loss by the input, γ and β of ``layer_norm``.

    With h = γ g: dx = (h − mean h − x̂ · mean(h x̂)) / √(σ² + ε), means over the last axis.

    Args:
        x: (…, D) that went in.
        gamma: (D,) scales.
        gradient: g, gradient of the loss by y, shaped like ``x``.
        eps: ε > 0.

    Returns:
        dx, shaped like ``x``, and dγ, dβ, (D,) each.

    Raises:
        ValueError: an argument is malformed.
    """
    x, gamma = _checked(x, eps, gamma=gamma)
    g = _like(x, gradient)
    x_hat, deviation = _standardised(x, eps)
    h = gamma * g
    centred = h - h.mean(axis=-1, keepdims=True) - x_hat * (h * x_hat).mean(axis=-1, keepdims=True)
    return centred / deviation, _over_rows(g * x_hat), _over_rows(g)


def rms_norm(x: ArrayLike, gamma: ArrayLike, eps: float = 1e-6) -> Floats:
    """RMSNorm over the last axis: y = γ x / √(mean x² + ε); nothing is subtracted, nothing added.

    Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019, arXiv:1910.07467, equation 4.

    Args:
        x: (…, D), D ≥ 1.
        gamma: (D,) scales.
        eps: ε > 0.

    Returns:
        y, shaped like ``x``.

    Raises:
        ValueError: an argument is malformed.
    """
    x, gamma = _checked(x, eps, gamma=gamma)
    return gamma * x / _root_mean_square(x, eps)


def rms_norm_backward(
    x: ArrayLike, gamma: ArrayLike, gradient: ArrayLike, eps: float = 1e-6
) -> tuple[Floats, Floats]:
    """Gradients of a loss by the input and γ of ``rms_norm``.

    With r = √(mean x² + ε), x̂ = x / r and h = γ g: dx = (h − x̂ · mean(h x̂)) / r.

    Args:
        x: (…, D) that went in.
        gamma: (D,) scales.
        gradient: g, gradient of the loss by y, shaped like ``x``.
        eps: ε > 0.

    Returns:
        dx, shaped like ``x``, and dγ (D,).

    Raises:
        ValueError: an argument is malformed.
    """
    x, gamma = _checked(x, eps, gamma=gamma)
    g = _like(x, gradient)
    root = _root_mean_square(x, eps)
    x_hat, h = x / root, gamma * g
    return (h - x_hat * (h * x_hat).mean(axis=-1, keepdims=True)) / root, _over_rows(g * x_hat)


def group_norm(
    x: ArrayLike, groups: int, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> Floats:
    """GroupNorm: each sample's channels in groups, each group with its own mean and variance.

    One group is LayerNorm over channels and places; as many groups as channels, InstanceNorm. Wu
    and He, "Group Normalization", 2018, arXiv:1803.08494, equation 7.

    Args:
        x: (N, C, …).
        groups: how many; they must share out the channels evenly.
        gamma: (C,) scales, one a channel.
        beta: (C,) shifts.
        eps: ε > 0.

    Returns:
        y, shaped like ``x``.

    Raises:
        ValueError: an argument is malformed.
    """
    x = as_floats(x, "x")
    if x.ndim < 2 or not x[:1].size:
        raise ValueError(f"x must have shape (N, C, …) with values, not {x.shape}")
    check_count(groups, "groups")
    check_positive(eps, "eps")
    channels = x.shape[1]
    if channels % groups:
        raise ValueError(f"{channels} channels cannot be shared out evenly to {groups} groups")
    gamma, beta = _checked_features(channels, gamma=gamma, beta=beta)
    x_hat, _ = _standardised(x.reshape(len(x), groups, -1), eps)
    spread = (1, channels, *[1] * (x.ndim - 2))
    normalised: Floats = gamma.reshape(spread) * x_hat.reshape(x.shape) + beta.reshape(spread)
    return normalised


def block_gradient_norms(
    x: ArrayLike,
    blocks: Sequence[tuple[ArrayLike, ArrayLike]],
    gradient: ArrayLike,
    pre: bool,
    eps: float = 1e-5,
) -> Floats:
    """How large the gradient by each block's weights is, with LayerNorm before or after the sum.

    A block is F(x) = ReLU(x V) W. Post-LN: x ← LN(x + F(x)). Pre-LN: x ← x + F(LN(x)), and one
    LayerNorm at the end. No LayerNorm has γ or β here. Xiong et al., "On Layer Normalization in
    the Transformer Architecture", 2020, arXiv:2002.04745, table 1.

    Args:
        x: (N, D) tokens that go in.
        blocks: (V, W) for each block, (D, H) and (H, D).
        gradient: of a loss by the tokens that come out, (N, D).
        pre: whether LayerNorm stands before F.
        eps: ε > 0.

    Returns:
        Frobenius norms of the gradients by W, one a block, the first block first.

    Raises:
        ValueError: an argument is malformed.
    """
    x = as_floats(x, "x", "N, D")
    weights = [
        (as_floats(v, f"blocks[{i}][0]", "D, H"), as_floats(w, f"blocks[{i}][1]", "H, D"))
        for i, (v, w) in enumerate(blocks)
    ]
    g = _like(x, gradient)
    check_positive(eps, "eps")
    ones, zeros = np.ones(x.shape[1]), np.zeros(x.shape[1])
    kept = []
    for v, w in weights:
        seen = layer_norm(x, ones, zeros, eps) if pre else x
        hidden = np.maximum(seen @ v, 0)
        total = x + hidden @ w
        kept.append((x, hidden, total))
        x = total if pre else layer_norm(total, ones, zeros, eps)
    norms = np.zeros(len(weights))
    if pre:
        g, _, _ = layer_norm_backward(x, ones, g, eps)
    for i in reversed(range(len(weights))):
        (v, w), (x, hidden, total) = weights[i], kept[i]
        if not pre:
            g, _, _ = layer_norm_backward(total, ones, g, eps)
        norms[i] = np.linalg.norm(hidden.T @ g)
        inner = ((g @ w.T) * (hidden > 0)) @ v.T
        g = g + (layer_norm_backward(x, ones, inner, eps)[0] if pre else inner)
    return norms


def _standardised(x: Floats, eps: float) -> tuple[Floats, Floats]:
    """Rows with mean 0 and deviation about 1, and √(σ² + ε) of each, (…, 1)."""
    centred = x - x.mean(axis=-1, keepdims=True)
    deviation: Floats = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    return centred / deviation, deviation


def _root_mean_square(x: Floats, eps: float) -> Floats:
    root: Floats = np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps)
    return root


def _over_rows(values: Floats) -> Floats:
    """Sums over all axes but the last."""
    total: Floats = values.reshape(-1, values.shape[-1]).sum(axis=0)
    return total


def _like(x: Floats, gradient: ArrayLike) -> Floats:
    g = as_floats(gradient, "gradient")
    if g.shape != x.shape:
        raise ValueError(f"gradient must have shape {x.shape}, not {g.shape}")
    return g


def _checked(x: ArrayLike, eps: float, **of_features: ArrayLike) -> tuple[Floats, ...]:
    """``x``, and arrays of one value a feature."""
    x = as_floats(x, "x")
    if not x.ndim or not x.shape[-1]:
        raise ValueError(f"x must have shape (…, D) with D ≥ 1, not {x.shape}")
    check_positive(eps, "eps")
    return x, *_checked_features(x.shape[-1], **of_features)


def _checked_features(features: int, **of_features: ArrayLike) -> tuple[Floats, ...]:
    arrays = tuple(as_floats(values, name, "D") for name, values in of_features.items())
    for name, values in zip(of_features, arrays, strict=True):
        if len(values) != features:
            raise ValueError(f"{name} must have shape ({features},), not {values.shape}")
    return arrays

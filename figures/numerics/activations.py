"""Activation functions and their derivatives, element by element, in float64.

Every function takes an array of any shape and returns a new one of that shape. NaN stays NaN.
Where a function has a kink, its derivative there is that of the left side, as in torch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats: TypeAlias = NDArray[np.float64]


def sigmoid(x: ArrayLike) -> Floats:
    """σ(x) = 1 / (1 + e⁻ˣ), written so that nothing overflows: only e^(−|x|) is taken."""
    x = _floats(x)
    e: Floats = np.exp(-np.abs(x))
    numerator: Floats = np.where(x >= 0, 1.0, e)
    return numerator / (1 + e)


def sigmoid_grad(x: ArrayLike) -> Floats:
    """σ′(x) = σ(x) σ(−x), at most ¼."""
    x = _floats(x)
    return sigmoid(x) * sigmoid(-x)


def tanh(x: ArrayLike) -> Floats:
    """Hyperbolic tangent, 2σ(2x) − 1."""
    return np.tanh(_floats(x))


def tanh_grad(x: ArrayLike) -> Floats:
    """1 − tanh²(x), as 4σ(2x)σ(−2x), which does not cancel far from zero."""
    return 4 * sigmoid_grad(2 * _floats(x))


def relu(x: ArrayLike) -> Floats:
    """Rectifier, max(x, 0) (Nair & Hinton 2010)."""
    return np.maximum(_floats(x), 0.0)


def relu_grad(x: ArrayLike) -> Floats:
    """1 where x > 0, else 0."""
    return leaky_relu_grad(x, slope=0.0)


def leaky_relu(x: ArrayLike, slope: float = 0.01) -> Floats:
    """Rectifier that leaks: x where x > 0, else slope · x (Maas et al. 2013)."""
    x = _floats(x)
    return np.where(x > 0, x, slope * x)


def leaky_relu_grad(x: ArrayLike, slope: float = 0.01) -> Floats:
    """1 where x > 0, else slope."""
    x = _floats(x)
    return np.where(np.isnan(x), x, np.where(x > 0, 1.0, slope))


def elu(x: ArrayLike, alpha: float = 1.0) -> Floats:
    """Exponential linear unit: x where x > 0, else α(eˣ − 1) (arXiv:1511.07289)."""
    x = _floats(x)
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def elu_grad(x: ArrayLike, alpha: float = 1.0) -> Floats:
    """1 where x > 0, else α eˣ."""
    x = _floats(x)
    return np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0)))


def gelu(x: ArrayLike) -> Floats:
    """Gaussian error linear unit, x · Φ(x), in its exact form (arXiv:1606.08415)."""
    x = _floats(x)
    return x * _normal_cdf(x)


def gelu_grad(x: ArrayLike) -> Floats:
    """Φ(x) + x φ(x) with the normal density φ."""
    x = _floats(x)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return _normal_cdf(x) + x * density


def silu(x: ArrayLike) -> Floats:
    """Sigmoid linear unit, x · σ(x), also called swish (arXiv:1606.08415, arXiv:1710.05941)."""
    x = _floats(x)
    return x * sigmoid(x)


def silu_grad(x: ArrayLike) -> Floats:
    """σ(x) (1 + x σ(−x))."""
    x = _floats(x)
    return sigmoid(x) * (1 + x * sigmoid(-x))


def softplus(x: ArrayLike) -> Floats:
    """log(1 + eˣ) = max(x, 0) + log(1 + e^(−|x|)), which does not overflow."""
    x = _floats(x)
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def softplus_grad(x: ArrayLike) -> Floats:
    """σ(x)."""
    return sigmoid(x)


def _floats(x: ArrayLike) -> Floats:
    return np.asarray(x, dtype=np.float64)


def _normal_cdf(x: Floats) -> Floats:
    # NumPy has no erf. erfc of −x keeps the left tail, where 1 + erf(x) would cancel to zero.
    erfc = np.vectorize(math.erfc, otypes=[np.float64])
    return np.asarray(erfc(-x / math.sqrt(2)) / 2, dtype=np.float64)

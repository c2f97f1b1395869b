"""The variational autoencoder's lower bound, and sampling that gradients pass through.

Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, arXiv:1312.6114.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_positive

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def reparameterize(mean: ArrayLike, log_variance: ArrayLike, noise: ArrayLike) -> Floats:
    """Sample of N(μ, σ²) as a function of μ and σ: z = μ + σ ε.

    The chance is all in ε, so z has gradients by μ (1) and by ln σ² (½ σ ε) (section 2.4).

    Args:
        mean: μ, any shape.
        log_variance: ln σ², of that shape.
        noise: ε, standard normal, of that shape.

    Returns:
        z, of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    mean, log_variance, noise = _alike(mean=mean, log_variance=log_variance, noise=noise)
    return mean + np.exp(log_variance / 2) * noise


def elbo_gaussian(
    x: ArrayLike,
    reconstruction: ArrayLike,
    mean: ArrayLike,
    log_variance: ArrayLike,
    variance: float = 1.0,
) -> tuple[Floats, Floats]:
    """The two terms of the evidence lower bound: ln p(x | z) and KL(q(z | x) ‖ N(0, I)).

    The decoder gives the mean of a normal distribution of fixed variance, so the first term is
    −‖x − x̂‖² / 2s − (D/2) ln 2πs; the second is ½ Σ (μ² + σ² − 1 − ln σ²). The bound is the first
    less the second, the loss its negative (equation 10 and appendix B).

    Args:
        x: (N, D).
        reconstruction: x̂ (N, D), decoded from one sample z of q.
        mean: μ of q, (N, K).
        log_variance: ln σ² of q, (N, K).
        variance: s > 0 of the decoder.

    Returns:
        Both terms, (N,) each.

    Raises:
        ValueError: an argument is malformed.
    """
    x, reconstruction = _alike(x=x, reconstruction=reconstruction)
    mean, log_variance = _alike(mean=mean, log_variance=log_variance)
    if x.ndim != 2 or mean.ndim != 2 or len(x) != len(mean):
        shapes = f"{x.shape} and {mean.shape}"
        raise ValueError(f"x and mean must have shapes (N, D) and (N, K), not {shapes}")
    check_positive(variance, "variance")
    squares = ((x - reconstruction) ** 2).sum(axis=1)
    likelihood = -squares / (2 * variance) - x.shape[1] / 2 * math.log(2 * math.pi * variance)
    divergence = (mean**2 + np.expm1(log_variance) - log_variance).sum(axis=1) / 2
    return likelihood, divergence


def _alike(**arrays: ArrayLike) -> tuple[Floats, ...]:
    """Arrays that must all have the shape of the first."""
    checked = tuple(as_floats(values, name) for name, values in arrays.items())
    for name, values in zip(arrays, checked, strict=True):
        if values.shape != checked[0].shape:
            raise ValueError(f"{name} must have shape {checked[0].shape}, not {values.shape}")
    return checked

"""Why a model errs on new data: bias, variance, and noise that no model can explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures.numerics.checks import as_floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def bias_variance(predictions: ArrayLike, truth: ArrayLike) -> tuple[float, float]:
    """Squared bias and variance of models that were each trained on data of their own.

    With f̄ the mean prediction: bias² = mean (f̄ − f)², variance = mean (f̂ − f̄)²; their sum is the
    mean squared distance to the truth, and noise of new labels comes on top. Geman, Bienenstock and
    Doursat, "Neural Networks and the Bias/Variance Dilemma", 1992, Neural Computation 4(1).

    Args:
        predictions: (M, N) of M models at N places.
        truth: (N,) values without noise.

    Returns:
        Both, averaged over places.

    Raises:
        ValueError: an argument is malformed, or there is no model or no place.
    """
    predictions, truth = as_floats(predictions, "predictions", "M, N"), as_floats(truth, "truth")
    if not predictions.size or truth.shape != predictions.shape[1:]:
        shapes = f"{predictions.shape} and {truth.shape}"
        raise ValueError(f"predictions and truth must have shapes (M, N) and (N,), not {shapes}")
    mean = predictions.mean(axis=0)
    return float(((mean - truth) ** 2).mean()), float(((predictions - mean) ** 2).mean())

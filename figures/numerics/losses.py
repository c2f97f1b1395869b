"""Losses and their gradients, in float64, from logits wherever that keeps them finite.

Losses come one a sample or element, never summed or averaged: what to do with them is the
caller's choice. A gradient belongs to the sum of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid
from figures.numerics.checks import (
    as_floats,
    as_labels,
    check_fraction,
    check_not_negative,
    check_positive,
    first,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def softmax(logits: ArrayLike) -> Floats:
    """Probabilities from logits: pᵢ = e^zᵢ / Σⱼ e^zⱼ.

    Args:
        logits: (…, C) finite; classes along the last axis.

    Returns:
        (…, C) probabilities that sum to 1 along the last axis.

    Raises:
        ValueError: the logits are not finite, or there is no class.
    """
    logits = _checked_logits(logits)
    shifted: Floats = logits - logits.max(axis=-1, keepdims=True)  # exp cannot overflow
    e = np.exp(shifted)
    total: Floats = e.sum(axis=-1, keepdims=True)
    return e / total


def log_softmax(logits: ArrayLike) -> Floats:
    """Logarithm of ``softmax`` without taking the logarithm of a vanished number.

    log pᵢ = zᵢ − m − log Σⱼ e^(zⱼ − m) with m = max z.

    Args:
        logits: (…, C) finite; classes along the last axis.

    Returns:
        (…, C) log-probabilities.

    Raises:
        ValueError: the logits are not finite, or there is no class.
    """
    logits = _checked_logits(logits)
    shifted: Floats = logits - logits.max(axis=-1, keepdims=True)
    total: Floats = np.exp(shifted).sum(axis=-1, keepdims=True)
    return shifted - np.log(total)


def cross_entropy(logits: ArrayLike, labels: ArrayLike) -> Floats:
    """Cross-entropy of the softmax with the true class: −log p[label] (Shannon 1948).

    Args:
        logits: (N, C) finite.
        labels: (N,) whole numbers in [0, C).

    Returns:
        (N,) losses in nats.

    Raises:
        ValueError: logits or labels are malformed.
    """
    logits, labels = _checked_samples(logits, labels)
    return -log_softmax(logits)[np.arange(len(labels)), labels]


def cross_entropy_grad(logits: ArrayLike, labels: ArrayLike) -> Floats:
    """Gradient of the summed ``cross_entropy`` by the logits: p − y, with y one-hot.

    Args:
        logits: (N, C) finite.
        labels: (N,) whole numbers in [0, C).

    Returns:
        (N, C) gradient; each row sums to 0.

    Raises:
        ValueError: logits or labels are malformed.
    """
    logits, labels = _checked_samples(logits, labels)
    gradient = softmax(logits)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient


def binary_cross_entropy(logits: ArrayLike, targets: ArrayLike) -> Floats:
    """−t log σ(x) − (1 − t) log(1 − σ(x)), as max(x, 0) − t x + log(1 + e^(−|x|)).

    Args:
        logits: finite, any shape.
        targets: in [0, 1], of the same shape; soft labels are allowed.

    Returns:
        Losses in nats, of that shape.

    Raises:
        ValueError: logits or targets are malformed.
    """
    logits, targets = _checked_binary(logits, targets)
    return np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))


def binary_cross_entropy_grad(logits: ArrayLike, targets: ArrayLike) -> Floats:
    """Derivative of ``binary_cross_entropy`` by the logits: σ(x) − t.

    Args:
        logits: finite, any shape.
        targets: in [0, 1], of the same shape.

    Returns:
        Derivatives of that shape.

    Raises:
        ValueError: logits or targets are malformed.
    """
    logits, targets = _checked_binary(logits, targets)
    return sigmoid(logits) - targets


def focal_loss(
    logits: ArrayLike, targets: ArrayLike, gamma: float = 2.0, alpha: float | None = 0.25
) -> Floats:
    """Binary focal loss, FL = −αₜ (1 − pₜ)^γ log pₜ: the first half of ``focal_loss_and_grad``."""
    return focal_loss_and_grad(logits, targets, gamma, alpha)[0]


def focal_loss_grad(
    logits: ArrayLike, targets: ArrayLike, gamma: float = 2.0, alpha: float | None = 0.25
) -> Floats:
    """Derivative of ``focal_loss`` by the logits: the second half of ``focal_loss_and_grad``."""
    return focal_loss_and_grad(logits, targets, gamma, alpha)[1]


def focal_loss_and_grad(
    logits: ArrayLike, targets: ArrayLike, gamma: float = 2.0, alpha: float | None = 0.25
) -> tuple[Floats, Floats]:
    """Binary focal loss and its derivative by the logits.

    FL = −αₜ (1 − pₜ)^γ log pₜ, where pₜ is the probability given to the true class, γ turns easy
    samples down, and α weighs positives against negatives (Lin et al., "Focal Loss for Dense
    Object Detection", 2017, arXiv:1708.02002, eq. 5). With q = 1 − pₜ the derivative is
    ∓ αₜ q^γ (q − γ pₜ log pₜ), minus for positives (appendix B).

    Args:
        logits: finite, any shape.
        targets: 0 or 1, of the same shape.
        gamma: ≥ 0; with 0 this is weighted cross-entropy.
        alpha: in [0, 1], weight of the positives (1 − α of the negatives); None for no weights.

    Returns:
        Losses in nats and derivatives, both of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    logits, sign, weight = _checked_focal(logits, targets, gamma, alpha)
    signed = sign * logits  # pₜ = σ(signed)
    e = np.exp(-np.abs(signed))  # ≤ 1, so that nothing overflows
    surprise: Floats = np.log1p(e) - np.minimum(signed, 0)  # −log pₜ
    likely = 1 / (1 + e)
    e *= likely  # the other probability; 1 − likely would lose its digits
    wrong = signed < 0
    p, q = np.where(wrong, e, likely), np.where(wrong, likely, e)  # pₜ and 1 − pₜ
    weight *= q**gamma
    p *= gamma * surprise
    p += q
    p *= weight
    p *= -sign
    surprise *= weight
    return surprise, p


def smooth_l1(x: ArrayLike, beta: float = 1.0) -> Floats:
    """Smooth L1: x² / 2β where |x| < β, else |x| − β/2.

    Value and slope join at ±β. Girshick, "Fast R-CNN", 2015, arXiv:1504.08083, eq. 3 (β = 1).

    Args:
        x: differences, any shape.
        beta: > 0; where the parabola ends.

    Returns:
        Losses of that shape.

    Raises:
        ValueError: beta is not positive and finite.
    """
    check_positive(beta, "beta")
    distance = l1(x)
    return np.where(distance < beta, 0.5 * distance**2 / beta, distance - 0.5 * beta)


def smooth_l1_grad(x: ArrayLike, beta: float = 1.0) -> Floats:
    """Derivative of ``smooth_l1``: x / β, held within ±1.

    Args:
        x: differences, any shape.
        beta: > 0.

    Returns:
        Derivatives of that shape.

    Raises:
        ValueError: beta is not positive and finite.
    """
    check_positive(beta, "beta")
    return np.clip(np.asarray(x, dtype=np.float64) / beta, -1.0, 1.0)


def l1(x: ArrayLike) -> Floats:
    """Absolute value, |x|."""
    return np.abs(np.asarray(x, dtype=np.float64))


def l1_grad(x: ArrayLike) -> Floats:
    """Sign of x; 0 at the kink."""
    return np.sign(np.asarray(x, dtype=np.float64))


def l2(x: ArrayLike) -> Floats:
    """Half the square, ½ x²; the half makes the derivative x."""
    return 0.5 * np.square(np.asarray(x, dtype=np.float64))


def l2_grad(x: ArrayLike) -> Floats:
    """Derivative of ½ x², which is x."""
    return np.array(x, dtype=np.float64)


def _checked_logits(logits: ArrayLike) -> Floats:
    logits = as_floats(logits, "logits")
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits must have shape (…, C) with C > 0, not {logits.shape}")
    return logits


def _checked_samples(logits: ArrayLike, labels: ArrayLike) -> tuple[Floats, Indices]:
    logits = as_floats(_checked_logits(logits), "logits", "N, C")
    return logits, as_labels(labels, "labels", *logits.shape)


def _checked_binary(logits: ArrayLike, targets: ArrayLike) -> tuple[Floats, Floats]:
    logits = as_floats(logits, "logits")
    targets = _shaped_as(logits, targets)
    outside = ~((targets >= 0) & (targets <= 1))  # NaN compares false
    if outside.any():
        raise ValueError(f"targets[{first(outside)}] is outside [0, 1]")
    return logits, targets


def _shaped_as(logits: Floats, targets: ArrayLike) -> Floats:
    targets = np.asarray(targets, dtype=np.float64)
    if logits.shape != targets.shape:
        raise ValueError(f"targets must have shape {logits.shape}, not {targets.shape}")
    return targets


def _checked_focal(
    logits: ArrayLike, targets: ArrayLike, gamma: float, alpha: float | None
) -> tuple[Floats, Floats, Floats]:
    """Logits; 1 for positives and −1 for negatives; and αₜ."""
    logits = as_floats(logits, "logits")
    targets = _shaped_as(logits, targets)
    positive = targets == 1
    unusable = ~(positive | (targets == 0))  # as is NaN
    if unusable.any():
        raise ValueError(f"targets[{first(unusable)}] must be 0 or 1")
    check_not_negative(gamma, "gamma")
    if alpha is not None:
        check_fraction(alpha, "alpha")
    weight = np.array([1.0, 1.0] if alpha is None else [1 - alpha, alpha])
    return logits, 2 * targets - 1, weight[positive.astype(np.intp)]

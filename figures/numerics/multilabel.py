"""Losses of several labels at once, each there or not: one sigmoid a label.

Gradients belong to the sum of the losses.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid, softplus
from figures.numerics.checks import as_floats, check_not_negative, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats


def multilabel_bce(
    logits: ArrayLike, targets: ArrayLike, pos_weight: ArrayLike | None = None
) -> Floats:
    """Binary cross-entropy of K labels, averaged over them.

    L = −(1/K) Σ_c [w_c y_c log p_c + (1 − y_c) log(1 − p_c)] with p = σ(z), where
    −log σ(z) = log(1 + e^(−z)) and −log(1 − σ(z)) = log(1 + e^z).

    Args:
        logits: (N, K) finite.
        targets: (N, K) in [0, 1]; soft labels are allowed.
        pos_weight: (K,) ≥ 0, weights w of the positives; None for 1 each.

    Returns:
        (N,) losses in nats, a mean over labels for each sample.

    Raises:
        ValueError: an argument is malformed.
    """
    z, y, w = _checked_labels(logits, targets, pos_weight)
    losses: Floats = w * y * softplus(-z) + (1 - y) * softplus(z)
    return np.asarray(losses.mean(axis=1))


def multilabel_bce_grad(
    logits: ArrayLike, targets: ArrayLike, pos_weight: ArrayLike | None = None
) -> Floats:
    """Gradient of the summed ``multilabel_bce`` by the logits: [(1 − y) p − w y (1 − p)] / K.

    Without weights that is (p − y) / K.

    Args:
        logits: (N, K) finite.
        targets: (N, K) in [0, 1].
        pos_weight: (K,) ≥ 0, or None.

    Returns:
        (N, K) gradient.

    Raises:
        ValueError: an argument is malformed.
    """
    z, y, w = _checked_labels(logits, targets, pos_weight)
    gradient: Floats = ((1 - y) * sigmoid(z) - w * y * sigmoid(-z)) / z.shape[1]
    return gradient


def asymmetric_loss(
    logits: ArrayLike,
    targets: ArrayLike,
    gamma_pos: float = 0.0,
    gamma_neg: float = 4.0,
    shift: float = 0.05,
) -> Floats:
    """Asymmetric loss: positives and negatives are focused apart, sure negatives dropped.

    L₊ = −(1 − p)^γ₊ log p and L₋ = −pₘ^γ₋ log(1 − pₘ) with pₘ = max(p − m, 0). Ridnik et al.,
    "Asymmetric Loss For Multi-Label Classification", 2021, arXiv:2009.14119, section 2.

    Args:
        logits: finite, any shape.
        targets: 0 or 1, of the same shape.
        gamma_pos: γ₊ ≥ 0.
        gamma_neg: γ₋ ≥ 0.
        shift: m in [0, 1), taken off the probability of negatives.

    Returns:
        Losses in nats, of that shape: one a label, neither summed nor averaged.

    Raises:
        ValueError: an argument is malformed.
    """
    z, positive = _checked_asymmetric(logits, targets, gamma_pos, gamma_neg, shift)
    if_positive = sigmoid(-z) ** gamma_pos * softplus(-z)
    p_m, log_rest = _shifted(z, shift)
    if_negative = p_m**gamma_neg * -log_rest
    return np.where(positive, if_positive, if_negative)


def asymmetric_loss_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    gamma_pos: float = 0.0,
    gamma_neg: float = 4.0,
    shift: float = 0.05,
) -> Floats:
    """Derivative of ``asymmetric_loss`` by the logits.

    For positives (1 − p)^γ₊ (γ₊ p log p − (1 − p)); for negatives
    p (1 − p) pₘ^γ₋ [1 / (1 − pₘ) − γ₋ log(1 − pₘ) / pₘ], and 0 where p ≤ m.

    Args:
        logits: finite, any shape.
        targets: 0 or 1, of the same shape.
        gamma_pos: γ₊ ≥ 0.
        gamma_neg: γ₋ ≥ 0.
        shift: m in [0, 1).

    Returns:
        Derivatives of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    z, positive = _checked_asymmetric(logits, targets, gamma_pos, gamma_neg, shift)
    p, q = sigmoid(z), sigmoid(-z)
    if_positive = -(q**gamma_pos) * (gamma_pos * p * softplus(-z) + q)
    p_m, log_rest = _shifted(z, shift)
    counted = p_m > 0
    surprise = np.divide(-log_rest, p_m, out=np.zeros_like(z), where=counted)
    share = np.exp(-softplus(z) - log_rest)  # (1 − p) / (1 − pₘ), also where both vanish
    if_negative = p * p_m**gamma_neg * (share + gamma_neg * q * surprise)
    return np.where(positive, if_positive, np.where(counted, if_negative, 0.0))


def _shifted(z: Floats, shift: float) -> tuple[Floats, Floats]:
    """pₘ = max(p − m, 0), and log(1 − pₘ), finite even where 1 − p is too small for a float."""
    p_m = np.maximum(sigmoid(z) - shift, 0.0)
    log_shift = math.log(shift) if shift else -math.inf
    return p_m, np.minimum(np.logaddexp(-softplus(z), log_shift), 0.0)  # 1 − p + m


def _checked_labels(
    logits: ArrayLike, targets: ArrayLike, pos_weight: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    z = as_floats(logits, "logits", "N, K")
    classes = z.shape[1]
    if classes == 0:
        raise ValueError(f"logits must have shape (N, K) with K > 0, not {z.shape}")
    y = _checked_targets(targets, z)
    if pos_weight is None:
        return z, y, np.ones(classes)
    w = as_floats(pos_weight, "pos_weight", "K")
    if len(w) != classes:
        raise ValueError(f"pos_weight must have shape ({classes},), not {w.shape}")
    if (w < 0).any():
        raise ValueError(f"pos_weight[{first(w < 0)}] is negative")
    return z, y, w


def _checked_targets(targets: ArrayLike, logits: Floats) -> Floats:
    y = as_floats(targets, "targets")
    if y.shape != logits.shape:
        raise ValueError(f"targets must have shape {logits.shape}, not {y.shape}")
    outside = (y < 0) | (y > 1)
    if outside.any():
        raise ValueError(f"targets[{first(outside)}] is outside [0, 1]")
    return y


def _checked_asymmetric(
    logits: ArrayLike, targets: ArrayLike, gamma_pos: float, gamma_neg: float, shift: float
) -> tuple[Floats, NDArray[np.bool_]]:
    z = as_floats(logits, "logits")
    y = _checked_targets(targets, z)
    fractional = (y != 0) & (y != 1)
    if fractional.any():
        raise ValueError(f"targets[{first(fractional)}] must be 0 or 1")
    check_not_negative(gamma_pos, "gamma_pos")
    check_not_negative(gamma_neg, "gamma_neg")
    if not 0 <= shift < 1:
        raise ValueError(f"shift must be at least 0 and below 1, not {shift}")
    return z, y == 1

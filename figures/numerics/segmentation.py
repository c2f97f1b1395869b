"""Segmentation: what dilated convolutions see, how masks are scored, and losses of overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid
from figures.numerics.checks import as_floats, check_count, check_not_negative, first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def dilated_footprint(kernel: int, rates: Sequence[int]) -> Floats:
    """Count by how many paths each input pixel reaches one output of stacked dilated convolutions.

    Zeros within the square are pixels that nothing sees: gridding. Yu & Koltun 2016,
    arXiv:1511.07122; Wang et al. 2018, arXiv:1702.08502.

    Args:
        kernel: side of each kernel, odd.
        rates: dilation of each layer, first to last.

    Returns:
        (R, R) counts with the output in the middle; R = 1 + (kernel − 1) Σ rates is the receptive
        field.

    Raises:
        ValueError: the kernel is not odd and positive, or a rate is not a positive whole number.
    """
    check_count(kernel, "kernel")
    if kernel % 2 == 0:
        raise ValueError(f"kernel must be odd, not {kernel}")
    row = np.ones(1)
    for rate in rates:
        check_count(rate, "rates")
        taps = np.zeros((kernel - 1) * rate + 1)
        taps[::rate] = 1
        row = np.convolve(row, taps)
    return np.outer(row, row)


def confusion_matrix(
    predicted: ArrayLike, truth: ArrayLike, classes: int, ignored: int = 255
) -> Indices:
    """Count pixels by their true class (rows) and their predicted class (columns).

    Args:
        predicted: whole numbers in [0, classes), any shape.
        truth: of the same shape; what equals ``ignored`` does not count.
        classes: how many there are.
        ignored: the label of pixels without truth.

    Returns:
        (classes, classes) counts.

    Raises:
        ValueError: shapes differ, or a label is out of range.
    """
    check_count(classes, "classes")
    guess, true = np.asarray(predicted), np.asarray(truth)
    if guess.shape != true.shape:
        raise ValueError(f"predicted must have shape {true.shape}, not {guess.shape}")
    counted = true != ignored
    pairs = guess[counted], true[counted]
    for name, labels in zip(("predicted", "truth"), pairs, strict=True):
        if labels.size and not np.issubdtype(labels.dtype, np.integer):
            raise ValueError(f"{name} must be whole numbers, not {labels.dtype}")
        outside = (labels < 0) | (labels >= classes)
        if outside.any():
            raise ValueError(f"{name} holds {labels[outside][0]}, outside 0…{classes - 1}")
    code = pairs[1].astype(np.intp) * classes + pairs[0].astype(np.intp)
    return np.bincount(code, minlength=classes**2).reshape(classes, classes)


def mean_iou(confusion: ArrayLike) -> tuple[float, Floats]:
    """Mean over classes of intersection by union, from the counts of all images together.

    Classes that are neither there nor predicted do not count. Long et al., "Fully Convolutional
    Networks", 2015, arXiv:1411.4038, section 5.

    Args:
        confusion: (C, C) counts, rows the truth.

    Returns:
        The mean, and the IoU of each class, (C,); 0 where there is no union.

    Raises:
        ValueError: counts are no square of numbers ≥ 0, or all are 0.
    """
    counts = as_floats(confusion, "confusion", "C, C")
    if counts.shape[0] != counts.shape[1] or (counts < 0).any() or not counts.any():
        raise ValueError("confusion must be a square of counts, not all of them 0")
    both = np.diag(counts)
    union: Floats = counts.sum(axis=0) + counts.sum(axis=1) - both
    shares: Floats = np.divide(both, union, out=np.zeros_like(union), where=union > 0)
    return float(shares[union > 0].mean()), shares


def dice_loss(logits: ArrayLike, targets: ArrayLike, smooth: float = 1.0) -> Floats:
    """Soft Dice loss: 1 − (2 Σ p t + s) / (Σ p + Σ t + s) with p = σ(z).

    Milletari et al., "V-Net", 2016, arXiv:1606.04797, here with plain sums below the line.

    Args:
        logits: (N, P), a row a mask.
        targets: (N, P) in [0, 1].
        smooth: s ≥ 0; keeps empty masks defined.

    Returns:
        (N,) losses in [0, 1].

    Raises:
        ValueError: an argument is malformed, or s is 0 and a mask has neither p nor t.
    """
    p, t = _checked(logits, targets, smooth)
    both: Floats = 2 * (p * t).sum(axis=1) + smooth
    return 1 - both / _below(p, t, smooth)


def dice_loss_grad(logits: ArrayLike, targets: ArrayLike, smooth: float = 1.0) -> Floats:
    """Gradient of the summed ``dice_loss`` by the logits, (N, P).

    With U = Σ p + Σ t + s and I = 2 Σ p t + s it is (I − 2 t U) / U² · p (1 − p).

    Raises:
        ValueError: see ``dice_loss``.
    """
    p, t = _checked(logits, targets, smooth)
    union = _below(p, t, smooth)[:, None]
    both: Floats = 2 * (p * t).sum(axis=1, keepdims=True) + smooth
    gradient: Floats = (both - 2 * t * union) / union**2 * p * (1 - p)
    return gradient


def tversky_loss(
    logits: ArrayLike,
    targets: ArrayLike,
    alpha: float = 0.3,
    beta: float = 0.7,
    smooth: float = 1.0,
) -> Floats:
    """Dice with false positives and false negatives weighed apart.

    1 − (TP + s) / (TP + α FP + β FN + s), soft counts with p = σ(z). Salehi et al. 2017,
    arXiv:1706.05721; α = β = ½ is Dice with twice the s.

    Args:
        logits: (N, P), a row a mask.
        targets: (N, P) in [0, 1].
        alpha: α ≥ 0, of false positives.
        beta: β ≥ 0, of false negatives.
        smooth: s ≥ 0.

    Returns:
        (N,) losses in [0, 1].

    Raises:
        ValueError: see ``dice_loss``.
    """
    p, t = _checked(logits, targets, smooth)
    found, below = _tversky(p, t, alpha, beta, smooth)
    return 1 - found / below


def tversky_loss_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    alpha: float = 0.3,
    beta: float = 0.7,
    smooth: float = 1.0,
) -> Floats:
    """Gradient of the summed ``tversky_loss`` by the logits, (N, P).

    Raises:
        ValueError: see ``dice_loss``.
    """
    p, t = _checked(logits, targets, smooth)
    found, below = (each[:, None] for each in _tversky(p, t, alpha, beta, smooth))
    below_slope: Floats = t + alpha * (1 - t) - beta * t
    gradient: Floats = (found * below_slope - t * below) / below**2 * p * (1 - p)
    return gradient


def dice_loss_naive(logits: list[float], targets: list[float], smooth: float = 1.0) -> float:
    """The Dice loss of one mask in plain Python: what tests compare it with."""
    both = total = 0.0
    for z, t in zip(logits, targets, strict=True):
        p = 1 / (1 + np.exp(-z))
        both += p * t
        total += p + t
    return float(1 - (2 * both + smooth) / (total + smooth))


def _tversky(
    p: Floats, t: Floats, alpha: float, beta: float, smooth: float
) -> tuple[Floats, Floats]:
    check_not_negative(alpha, "alpha")
    check_not_negative(beta, "beta")
    found: Floats = (p * t).sum(axis=1) + smooth
    wrong = alpha * (p * (1 - t)).sum(axis=1) + beta * ((1 - p) * t).sum(axis=1)
    below: Floats = found + wrong
    _check_below(below)
    return found, below


def _below(p: Floats, t: Floats, smooth: float) -> Floats:
    below: Floats = p.sum(axis=1) + t.sum(axis=1) + smooth
    _check_below(below)
    return below


def _check_below(below: Floats) -> None:
    empty = below <= 0
    if empty.any():
        raise ValueError(f"mask {first(empty)} has nothing in it, and smooth is 0")


def _checked(logits: ArrayLike, targets: ArrayLike, smooth: float) -> tuple[Floats, Floats]:
    z, t = as_floats(logits, "logits", "N, P"), as_floats(targets, "targets", "N, P")
    if z.shape != t.shape:
        raise ValueError(f"targets must have shape {z.shape}, not {t.shape}")
    if ((t < 0) | (t > 1)).any():
        raise ValueError(f"targets[{first((t < 0) | (t > 1))}] is outside [0, 1]")
    check_not_negative(smooth, "smooth")
    return sigmoid(z), t

"""Who takes part in training when there are far more easy negatives than positives.

Examples are chosen (``balanced_sample``, ``ohem``) or all of them weighted (``focal_weight``,
``effective_number_weights``); ``loss_mass`` tells what each group then adds to the loss.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import nms
from figures.numerics.checks import (
    as_floats,
    as_labels,
    check_count,
    check_fraction,
    check_not_negative,
    first,
)
from figures.numerics.losses import focal_loss

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def ohem(boxes: ArrayLike, losses: ArrayLike, count: int, iou_threshold: float = 0.7) -> Indices:
    """Online hard example mining: the regions of highest loss, of overlapping ones only the worst.

    NMS with the losses as scores, because regions that overlap share their loss and would count
    twice, then the first ``count``. Shrivastava et al., "Training Region-based Object Detectors
    with Online Hard Example Mining", 2016, arXiv:1604.03540, section 4.

    Args:
        boxes: (N, 4) regions as ``x1, y1, x2, y2``.
        losses: (N,) the loss of each, ≥ 0.
        count: ≥ 1; how many to keep at most.
        iou_threshold: in [0, 1]; a region that overlaps a worse one by more is dropped.

    Returns:
        Indices of the regions kept, highest loss first; of equal losses the earlier comes first.

    Raises:
        ValueError: an argument is malformed.
    """
    losses = as_floats(losses, "losses", "N")
    if (losses < 0).any():
        raise ValueError(f"losses[{first(losses < 0)}] is negative")
    check_count(count, "count")
    return nms(boxes, losses, iou_threshold)[:count]


def balanced_sample(
    labels: ArrayLike, count: int, positive_fraction: float, random: np.random.Generator
) -> Indices:
    """A random choice with a share of positives: as many as allowed, filled up with negatives.

    At most ⌊count · fraction⌋ positives. RPN takes 256 anchors of an image with a fraction of 1/2,
    so that negatives stand in for missing positives (Ren et al., "Faster R-CNN", 2015,
    arXiv:1506.01497, section 3.1.3).

    Args:
        labels: (N,) 1 positive, 0 negative, −1 neither: never chosen.
        count: ≥ 1; how many to choose, fewer if there are too few negatives.
        positive_fraction: in [0, 1].
        random: the source of chance; it moves on.

    Returns:
        Indices of those chosen, ascending, none twice.

    Raises:
        ValueError: an argument is malformed.
    """
    labels = as_labels(labels, "labels", np.size(labels))
    unknown = (labels < -1) | (labels > 1)
    if unknown.any():
        raise ValueError(f"labels[{first(unknown)}] must be 1, 0 or -1")
    check_count(count, "count")
    check_fraction(positive_fraction, "positive_fraction")
    positives, negatives = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
    take = min(len(positives), math.floor(count * positive_fraction))
    fill = min(len(negatives), count - take)
    chosen = [
        random.choice(positives, take, replace=False),
        random.choice(negatives, fill, replace=False),
    ]
    return np.sort(np.concatenate(chosen))


def focal_weight(p_t: ArrayLike, gamma: float = 2.0) -> Floats:
    """What focal loss multiplies cross-entropy by: (1 − pₜ)^γ.

    Lin et al., "Focal Loss for Dense Object Detection", 2017, arXiv:1708.02002, eq. 4.

    Args:
        p_t: in [0, 1], any shape; the probability of the true class.
        gamma: ≥ 0.

    Returns:
        Weights in [0, 1], of that shape.

    Raises:
        ValueError: an argument is out of range.
    """
    p_t = as_floats(p_t, "p_t")
    outside = (p_t < 0) | (p_t > 1)
    if outside.any():
        raise ValueError(f"p_t[{first(outside)}] is outside [0, 1]")
    check_not_negative(gamma, "gamma")
    return (1 - p_t) ** gamma


def loss_mass(p_t: ArrayLike, counts: ArrayLike, gamma: float = 0.0) -> Floats:
    """The focal loss of groups of like examples: count · (1 − pₜ)^γ · (−log pₜ).

    With γ = 0 it is cross-entropy. arXiv:1708.02002, eq. 4.

    Args:
        p_t: (G,) in (0, 1); the probability that each group's examples give their true class.
        counts: (G,) ≥ 0; how many examples there are of each.
        gamma: ≥ 0.

    Returns:
        (G,) losses in nats, summed over each group.

    Raises:
        ValueError: an argument is malformed.
    """
    p_t, counts = as_floats(p_t, "p_t", "G"), as_floats(counts, "counts", "G")
    if counts.shape != p_t.shape:
        raise ValueError(f"counts must have shape {p_t.shape}, not {counts.shape}")
    if (counts < 0).any():
        raise ValueError(f"counts[{first(counts < 0)}] is negative")
    outside = (p_t <= 0) | (p_t >= 1)
    if outside.any():
        raise ValueError(f"p_t[{first(outside)}] must lie between 0 and 1")
    logits = np.log(p_t) - np.log1p(-p_t)
    return counts * focal_loss(logits, np.ones_like(p_t), gamma, alpha=None)


def loss_share(p_t: ArrayLike, counts: ArrayLike, gamma: float = 0.0) -> Floats:
    """Each group's part of the whole ``loss_mass``.

    Args:
        p_t: (G,) in (0, 1).
        counts: (G,) ≥ 0, not all 0.
        gamma: ≥ 0.

    Returns:
        (G,) parts that sum to 1.

    Raises:
        ValueError: an argument is malformed, or there is no loss to share.
    """
    mass = loss_mass(p_t, counts, gamma)
    total: Floats = mass.sum()
    if not total > 0:
        raise ValueError("there is no loss to share")
    return mass / total


def effective_number_weights(counts: ArrayLike, beta: float) -> Floats:
    """Weights of classes by the effective number of their samples: (1 − β) / (1 − βⁿ).

    The n-th sample of a class brings βⁿ⁻¹ as much as its first, n samples as much as
    (1 − βⁿ) / (1 − β) new ones. β = 0 weighs all classes alike, β → 1 by 1/n. Cui et al.,
    "Class-Balanced Loss Based on Effective Number of Samples", 2019, arXiv:1901.05555.

    Args:
        counts: (C,) ≥ 1; samples n of each class.
        beta: in [0, 1).

    Returns:
        (C,) weights in (0, 1]; the paper then scales them to sum to C.

    Raises:
        ValueError: a class without a sample, or beta out of range.
    """
    counts = as_floats(counts, "counts", "C")
    if (counts < 1).any():
        raise ValueError(f"counts[{first(counts < 1)}] must be at least 1")
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be at least 0 and less than 1, not {beta}")
    log_beta = math.log(beta) if beta else -math.inf
    return (1 - beta) / -np.expm1(counts * log_beta)  # 1 − βⁿ would lose digits near β = 1

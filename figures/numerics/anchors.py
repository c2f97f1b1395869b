"""Anchors: reference boxes on a grid, offsets from them, labels for them, and the RPN's loss.

Coordinates are continuous, in pixels of the input image: ``x1, y1, x2, y2`` as in ``boxes``.
Names and equations are those of Ren et al., "Faster R-CNN", 2015, arXiv:1506.01497.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import as_boxes, iou
from figures.numerics.checks import (
    as_floats,
    as_labels,
    check_count,
    check_fraction,
    check_not_negative,
    check_positive,
    first,
)
from figures.numerics.losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    smooth_l1,
    smooth_l1_grad,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats, Indices

POSITIVE, NEGATIVE, IGNORED = 1, 0, -1

_SCALES = (128.0, 256.0, 512.0)
_RATIOS = (0.5, 1.0, 2.0)
MOST_LOG_SIZE = math.log(1000 / 16)
"""Where ``t_w`` and ``t_h`` end: no box is more than 62.5 times as wide or high as its anchor."""


def anchors(
    rows: int,
    columns: int,
    stride: float,
    scales: ArrayLike = _SCALES,
    ratios: ArrayLike = _RATIOS,
) -> Floats:
    """Boxes of every scale and ratio around the centre of every cell of a feature map.

    Cell (i, j) covers ``stride`` × ``stride`` pixels around ((j + ½) stride, (i + ½) stride); an
    anchor of scale s and ratio r = height / width measures s / √r × s √r, so that its area is s².
    The defaults are the paper's nine (section 3.1.1). Anchors may reach beyond the image.

    Args:
        rows: of the feature map.
        columns: of the feature map.
        stride: pixels of the image a cell.
        scales: (S,) > 0, square roots of the areas, in pixels.
        ratios: (R,) > 0, height by width.

    Returns:
        (rows · columns · S · R, 4); cells row by row, in each cell all ratios of the first scale,
        then of the next.

    Raises:
        ValueError: an argument is malformed.
    """
    _check_grid(rows, columns, stride)
    scales, ratios = _as_positives(scales, "scales"), _as_positives(ratios, "ratios")
    width = np.ravel(scales[:, None] / np.sqrt(ratios))
    height = np.ravel(scales[:, None] * np.sqrt(ratios))
    around_zero = np.stack([-width, -height, width, height], axis=-1) / 2
    y, x = np.mgrid[:rows, :columns].reshape(2, -1, 1) * float(stride) + stride / 2
    centres = np.stack([x, y, x, y], axis=-1)
    return (centres + around_zero).reshape(-1, 4)


def encode_boxes(boxes: ArrayLike, anchors: ArrayLike) -> Floats:
    """What has to be regressed to get from each anchor to its box.

    t_x = (x − x_a) / w_a, t_y = (y − y_a) / h_a, t_w = log(w / w_a), t_h = log(h / h_a), with
    x, y the centre (eq. 2).

    Args:
        boxes: (N, 4) as ``x1, y1, x2, y2``, of positive width and height.
        anchors: (N, 4) likewise, one a box.

    Returns:
        (N, 4) as ``t_x, t_y, t_w, t_h``, without units.

    Raises:
        ValueError: boxes or anchors are malformed or without extent, or their counts differ.
    """
    x, y, w, h = _centre_and_size(boxes, "boxes")
    x_a, y_a, w_a, h_a = _centre_and_size(anchors, "anchors")
    _check_pairs("boxes", x, x_a)
    offsets = (x - x_a) / w_a, (y - y_a) / h_a, np.log(w / w_a), np.log(h / h_a)
    return np.stack(offsets, axis=-1)


def decode_boxes(offsets: ArrayLike, anchors: ArrayLike) -> Floats:
    """Boxes from offsets: the inverse of ``encode_boxes``, up to 62.5 times an anchor's size.

    x = x_a + t_x w_a, y = y_a + t_y h_a, w = w_a exp(t_w), h = h_a exp(t_h) (eq. 2). t_w and t_h
    are held at log(1000 / 16) first, as in torchvision's ``BoxCoder`` (``bbox_xform_clip``) and in
    Detectron, lest a wild guess early in training overflows; the paper has no such bound.

    Args:
        offsets: (N, 4) as ``t_x, t_y, t_w, t_h``.
        anchors: (N, 4) as ``x1, y1, x2, y2``, of positive width and height, one a row of offsets.

    Returns:
        (N, 4) as ``x1, y1, x2, y2``.

    Raises:
        ValueError: offsets or anchors are malformed, or a box would be too large.
    """
    offsets = _as_offsets(offsets, "offsets")
    x_a, y_a, w_a, h_a = _centre_and_size(anchors, "anchors")
    _check_pairs("offsets", offsets, x_a)
    growth = np.exp(np.minimum(offsets[:, 2:], MOST_LOG_SIZE))
    w, h = w_a * growth[:, 0], h_a * growth[:, 1]
    with np.errstate(over="ignore"):  # an infinite centre is told below
        x, y = x_a + offsets[:, 0] * w_a, y_a + offsets[:, 1] * h_a
    decoded = np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], axis=-1)
    return as_boxes(decoded, "decoded box")


def label_anchors(
    anchors: ArrayLike,
    objects: ArrayLike,
    positive_iou: float = 0.7,
    negative_iou: float = 0.3,
) -> tuple[Indices, Indices]:
    """Which anchors are to find an object, and which one.

    Positive: IoU with an object above ``positive_iou``, or an object's best anchor (all that
    share the best IoU). Negative: IoU below ``negative_iou`` with every object. The rest takes no
    part (section 3.1.2).

    Args:
        anchors: (N, 4) as ``x1, y1, x2, y2``.
        objects: (M, 4) likewise; none is allowed.
        positive_iou: in [0, 1].
        negative_iou: in [0, ``positive_iou``].

    Returns:
        Labels (N,), ``POSITIVE``, ``NEGATIVE`` or ``IGNORED``; and (N,) the index of the object
        that overlaps the anchor most, −1 where there is no object.

    Raises:
        ValueError: boxes or thresholds are malformed.
    """
    check_fraction(positive_iou, "positive_iou")
    check_fraction(negative_iou, "negative_iou")
    if negative_iou > positive_iou:
        raise ValueError(f"negative_iou {negative_iou} is above positive_iou {positive_iou}")
    overlap = iou(anchors, objects)
    if overlap.size == 0:
        return np.full(len(overlap), NEGATIVE), np.full(len(overlap), -1)
    most = overlap.max(axis=1)
    labels = np.full(len(overlap), IGNORED)
    labels[most < negative_iou] = NEGATIVE
    labels[most > positive_iou] = POSITIVE
    of_object = overlap.max(axis=0)
    is_best = (overlap == of_object) & (of_object > 0)  # an object nothing touches claims none
    labels[is_best.any(axis=1)] = POSITIVE
    return labels, overlap.argmax(axis=1)


def rpn_loss(
    logits: ArrayLike,
    offsets: ArrayLike,
    labels: ArrayLike,
    targets: ArrayLike,
    n_cls: float = 256,
    n_reg: float = 2400,
    weight: float = 10.0,
) -> tuple[float, float]:
    """The two parts of the loss: Σᵢ L_cls / N_cls, and λ Σᵢ pᵢ* L_reg / N_reg.

    L_cls is the cross-entropy of "object or not" over the positives and negatives, L_reg the
    smooth L1 of the four offsets, over the positives alone (eq. 1). One logit an anchor stands for
    the paper's two: a softmax of two is the sigmoid of their difference.

    Args:
        logits: (N,) that the anchor holds an object.
        offsets: (N, 4) predicted.
        labels: (N,) as of ``label_anchors``.
        targets: (N, 4) true offsets; what stands in rows that are not positive does not matter.
        n_cls: > 0; the paper's number of sampled anchors.
        n_reg: > 0; the paper's number of positions.
        weight: λ ≥ 0.

    Returns:
        Classification, regression; their sum is the loss.

    Raises:
        ValueError: an argument is malformed.
    """
    logits, error, labels = _checked_loss(logits, offsets, labels, targets)
    _check_weights(n_cls, n_reg, weight)
    used, positive = labels != IGNORED, labels == POSITIVE
    classification = binary_cross_entropy(logits[used], positive[used]).sum() / n_cls
    regression = weight * smooth_l1(error[positive]).sum() / n_reg
    return float(classification), float(regression)


def rpn_loss_grad(
    logits: ArrayLike,
    offsets: ArrayLike,
    labels: ArrayLike,
    targets: ArrayLike,
    n_cls: float = 256,
    n_reg: float = 2400,
    weight: float = 10.0,
) -> tuple[Floats, Floats]:
    """Gradient of the sum of ``rpn_loss`` by logits and offsets.

    Args:
        logits: (N,) that the anchor holds an object.
        offsets: (N, 4) predicted.
        labels: (N,) as of ``label_anchors``.
        targets: (N, 4) true offsets.
        n_cls: > 0.
        n_reg: > 0.
        weight: λ ≥ 0.

    Returns:
        (N,) by the logits, 0 for ignored anchors; (N, 4) by the offsets, 0 where not positive.

    Raises:
        ValueError: an argument is malformed.
    """
    logits, error, labels = _checked_loss(logits, offsets, labels, targets)
    _check_weights(n_cls, n_reg, weight)
    used, positive = labels != IGNORED, labels == POSITIVE
    by_logits = used * binary_cross_entropy_grad(logits, positive) / n_cls
    by_offsets = weight * positive[:, None] * smooth_l1_grad(error) / n_reg
    return by_logits, by_offsets


def _check_grid(rows: int, columns: int, stride: float) -> None:
    check_count(rows, "rows", least=0)
    check_count(columns, "columns", least=0)
    check_positive(stride, "stride")


def _as_positives(values: ArrayLike, name: str) -> Floats:
    array = as_floats(values, name, "N")
    unusable = array <= 0
    if unusable.any():
        raise ValueError(f"{name}[{first(unusable)}] must be positive")
    return array


def _as_offsets(offsets: ArrayLike, name: str) -> Floats:
    array = as_floats(offsets, name)
    if array.shape == (0,):
        return array.reshape(0, 4)
    if array.ndim != 2 or array.shape[1] != 4:
        raise ValueError(f"{name} must have shape (N, 4), not {array.shape}")
    return array


def _centre_and_size(boxes: ArrayLike, name: str) -> tuple[Floats, Floats, Floats, Floats]:
    x1, y1, x2, y2 = as_boxes(boxes, name).T
    flat: NDArray[np.bool_] = (x2 == x1) | (y2 == y1)
    if flat.any():
        raise ValueError(f"{name}[{first(flat)}] has no width or no height")
    width, height = x2 - x1, y2 - y1
    return x1 + width / 2, y1 + height / 2, width, height


def _check_pairs(name: str, values: Floats, anchors: Floats) -> None:
    if len(values) != len(anchors):
        raise ValueError(f"there are {len(values)} {name} for {len(anchors)} anchors")


def _checked_loss(
    logits: ArrayLike, offsets: ArrayLike, labels: ArrayLike, targets: ArrayLike
) -> tuple[Floats, Floats, Indices]:
    logits = as_floats(logits, "logits", "N")
    offsets, targets = _as_offsets(offsets, "offsets"), _as_offsets(targets, "targets")
    _check_pairs("offsets", offsets, logits)
    _check_pairs("targets", targets, logits)
    labels = as_labels(labels, "labels", len(logits))
    unknown = ~np.isin(labels, (POSITIVE, NEGATIVE, IGNORED))
    if unknown.any():
        raise ValueError(f"labels[{first(unknown)}] must be 1, 0 or −1")
    return logits, offsets - targets, labels


def _check_weights(n_cls: float, n_reg: float, weight: float) -> None:
    check_positive(n_cls, "n_cls")
    check_positive(n_reg, "n_reg")
    check_not_negative(weight, "weight")

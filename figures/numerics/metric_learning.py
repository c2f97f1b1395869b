"""Learning by distances: pairs, triplets, and classes that are the mean of a few samples.

Losses come one a pair or triplet, never summed or averaged; a gradient belongs to their sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, as_labels, check_count, check_not_negative
from figures.numerics.losses import softmax

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats


def contrastive_loss(a: ArrayLike, b: ArrayLike, same: ArrayLike, margin: float = 1.0) -> Floats:
    """Contrastive loss of pairs: ½ d² if they belong together, else ½ max(0, m − d)².

    d = ‖a − b‖. Hadsell, Chopra and LeCun, "Dimensionality Reduction by Learning an Invariant
    Mapping", 2006, eq. 4; there the label is 0 for pairs that belong together.

    Args:
        a: (N, D) features.
        b: (N, D) features.
        same: (N,) whether a pair is of one class.
        margin: m ≥ 0; pairs of two classes are left alone once that far apart. With 0 nothing
            pushes them apart, and all features in one place have no loss.

    Returns:
        (N,) losses.

    Raises:
        ValueError: an argument is malformed.
    """
    difference, same = _checked_pairs(a, b, same, margin)
    d = _lengths(difference)
    return np.where(same, 0.5 * d**2, 0.5 * np.maximum(margin - d, 0) ** 2)


def contrastive_loss_grad(
    a: ArrayLike, b: ArrayLike, same: ArrayLike, margin: float = 1.0
) -> Floats:
    """Gradient of the summed ``contrastive_loss`` by ``a``; that by ``b`` is its negative.

    a − b if they belong together, else −max(0, m − d) (a − b) / d; 0 for two classes in one place,
    where no direction is better than another.

    Args:
        a: (N, D) features.
        b: (N, D) features.
        same: (N,) whether a pair is of one class.
        margin: m ≥ 0.

    Returns:
        (N, D) gradient.

    Raises:
        ValueError: an argument is malformed.
    """
    difference, same = _checked_pairs(a, b, same, margin)
    d = _lengths(difference)
    push = np.divide(np.maximum(margin - d, 0), d, out=np.zeros_like(d), where=d > 0)
    return np.where(same, 1.0, -push)[:, None] * difference


def triplet_loss(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float = 0.2
) -> Floats:
    """Triplet loss: max(0, ‖a − p‖² − ‖a − n‖² + α).

    Schroff et al., "FaceNet: A Unified Embedding for Face Recognition and Clustering", 2015,
    arXiv:1503.03832, section 3.1, where α = 0.2 and features have length 1.

    Args:
        anchor: (N, D) features.
        positive: (N, D) features of the anchors' classes.
        negative: (N, D) features of other classes.
        margin: α ≥ 0, in squared distance.

    Returns:
        (N,) losses.

    Raises:
        ValueError: an argument is malformed.
    """
    a, p, n = _checked_triplets(anchor, positive, negative, margin)
    return np.maximum(_squares(a - p) - _squares(a - n) + margin, 0)


def triplet_loss_grad(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float = 0.2
) -> tuple[Floats, Floats, Floats]:
    """Gradients of the summed ``triplet_loss``: 2 (n − p), 2 (p − a) and 2 (a − n).

    0 for triplets without loss.

    Args:
        anchor: (N, D) features.
        positive: (N, D) features of the anchors' classes.
        negative: (N, D) features of other classes.
        margin: α ≥ 0, in squared distance.

    Returns:
        (N, D) gradients by the anchors, the positives and the negatives.

    Raises:
        ValueError: an argument is malformed.
    """
    a, p, n = _checked_triplets(anchor, positive, negative, margin)
    active = triplet_loss(a, p, n, margin)[:, None] > 0
    return 2 * active * (n - p), 2 * active * (p - a), 2 * active * (a - n)


def is_semi_hard(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float = 0.2
) -> NDArray[np.bool_]:
    """Whether the negative is farther than the positive, yet within the margin.

    ‖a − p‖² < ‖a − n‖² < ‖a − p‖² + α (arXiv:1503.03832, section 3.2).

    Args:
        anchor: (N, D) features.
        positive: (N, D) features of the anchors' classes.
        negative: (N, D) features of other classes.
        margin: α ≥ 0, in squared distance.

    Returns:
        (N,) truth values.

    Raises:
        ValueError: an argument is malformed.
    """
    a, p, n = _checked_triplets(anchor, positive, negative, margin)
    near, far = _squares(a - p), _squares(a - n)
    return (near < far) & (far < near + margin)


def prototypes(features: ArrayLike, labels: ArrayLike, classes: int) -> Floats:
    """The mean feature of each class: c_k = (1/|S_k|) Σ_{x ∈ S_k} f(x).

    Snell et al., "Prototypical Networks for Few-shot Learning", 2017, arXiv:1703.05175, eq. 1.

    Args:
        features: (N, D) features of the support set.
        labels: (N,) whole numbers in [0, classes).
        classes: K ≥ 1; each needs a sample.

    Returns:
        (K, D) means.

    Raises:
        ValueError: an argument is malformed, or a class has no sample.
    """
    features = as_floats(features, "features", "N, D")
    check_count(classes, "classes")
    labels = as_labels(labels, "labels", len(features), classes)
    members = np.eye(classes)[labels]  # (N, K) one-hot
    counts = members.sum(axis=0)
    if (counts == 0).any():
        raise ValueError(f"class {np.argmin(counts)} has no sample")
    means: Floats = members.T @ features / counts[:, None]
    return means


def prototype_probabilities(queries: ArrayLike, centres: ArrayLike) -> Floats:
    """Softmax of negative squared distances: p_k = e^(−‖x − c_k‖²) / Σ_j e^(−‖x − c_j‖²).

    arXiv:1703.05175, eq. 2 with the squared Euclidean distance.

    Args:
        queries: (M, D) features.
        centres: (K, D) prototypes, K ≥ 1.

    Returns:
        (M, K) probabilities.

    Raises:
        ValueError: an argument is malformed.
    """
    queries = as_floats(queries, "queries", "M, D")
    centres = as_floats(centres, "centres", "K, D")
    if queries.shape[1] != centres.shape[1]:
        raise ValueError(
            f"queries and centres must be equally wide, not {queries.shape} and {centres.shape}"
        )
    return softmax(-_squares(queries[:, None] - centres))


def _squares(difference: Floats) -> Floats:
    return np.asarray(np.square(difference).sum(axis=-1))


def _lengths(difference: Floats) -> Floats:
    return np.sqrt(_squares(difference))


def _checked_pairs(
    a: ArrayLike, b: ArrayLike, same: ArrayLike, margin: float
) -> tuple[Floats, NDArray[np.bool_]]:
    a, b = _checked_alike(a=a, b=b)
    check_not_negative(margin, "margin")
    same = np.asarray(same)
    if same.shape != (len(a),):
        raise ValueError(f"same must have shape ({len(a)},), not {same.shape}")
    if same.size and not np.isin(same, (0, 1)).all():
        raise ValueError("same must be true or false for each pair")
    return a - b, same.astype(bool)


def _checked_triplets(
    anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float
) -> list[Floats]:
    check_not_negative(margin, "margin")
    return _checked_alike(anchor=anchor, positive=positive, negative=negative)


def _checked_alike(**features: ArrayLike) -> list[Floats]:
    checked = [as_floats(values, name, "N, D") for name, values in features.items()]
    for name, values in zip(features, checked, strict=True):
        if values.shape != checked[0].shape:
            raise ValueError(f"{name} must have shape {checked[0].shape}, not {values.shape}")
    return checked

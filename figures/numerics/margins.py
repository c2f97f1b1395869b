"""Softmax on a sphere, with a margin for the true class: SphereFace, CosFace and ArcFace."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from figures.numerics.checks import as_floats, as_labels, check_not_negative, check_positive, first
from figures.numerics.losses import cross_entropy, cross_entropy_grad

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

Kind: TypeAlias = Literal["sphereface", "cosface", "arcface"]
Scale: TypeAlias = float | Literal["length"]

MARGINS: dict[Kind, float] = {"sphereface": 4.0, "cosface": 0.35, "arcface": 0.5}
"""The margin of each kind's paper."""

SCALES: dict[Kind, Scale] = {"sphereface": "length", "cosface": 64.0, "arcface": 64.0}
"""What each paper multiplies the cosines by: a number, or each feature's own length."""


def target_logit(theta: ArrayLike, kind: Kind, margin: float) -> Floats:
    """What stands for cos θ of the true class, before it is scaled; it falls all the way to π.

    SphereFace (arXiv:1704.08063, eq. 7): (−1)^k cos(mθ) − 2k for θ in [kπ/m, (k + 1)π/m], which is
    cos(mθ) up to π/m. CosFace (arXiv:1801.09414, eq. 4): cos θ − m. ArcFace (arXiv:1801.07698,
    eq. 3): cos(θ + m); beyond θ = π − m that would rise again, so cos θ − m sin m stands there,
    with a small step down in between, as the authors' code does.

    Args:
        theta: angles to the true class's weight, in [0, π] radians, any shape.
        kind: ``sphereface``, ``cosface`` or ``arcface``.
        margin: m, ≥ 1 for SphereFace, ≥ 0 for CosFace, in [0, π/2] radians for ArcFace.

    Returns:
        Values of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    theta = _checked_angles(theta, kind, margin)
    if kind == "sphereface":
        k = np.floor(margin * theta / math.pi)
        return np.asarray((-1) ** k * np.cos(margin * theta) - 2 * k)
    if kind == "cosface":
        return np.cos(theta) - margin
    past = theta > math.pi - margin
    return np.where(past, np.cos(theta) - margin * math.sin(margin), np.cos(theta + margin))


def target_logit_grad(theta: ArrayLike, kind: Kind, margin: float) -> Floats:
    """Derivative of ``target_logit`` by the angle, never positive.

    Args:
        theta: angles in [0, π] radians, any shape.
        kind: ``sphereface``, ``cosface`` or ``arcface``.
        margin: as for ``target_logit``.

    Returns:
        Derivatives of that shape.

    Raises:
        ValueError: an argument is malformed.
    """
    theta = _checked_angles(theta, kind, margin)
    if kind == "sphereface":
        return -margin * np.abs(np.sin(margin * theta))  # (−1)^k is the sign of the sine
    if kind == "cosface":
        return -np.sin(theta)
    return -np.sin(np.where(theta > math.pi - margin, theta, theta + margin))


def cosine_similarity(features: ArrayLike, weights: ArrayLike) -> Floats:
    """Cosine of the angle between every feature and every class's weight: x·w / (‖x‖ ‖w‖).

    Args:
        features: (N, D), none of length 0.
        weights: (K, D), none of length 0.

    Returns:
        (N, K) values in [−1, 1].

    Raises:
        ValueError: an argument is malformed.
    """
    features, weights = _checked_vectors(features, weights)
    cosines = _directions(features) @ _directions(weights).T
    return np.clip(cosines, -1.0, 1.0)  # rounding may step over


def softmax_margin_loss(
    features: ArrayLike,
    weights: ArrayLike,
    labels: ArrayLike,
    kind: Kind = "arcface",
    margin: float | None = None,
    scale: Scale | None = None,
) -> Floats:
    """Cross-entropy of s · cos θ with ``target_logit`` in place of the true class's cosine.

    Deng et al., "ArcFace", 2019, arXiv:1801.07698, eq. 3, with s = 64 and m = 0.5; Wang et al.,
    "CosFace", 2018, arXiv:1801.09414, eq. 4, with s = 64 and m = 0.35; Liu et al., "SphereFace",
    2017, arXiv:1704.08063, eq. 7, with m = 4 and the feature's own length for s.

    Args:
        features: (N, D), none of length 0.
        weights: (K, D), one a class, none of length 0.
        labels: (N,) whole numbers in [0, K).
        kind: ``sphereface``, ``cosface`` or ``arcface``.
        margin: as for ``target_logit``; None for the paper's own, ``MARGINS[kind]``.
        scale: s > 0, or ``"length"`` for each feature's own; None for ``SCALES[kind]``.

    Returns:
        (N,) losses in nats.

    Raises:
        ValueError: an argument is malformed.
    """
    margin, scale = _settings(kind, margin, scale)
    features, weights, labels = _checked(features, weights, labels)
    cosines = cosine_similarity(features, weights)
    true = np.arange(len(labels)), labels
    logits = cosines.copy()
    logits[true] = target_logit(np.arccos(cosines[true]), kind, margin)
    return cross_entropy(_scales(features, scale) * logits, labels)


def softmax_margin_loss_grad(
    features: ArrayLike,
    weights: ArrayLike,
    labels: ArrayLike,
    kind: Kind = "arcface",
    margin: float | None = None,
    scale: Scale | None = None,
) -> tuple[Floats, Floats]:
    """Gradients of the summed ``softmax_margin_loss`` by the features and by the weights.

    p − y goes back through s, then through the angle θ of each pair: on the unit sphere a feature
    nears a weight along (w − x cos θ) / sin θ. At θ = 0 and π there is no such direction, and the
    pair gives none.

    Args:
        features: (N, D), none of length 0.
        weights: (K, D), one a class, none of length 0.
        labels: (N,) whole numbers in [0, K).
        kind: ``sphereface``, ``cosface`` or ``arcface``.
        margin: as for ``target_logit``; None for the paper's own, ``MARGINS[kind]``.
        scale: s > 0, or ``"length"`` for each feature's own; None for ``SCALES[kind]``.

    Returns:
        Gradients (N, D) and (K, D).

    Raises:
        ValueError: an argument is malformed.
    """
    margin, scale = _settings(kind, margin, scale)
    features, weights, labels = _checked(features, weights, labels)
    x, w = _directions(features), _directions(weights)
    cosines = cosine_similarity(features, weights)
    angles = np.arccos(cosines)
    sines = np.sin(angles)
    true = np.arange(len(labels)), labels
    logits, slopes = cosines.copy(), -sines
    logits[true] = target_logit(angles[true], kind, margin)
    slopes[true] = target_logit_grad(angles[true], kind, margin)
    s = _scales(features, scale)
    by_scaled = cross_entropy_grad(s * logits, labels)
    by_angle = by_scaled * s * slopes
    # dθ = −(w − x cos θ)·dx / sin θ on the sphere, and the other way round for the weight
    pull = np.divide(by_angle, sines, out=np.zeros_like(sines), where=np.abs(cosines) < 1)
    by_x = (pull * cosines).sum(axis=1)[:, None] * x - pull @ w
    by_w = (pull * cosines).sum(axis=0)[:, None] * w - pull.T @ x
    by_features = by_x / _lengths(features)
    if scale == "length":
        by_features += (by_scaled * logits).sum(axis=1)[:, None] * x
    return by_features, by_w / _lengths(weights)


def _lengths(vectors: Floats) -> Floats:
    return np.asarray(np.linalg.norm(vectors, axis=1, keepdims=True))


def _directions(vectors: Floats) -> Floats:
    units: Floats = vectors / _lengths(vectors)
    return units


def _scales(features: Floats, scale: Scale) -> Floats:
    return _lengths(features) if scale == "length" else np.full((len(features), 1), scale)


def _settings(kind: Kind, margin: float | None, scale: Scale | None) -> tuple[float, Scale]:
    """Margin and scale, those of the kind's paper where none is given."""
    _check_kind(kind)
    scale = SCALES[kind] if scale is None else scale
    if scale != "length":
        check_positive(scale, "scale")
    return MARGINS[kind] if margin is None else margin, scale


def _check_kind(kind: str) -> None:
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be one of {', '.join(get_args(Kind))}, not {kind!r}")


def _checked_angles(theta: ArrayLike, kind: str, margin: float) -> Floats:
    _check_kind(kind)
    check_not_negative(margin, "margin")
    if kind == "sphereface" and margin < 1:
        raise ValueError(f"margin of sphereface must be at least 1, not {margin}")
    if kind == "arcface" and margin > math.pi / 2:  # beyond it the step would go up
        raise ValueError(f"margin of arcface must be at most π/2, not {margin}")
    angles = as_floats(theta, "theta")
    outside = (angles < 0) | (angles > math.pi)
    if outside.any():
        raise ValueError(f"theta[{first(outside)}] is outside [0, π]")
    return angles


def _checked_vectors(features: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    features = as_floats(features, "features", "N, D")
    weights = as_floats(weights, "weights", "K, D")
    if features.shape[1] != weights.shape[1]:
        raise ValueError(
            f"features and weights must be equally wide, not {features.shape} and {weights.shape}"
        )
    for name, vectors in (("features", features), ("weights", weights)):
        empty = _lengths(vectors)[:, 0] == 0
        if empty.any():
            raise ValueError(f"{name}[{first(empty)}] has length 0")
    return features, weights


def _checked(
    features: ArrayLike, weights: ArrayLike, labels: ArrayLike
) -> tuple[Floats, Floats, Indices]:
    features, weights = _checked_vectors(features, weights)
    return features, weights, as_labels(labels, "labels", len(features), len(weights))

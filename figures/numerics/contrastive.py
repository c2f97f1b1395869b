"""Losses that pull matching pairs together and push the others apart, and MAE's random mask.

The losses take a matrix of similarities, row i and column i being a matching pair, and return their
value together with its gradient, for both need the same softmax or sigmoid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.activations import sigmoid, softplus
from figures.numerics.checks import as_floats, check_count, check_fraction, check_positive, first
from figures.numerics.losses import log_softmax, softmax

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices


def cosine_similarity(a: ArrayLike, b: ArrayLike) -> Floats:
    """Cosine of the angle between each row of ``a`` and each row of ``b``.

    Args:
        a: (N, D) features, none of them zero.
        b: (M, D) features, none of them zero.

    Returns:
        (N, M) values in [−1, 1].

    Raises:
        ValueError: an argument is malformed, or a row is zero.
    """
    a, b = _unit_rows(a, "a"), _unit_rows(b, "b")
    if a.shape[1] != b.shape[1]:
        raise ValueError(f"a has {a.shape[1]} features a row, but b has {b.shape[1]}")
    return np.clip(a @ b.T, -1, 1)


def info_nce(similarity: ArrayLike, temperature: float = 0.07) -> tuple[float, Floats]:
    """InfoNCE: cross-entropy of each row's softmax of s/τ against its matching column.

    −(1/N) Σᵢ ln( exp(sᵢᵢ/τ) / Σⱼ exp(sᵢⱼ/τ) ), by s: (p − [i = j]) / (N τ). Columns beyond N are
    more negatives, such as MoCo's queue. van den Oord et al., "Representation Learning with
    Contrastive Predictive Coding", 2018, arXiv:1807.03748, equation 4; He et al., "Momentum
    Contrast", 2020, arXiv:1911.05722, equation 1.

    Args:
        similarity: (N, M) with M ≥ N ≥ 1.
        temperature: τ > 0.

    Returns:
        The loss, and its gradient by the similarities, (N, M).

    Raises:
        ValueError: an argument is malformed.
    """
    similarity = as_floats(similarity, "similarity", "N, M")
    n, m = similarity.shape
    if not 1 <= n <= m:
        raise ValueError(f"similarity must have M ≥ N ≥ 1, not shape {similarity.shape}")
    check_positive(temperature, "temperature")
    logits = similarity / temperature
    rows = np.arange(n)
    value = -float(log_softmax(logits)[rows, rows].mean())
    gradient = softmax(logits)
    gradient[rows, rows] -= 1
    return value, gradient / (n * temperature)


def clip_loss(similarity: ArrayLike, temperature: float = 0.07) -> tuple[float, Floats]:
    """CLIP's loss: the mean of InfoNCE over rows (image to text) and over columns (text to image).

    Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021,
    arXiv:2103.00020, figure 3.

    Args:
        similarity: (N, N) cosines of N images (rows) and their N texts (columns), N ≥ 1.
        temperature: τ > 0.

    Returns:
        The loss, and its gradient by the similarities, (N, N).

    Raises:
        ValueError: an argument is malformed.
    """
    similarity = _square(similarity)
    by_image, to_text = info_nce(similarity, temperature)
    by_text, to_image = info_nce(similarity.T, temperature)
    return (by_image + by_text) / 2, (to_text + to_image.T) / 2


def siglip_loss(
    similarity: ArrayLike, scale: float = 10.0, bias: float = -10.0
) -> tuple[float, Floats]:
    """SigLIP's loss: binary cross-entropy of every pair, matching or not, summed over a row.

    (1/N) Σᵢⱼ ln(1 + exp(−zᵢⱼ (t sᵢⱼ + b))) with z = 1 on the diagonal and −1 elsewhere. Zhai et
    al., "Sigmoid Loss for Language Image Pre-Training", 2023, arXiv:2303.15343, algorithm 1.

    Args:
        similarity: (N, N) cosines of N images (rows) and their N texts (columns), N ≥ 1.
        scale: t > 0, one over a temperature.
        bias: b; both defaults are the paper's at the start of training.

    Returns:
        The loss, and its gradient by the similarities, (N, N).

    Raises:
        ValueError: an argument is malformed.
    """
    similarity = _square(similarity)
    check_positive(scale, "scale")
    as_floats(bias, "bias")
    n = len(similarity)
    sign = 2 * np.eye(n) - 1
    margin = sign * (scale * similarity + bias)
    return float(softplus(-margin).sum()) / n, -scale * sign * sigmoid(-margin) / n


def nt_xent(first_view: ArrayLike, second_view: ArrayLike, temperature: float = 0.5) -> float:
    """SimCLR's loss: InfoNCE over 2N views, each against all others but itself.

    Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", 2020,
    arXiv:2002.05709, equation 1 and algorithm 1.

    Args:
        first_view: (N, D) features of N pictures, none of them zero, N ≥ 1.
        second_view: (N, D) features of the same pictures, augmented otherwise.
        temperature: τ > 0.

    Returns:
        The mean over all 2N views.

    Raises:
        ValueError: an argument is malformed.
    """
    a, b = (
        as_floats(first_view, "first_view", "N, D"),
        as_floats(second_view, "second_view", "N, D"),
    )
    if a.shape != b.shape or not len(a):
        raise ValueError(f"the views must have one shape (N ≥ 1, D), not {a.shape} and {b.shape}")
    check_positive(temperature, "temperature")
    views = np.concatenate([a, b])
    logits = cosine_similarity(views, views) / temperature
    np.fill_diagonal(logits, -np.inf)
    partner = np.roll(np.arange(len(views)), len(a))
    top = logits.max(axis=1)
    others = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
    return float((others - logits[np.arange(len(views)), partner]).mean())


def nt_xent_naive(first_view: ArrayLike, second_view: ArrayLike, temperature: float = 0.5) -> float:
    """The obvious ``nt_xent``: a loop over views, and over what each is compared with."""
    views = [
        np.asarray(v, dtype=float) for v in (*np.asarray(first_view), *np.asarray(second_view))
    ]
    unit = [v / np.sqrt((v**2).sum()) for v in views]
    total = 0.0
    for i, view in enumerate(unit):
        partner = (i + len(unit) // 2) % len(unit)
        parts = {j: np.exp(view @ unit[j] / temperature) for j in range(len(unit)) if j != i}
        total -= np.log(parts[partner] / sum(parts.values()))
    return float(total / len(unit))


def random_masking(patches: int, ratio: float, rng: np.random.Generator) -> tuple[Indices, Indices]:
    """MAE's mask: which patches the encoder sees, and which the decoder has to paint.

    He et al., "Masked Autoencoders Are Scalable Vision Learners", 2022, arXiv:2111.06377, section
    3: shuffle, and keep the first part of the list.

    Args:
        patches: ≥ 1, how many there are.
        ratio: in [0, 1], the share to hide; what is kept is rounded down.
        rng: the source of chance.

    Returns:
        Indices of kept and of hidden patches, each in ascending order.

    Raises:
        ValueError: an argument is malformed.
    """
    check_count(patches, "patches")
    check_fraction(ratio, "ratio")
    shuffled = rng.permutation(patches)
    kept = int(patches * (1 - ratio) + 1e-9)  # 0.1 of 10 is 1, whatever floats say
    return np.sort(shuffled[:kept]), np.sort(shuffled[kept:])


def _unit_rows(values: ArrayLike, name: str) -> Floats:
    rows = as_floats(values, name, "N, D")
    zero = np.abs(rows).max(axis=1, initial=0) == 0
    if zero.any():
        raise ValueError(f"{name}[{first(zero)}] is zero and has no direction")
    rows = rows / np.abs(rows).max(axis=1, keepdims=True)  # so that squares stay in range
    unit: Floats = rows / np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return unit


def _square(similarity: ArrayLike) -> Floats:
    matrix = as_floats(similarity, "similarity", "N, N")
    if matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"similarity must be square with N ≥ 1, not of shape {matrix.shape}")
    return matrix

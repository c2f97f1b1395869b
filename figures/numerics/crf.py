"""A conditional random field over all pairs of pixels: labels that follow a picture's edges."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_not_negative, check_positive
from figures.numerics.losses import softmax

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats

    Filter: TypeAlias = Callable[[Floats], Floats]

# Every pixel sends to every other: 20,000 pixels are 400 million pairs an iteration.
_MOST_PIXELS = 20_000
_MOST_PIXELS_NAIVE = 32 * 32
_PAIRS_AT_ONCE = 1_000_000  # 8 MB


def dense_crf(
    unary: ArrayLike,
    image: ArrayLike,
    iterations: int = 10,
    *,
    w_appearance: float = 5.0,
    sigma_alpha: float = 50.0,
    sigma_beta: float = 10.0,
    w_smoothness: float = 3.0,
    sigma_gamma: float = 3.0,
) -> Floats:
    """Fully connected CRF by mean field: near pixels of like colour come to like labels.

    Qᵢ(l) ∝ exp(−θᵢ(l) − Σₘ wₘ Σ_{l′ ≠ l} Σ_{j ≠ i} k̃ₘ(i, j) Qⱼ(l′)), all pixels at once, from
    Q ∝ exp(−θ). The kernels are

    appearance: exp(−|pᵢ − pⱼ|² / 2σ_α² − |Iᵢ − Iⱼ|² / 2σ_β²), smoothness: exp(−|pᵢ − pⱼ|² / 2σ_γ²)

    with positions p in pixels and colours I. Krähenbühl & Koltun, "Efficient Inference in Fully
    Connected CRFs with Gaussian Edge Potentials", 2011, arXiv:1210.5644, eq. 3 and algorithm 1,
    with Potts compatibility. The paper's kernels sum to more the larger the picture; as in the
    authors' code they are normalised here, k̃(i, j) = k(i, j) / √(nᵢ nⱼ) with nᵢ = Σⱼ k(i, j)
    over all j, so that the weights mean the same at every size. As in the paper and unlike that
    code, a pixel sends nothing to itself. Messages are exact, not filtered on a lattice: O(N²)
    for N pixels. Default weights and widths lie where DeepLab searched (arXiv:1412.7062).

    Args:
        unary: (H, W, L) energies θ of the labels, −log p of a classifier.
        image: (H, W, C) colours in the unit of ``sigma_beta``, such as 0…255.
        iterations: ≥ 0; with 0 the labels stay independent.
        w_appearance: ≥ 0; weight of the appearance kernel.
        sigma_alpha: > 0; its width in pixels.
        sigma_beta: > 0; its width in colour.
        w_smoothness: ≥ 0; weight of the smoothness kernel.
        sigma_gamma: > 0; its width in pixels.

    Returns:
        (H, W, L) probabilities Q that sum to 1 over the labels.

    Raises:
        ValueError: an argument is malformed, or there are more than 20,000 pixels.
    """
    unary, image = _checked(unary, image, iterations, _MOST_PIXELS)
    _check_kernels(w_appearance, sigma_alpha, sigma_beta, w_smoothness, sigma_gamma)
    height, width, _ = unary.shape
    ones = np.ones((height, width, 1))
    like = _appearance_filter(image, sigma_alpha, sigma_beta)
    near = _smoothness_filter(height, width, sigma_gamma)
    terms = [(w, k, 1 / np.sqrt(k(ones))) for w, k in ((w_appearance, like), (w_smoothness, near))]
    q = softmax(-unary)
    for _ in range(iterations):
        energy = unary
        for weight, gather, norm in terms:
            message = norm * gather(norm * q) - norm**2 * q  # nothing from the pixel itself
            energy = energy + weight * (message.sum(axis=2, keepdims=True) - message)
        q = softmax(-energy)
    return q


def _appearance_filter(image: Floats, sigma_alpha: float, sigma_beta: float) -> Filter:
    """Σⱼ k(i, j) vⱼ over places and colours, for a block of pixels i at a time."""
    height, width, channels = image.shape
    places = np.indices((height, width)).reshape(2, -1).T
    colours = image.reshape(-1, channels)
    features = np.hstack([places / sigma_alpha, colours / sigma_beta])
    blocks = np.array_split(features, math.ceil(len(features) ** 2 / _PAIRS_AT_ONCE) or 1)

    def gather(values: Floats) -> Floats:
        flat = values.reshape(len(features), values.shape[2])
        gathered = [_gaussian(block, features) @ flat for block in blocks]
        return np.vstack(gathered).reshape(values.shape)

    return gather


def _smoothness_filter(height: int, width: int, sigma: float) -> Filter:
    """Σⱼ k(i, j) vⱼ over places alone: a Gaussian down the columns, then one along the rows."""
    y, x = (np.arange(n)[:, None] / sigma for n in (height, width))
    down, along = _gaussian(y, y), _gaussian(x, x)
    return lambda values: np.einsum("xj,yjl->yxl", along, np.einsum("yi,ijl->yjl", down, values))


def _gaussian(a: Floats, b: Floats) -> Floats:
    """exp(−½ |aᵢ − bⱼ|²) of all rows of ``a`` and ``b``."""
    exponent: Floats = a @ b.T
    exponent -= 0.5 * np.square(a).sum(axis=1)[:, None]
    exponent -= 0.5 * np.square(b).sum(axis=1)
    np.minimum(exponent, 0, out=exponent)  # what rounding lifts above 0
    return np.exp(exponent, out=exponent)


def dense_crf_naive(
    unary: ArrayLike,
    image: ArrayLike,
    iterations: int = 10,
    *,
    w_appearance: float = 5.0,
    sigma_alpha: float = 50.0,
    sigma_beta: float = 10.0,
    w_smoothness: float = 3.0,
    sigma_gamma: float = 3.0,
) -> Floats:
    """The obvious ``dense_crf``, pair by pair in plain Python: what tests compare it with."""
    unary, image = _checked(unary, image, iterations, _MOST_PIXELS_NAIVE)
    _check_kernels(w_appearance, sigma_alpha, sigma_beta, w_smoothness, sigma_gamma)
    places = list(np.ndindex(unary.shape[:2]))
    colours = image.reshape(len(places), image.shape[2]).tolist()
    theta = unary.reshape(len(places), unary.shape[2]).tolist()
    pixels, labels = range(len(places)), range(unary.shape[2])

    def appearance(i: int, j: int) -> float:
        near = math.dist(places[i], places[j]) ** 2 / (2 * sigma_alpha**2)
        like = math.dist(colours[i], colours[j]) ** 2 / (2 * sigma_beta**2)
        return math.exp(-near - like)

    def smoothness(i: int, j: int) -> float:
        return math.exp(-(math.dist(places[i], places[j]) ** 2) / (2 * sigma_gamma**2))

    def normalised(kernel: Callable[[int, int], float]) -> list[list[float]]:
        k = [[kernel(i, j) for j in pixels] for i in pixels]
        return [[k[i][j] / math.sqrt(sum(k[i]) * sum(k[j])) for j in pixels] for i in pixels]

    terms = [(w_appearance, normalised(appearance)), (w_smoothness, normalised(smoothness))]
    q = [_softmax_naive(theta[i]) for i in pixels]
    for _ in range(iterations):
        energies = [list(theta[i]) for i in pixels]
        for i, j in itertools.permutations(pixels, 2):
            push = sum(weight * k[i][j] for weight, k in terms)
            for label, other in itertools.permutations(labels, 2):
                energies[i][label] += push * q[j][other]
        q = [_softmax_naive(energies[i]) for i in pixels]
    return np.array(q).reshape(unary.shape)


def _softmax_naive(energies: list[float]) -> list[float]:
    e = [math.exp(min(energies) - energy) for energy in energies]
    return [value / sum(e) for value in e]


def _checked(
    unary: ArrayLike, image: ArrayLike, iterations: int, most: int
) -> tuple[Floats, Floats]:
    unary = as_floats(unary, "unary", "H, W, L")
    image = as_floats(image, "image", "H, W, C")
    if unary.shape[2] == 0:
        raise ValueError(f"unary must have at least one label, not {unary.shape}")
    if image.shape[:2] != unary.shape[:2]:
        wanted = f"{unary.shape[0]}, {unary.shape[1]}, C"
        raise ValueError(f"image must have shape ({wanted}) as unary, not {image.shape}")
    pixels = unary.shape[0] * unary.shape[1]
    if pixels > most:
        raise ValueError(f"{pixels} pixels are too many for exact messages, {most} at most")
    check_count(iterations, "iterations", least=0)
    return unary, image


def _check_kernels(
    w_appearance: float,
    sigma_alpha: float,
    sigma_beta: float,
    w_smoothness: float,
    sigma_gamma: float,
) -> None:
    check_not_negative(w_appearance, "w_appearance")
    check_not_negative(w_smoothness, "w_smoothness")
    check_positive(sigma_alpha, "sigma_alpha")
    check_positive(sigma_beta, "sigma_beta")
    check_positive(sigma_gamma, "sigma_gamma")

"""t-SNE: points in the plane whose neighbours are those that they have in the data.

van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, JMLR 9:2579–2605. The exact method:
every pair counts, in memory O(N²).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_positive, first
from figures.numerics.embeddings import squared_distances
from figures.numerics.perplexity import joint_probabilities

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats

    AnyFloats: TypeAlias = NDArray[np.floating[Any]]

_ROWS = 64  # of a tile, so that it stays in the cache

# The descent: section 3.4 and algorithm 1 of the paper, with today's longer and stronger start.
_EXAGGERATED_STEPS = 250
_MOMENTUM_EARLY, _MOMENTUM_LATE = 0.5, 0.8
_GAIN_UP, _GAIN_DOWN, _GAIN_LEAST = 0.2, 0.8, 0.01
_USUAL_RATE = 50.0
_START_DEVIATION = 1e-4


def tsne(
    x: ArrayLike,
    perplexity: float = 30.0,
    iterations: int = 1000,
    exaggeration: float = 12.0,
    start: ArrayLike | None = None,
) -> Floats:
    """Embed points in the plane by t-SNE.

    P from the data (:func:`joint_probabilities`), then :func:`descend` from the first two principal
    components, made small, so that the same data give the same picture.

    Args:
        x: (N, D) data, at least 2 points; in which unit does not matter.
        perplexity: about how many neighbours a point has, from 1 to N − 1.
        iterations: steps of the descent.
        exaggeration: > 0; what P is multiplied by in the first 250 steps.
        start: (N, 2) where the points are at first, instead of the principal components.

    Returns:
        (N, 2) the embedded points, around 0.

    Raises:
        ValueError: an argument is malformed.
    """
    x = as_floats(x, "x", "N, D")
    p = joint_probabilities(x, perplexity)
    if start is None:
        start = pca_init(x)
    return descend(p.astype(np.float32), start, iterations, exaggeration)


def student_probabilities(points: ArrayLike) -> Floats:
    """Q: how likely two points are neighbours in the plane.

    q_ij = w_ij / Σ w with w_ij = 1 / (1 + ‖yᵢ − yⱼ‖²), Student's t with one degree of freedom
    (equation 4): its tail is heavy, so that points which are not quite near may lie far apart.

    Args:
        points: (N, 2), at least 2 points.

    Returns:
        (N, N) symmetric, sums to 1, with zeros on the diagonal.

    Raises:
        ValueError: the points are malformed.
    """
    closeness = _closeness(_as_points(points))
    q: Floats = closeness / closeness.sum()
    return q


def kl_divergence(p: ArrayLike, points: ArrayLike) -> float:
    """What t-SNE makes small: KL(P ‖ Q) = Σ p_ij log(p_ij / q_ij), in nats.

    Args:
        p: (N, N) as by :func:`joint_probabilities`.
        points: (N, 2).

    Returns:
        The divergence; not negative.

    Raises:
        ValueError: an argument is malformed.
    """
    p, points = _checked(p, points)
    q = student_probabilities(points)
    there = p > 0
    return float((p[there] * np.log(p[there] / q[there])).sum())


def gradient(p: ArrayLike, points: ArrayLike) -> Floats:
    """Gradient of :func:`kl_divergence` by the points.

    ∂C/∂yᵢ = 4 Σⱼ (p_ij − q_ij)(yᵢ − yⱼ) / (1 + ‖yᵢ − yⱼ‖²) (equation 5).

    Args:
        p: (N, N) as by :func:`joint_probabilities`; it need not sum to 1 (early exaggeration).
        points: (N, 2).

    Returns:
        (N, 2).

    Raises:
        ValueError: an argument is malformed.
    """
    p, points = _checked(p, points)
    closeness = _closeness(points)
    pull = (p - closeness / closeness.sum()) * closeness
    difference = points[:, None] - points
    found: Floats = 4 * np.einsum("ij,ijd->id", pull, difference)
    return found


def gradient_naive(p: ArrayLike, points: ArrayLike) -> Floats:
    """The obvious ``gradient``, pair by pair in plain Python: what tests compare it with."""
    p, points = _checked(p, points)
    y = points.tolist()
    pairs = [(i, j) for i in range(len(y)) for j in range(len(y)) if i != j]
    w = {(i, j): 1 / (1 + (y[i][0] - y[j][0]) ** 2 + (y[i][1] - y[j][1]) ** 2) for i, j in pairs}
    total = math.fsum(w.values())
    found = np.zeros((len(y), 2))
    for i, j in pairs:
        pull = (p[i, j] - w[i, j] / total) * w[i, j]
        for axis in (0, 1):
            found[i, axis] += 4 * pull * (y[i][axis] - y[j][axis])
    return found


def gradient_tiled(p: AnyFloats, points: Floats) -> Floats:
    """The fast ``gradient``: in tiles of 64 rows that stay in the cache, in the precision of ``p``.

    With w = 1 / (1 + d²) and Z = Σ w, the gradient is 4 (Σⱼ p w (yᵢ − yⱼ) − Σⱼ w² (yᵢ − yⱼ) / Z):
    Z can be summed on the way, and one pass over all pairs is enough. Two matrix products do most
    of it: x·1 + 1·(−x′) gives all differences, exactly and faster than broadcasting; then
    (p w, w², w) times the columns (y, 1) gives all sums.

    Args:
        p: (N, N), float32 or float64.
        points: (N, 2); neither is checked, since ``descend`` asks a thousand times.

    Returns:
        (N, 2), float64; of float32, about 5 digits of the largest force are right.
    """
    n = len(points)
    y = (points - points.mean(axis=0)).astype(p.dtype)
    ones = np.ones((2, n), dtype=p.dtype)
    left, right = np.stack([y.T, ones], axis=2), np.stack([ones, -y.T], axis=1)
    columns = np.column_stack([y, ones[0]])
    tile = np.empty((3, min(n, _ROWS), n), dtype=p.dtype)
    sums = np.empty((3, n, 3))
    for begin in range(0, n, _ROWS):
        rows = slice(begin, min(begin + _ROWS, n))
        pull, push, w = layers = tile[:, : rows.stop - begin]
        difference = np.matmul(left[:, rows], right, out=layers[:2])
        np.multiply(difference, difference, out=difference)
        np.add(difference[0], difference[1], out=w)
        w += 1
        np.reciprocal(w, out=w)
        w.flat[begin :: n + 1] = 0  # a point is not its own neighbour
        np.multiply(p[rows], w, out=pull)
        np.multiply(w, w, out=push)
        sums[:, rows] = layers @ columns
    weighted = sums[0] - sums[1] / sums[2, :, 2].sum()
    found: Floats = 4 * (weighted[:, 2:] * y - weighted[:, :2])
    return found


def descend(
    p: ArrayLike,
    start: ArrayLike,
    iterations: int = 1000,
    exaggeration: float = 12.0,
) -> Floats:
    """Gradient descent on KL(P ‖ Q) with momentum, gains and early exaggeration.

    For 250 steps P is multiplied by ``exaggeration`` so that clusters form, and the momentum is
    0.5, then 0.8. The gain of a coordinate grows by 0.2 while it goes on in one direction, and
    shrinks by 0.8 when it turns (algorithm 1, section 3.4). The rate is N / (4 exaggeration)
    (Belkina et al., 2019, Nature Communications 10), but at least 50, or N / 8 if that is less:
    a larger one throws few points about.

    Args:
        p: (N, N) as by :func:`joint_probabilities`; float32 is worked on in float32.
        start: (N, 2) where the points are at first.
        iterations: steps, at least 1.
        exaggeration: > 0; 1 is none.

    Returns:
        (N, 2) the points, around 0.

    Raises:
        ValueError: an argument is malformed.
    """
    precision: type[np.floating[Any]] = np.float64
    if isinstance(p, np.ndarray) and p.dtype == np.float32:
        precision = np.float32
    p, start = _checked(p, start)
    check_count(iterations, "iterations")
    check_positive(exaggeration, "exaggeration")
    rate = max(len(start) / (4 * exaggeration), min(len(start) / 8, _USUAL_RATE))
    points, move, gain = start.copy(), np.zeros_like(start), np.ones_like(start)
    near, momentum = (p * exaggeration).astype(precision), _MOMENTUM_EARLY
    for step in range(iterations):
        if step == _EXAGGERATED_STEPS:
            near, momentum = p.astype(precision), _MOMENTUM_LATE
        uphill = gradient_tiled(near, points)
        gain = np.where(move * uphill < 0, gain + _GAIN_UP, gain * _GAIN_DOWN)
        gain = np.maximum(gain, _GAIN_LEAST)
        move = momentum * move - rate * gain * uphill
        points += move
        points -= points.mean(axis=0)
    return points


def pca_init(x: ArrayLike) -> Floats:
    """Where the descent begins: the first two principal components, with deviation 0.0001.

    Kobak & Berens, 2019, Nature Communications 10: this keeps the layout of the whole, which a
    random start loses. A hundredth of seeded noise lets data on a line leave it.

    Args:
        x: (N, D) data.

    Returns:
        (N, 2), the larger loadings of both directions positive.

    Raises:
        ValueError: ``x`` is malformed.
    """
    x = as_floats(x, "x", "N, D")
    largest = np.abs(x).max(initial=0)
    unit = x / largest if largest > 0 else x
    _, _, directions = np.linalg.svd(unit - unit.mean(axis=0), full_matrices=False)
    directions = directions[:2]
    largest_loading = np.abs(directions).argmax(axis=1, keepdims=True)
    directions = directions * np.sign(np.take_along_axis(directions, largest_loading, axis=1))
    start = np.random.default_rng(0).normal(0, _START_DEVIATION / 100, (len(x), 2))
    scores = (unit - unit.mean(axis=0)) @ directions.T
    deviation = scores[:, :1].std()
    if deviation > 0:
        start[:, : len(directions)] += scores * (_START_DEVIATION / deviation)
    return start


def _closeness(points: Floats) -> Floats:
    """Student's kernel of all pairs, 0 of a point with itself."""
    closeness: Floats = 1 / (1 + squared_distances(points))
    np.fill_diagonal(closeness, 0)
    return closeness


def _as_points(points: ArrayLike) -> Floats:
    points = as_floats(points, "points", "N, 2")
    if points.shape[1] != 2 or len(points) < 2:
        raise ValueError(f"points must have shape (N, 2) with N of at least 2, not {points.shape}")
    return points


def _checked(p: ArrayLike, points: ArrayLike) -> tuple[Floats, Floats]:
    p, points = as_floats(p, "p", "N, N"), _as_points(points)
    if p.shape != (len(points), len(points)):
        raise ValueError(f"p must have shape {(len(points), len(points))}, not {p.shape}")
    negative = p < 0
    if negative.any():
        raise ValueError(f"p[{first(negative)}] is negative")
    return p, points

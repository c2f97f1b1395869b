"""Attention, and how positions get into it.

Sequences run along the second to last axis, features along the last. A mask is true where a query
may look at a key, as torch has it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_positive, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from figures.numerics.checks import Floats


def attention(q: ArrayLike, k: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None) -> Floats:
    """Scaled dot-product attention: softmax(Q Kᵀ / √d) V.

    Vaswani et al., "Attention Is All You Need", 2017, arXiv:1706.03762, equation 1.

    Args:
        q: (…, N, D) queries.
        k: (…, M, D) keys.
        v: (…, M, E) values.
        mask: broadcast to (…, N, M), true where a query may look; None for everywhere.

    Returns:
        (…, N, E): for each query a mean of the values.

    Raises:
        ValueError: shapes do not fit, a value is not finite, or a query may look nowhere.
    """
    mixed: Floats = attention_weights(q, k, mask) @ as_floats(v, "v")
    return mixed


def attention_weights(q: ArrayLike, k: ArrayLike, mask: ArrayLike | None = None) -> Floats:
    """The weights of ``attention``, (…, N, M): each row sums to 1.

    Raises:
        ValueError: see ``attention``.
    """
    q, k = _checked_pair(q, k)
    scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = np.where(_checked_mask(mask, scores), scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights: Floats = e / e.sum(axis=-1, keepdims=True)
    return weights


def attention_backward(
    gradient: ArrayLike, q: ArrayLike, k: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None
) -> tuple[Floats, Floats, Floats]:
    """Gradients of a loss by Q, K and V from its gradient by the output of ``attention``.

    With weights P and their gradient G = dO Vᵀ: dV = Pᵀ dO, and by the scores
    dS = P ∘ (G − rowsum(P ∘ G)), from which dQ = dS K / √d and dK = dSᵀ Q / √d.

    Args:
        gradient: (…, N, E) dO.
        q: (…, N, D) queries.
        k: (…, M, D) keys.
        v: (…, M, E) values.
        mask: see ``attention``.

    Returns:
        dQ, dK and dV, in the shapes of q, k and v.

    Raises:
        ValueError: see ``attention``.
    """
    q, k = _checked_pair(q, k)
    v, out = as_floats(v, "v"), as_floats(gradient, "gradient")
    p = attention_weights(q, k, mask)
    by_weights: Floats = out @ np.swapaxes(v, -1, -2)
    by_scores: Floats = p * (by_weights - (p * by_weights).sum(axis=-1, keepdims=True))
    by_scores = by_scores / math.sqrt(q.shape[-1])
    d_v: Floats = np.swapaxes(p, -1, -2) @ out
    d_q: Floats = by_scores @ k
    d_k: Floats = np.swapaxes(by_scores, -1, -2) @ q
    return d_q, d_k, d_v


def attention_naive(
    q: ArrayLike, k: ArrayLike, v: ArrayLike, mask: ArrayLike | None = None
) -> Floats:
    """The obvious ``attention`` of one sequence, query by query: what tests compare it with."""
    q, k = _checked_pair(q, k)
    v = as_floats(v, "v", "M, E")
    allowed = np.ones((len(q), len(k)), dtype=bool) if mask is None else np.asarray(mask)
    rows = []
    for i, query in enumerate(q.tolist()):
        weights = [0.0] * len(k)
        for j, key in enumerate(k.tolist()):
            if allowed[i, j]:
                dot = math.fsum(a * b for a, b in zip(query, key, strict=True))
                weights[j] = math.exp(dot / math.sqrt(len(query)))
        total = math.fsum(weights)
        rows.append(
            [math.fsum(w * x for w, x in zip(weights, e, strict=True)) / total for e in v.T]
        )
    return np.array(rows)


def causal_mask(length: int) -> NDArray[np.bool_]:
    """A mask (N, N) by which each place sees itself and what is before it.

    Raises:
        ValueError: the length is not a whole number of at least 1.
    """
    check_count(length, "length")
    return np.tri(length, dtype=bool)


def multi_head_attention(
    x: ArrayLike,
    w_q: ArrayLike,
    w_k: ArrayLike,
    w_v: ArrayLike,
    w_o: ArrayLike,
    heads: int,
    mask: ArrayLike | None = None,
) -> Floats:
    """Self-attention in several heads, each on its own slice of the features.

    Project to Q, K and V, cut the features into heads, attend in each, join, project. Vaswani et
    al. 2017, section 3.2.2; weights act as ``x @ w``, without bias.

    Args:
        x: (N, D) one sequence.
        w_q: (D, D) for the queries.
        w_k: (D, D) for the keys.
        w_v: (D, D) for the values.
        w_o: (D, D) for the output.
        heads: how many; D must be a multiple.
        mask: (N, N) true where a place may look; None for everywhere.

    Returns:
        (N, D).

    Raises:
        ValueError: shapes do not fit, or a value is not finite.
    """
    x = as_floats(x, "x", "N, D")
    length, width = x.shape
    check_count(heads, "heads")
    if width % heads:
        raise ValueError(f"{width} features do not divide into {heads} heads")
    projected = []
    for name, w in (("w_q", w_q), ("w_k", w_k), ("w_v", w_v)):
        rows = x @ _checked_square(w, name, width)
        projected.append(rows.reshape(length, heads, -1).swapaxes(0, 1))  # (heads, N, D / heads)
    q, k, v = projected
    joined = attention(q, k, v, mask).swapaxes(0, 1).reshape(length, width)
    out: Floats = joined @ _checked_square(w_o, "w_o", width)
    return out


def sinusoidal_positions(length: int, width: int) -> Floats:
    """Fixed position vectors: sines and cosines of ever longer waves.

    PE[p, 2i] = sin(p / 10000^(2i/D)), PE[p, 2i + 1] = cos of the same. Vaswani et al. 2017, 3.5.

    Args:
        length: how many positions.
        width: D, even.

    Returns:
        (length, D).

    Raises:
        ValueError: the length is not at least 1, or the width is not even and positive.
    """
    check_count(length, "length")
    angles = np.arange(length)[:, None] * _frequencies(width)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, width)


def rope(x: ArrayLike, positions: ArrayLike, base: float = 10000.0) -> Floats:
    """Rotary positions: turn each pair of features by an angle that grows with the position.

    The pair (x[2i], x[2i + 1]) at position p turns by p / base^(2i/D), so that the product of a
    query and a key depends on the difference of their positions only. Su et al., "RoFormer", 2021,
    arXiv:2104.09864, equation 34.

    Args:
        x: (…, N, D) queries or keys, D even.
        positions: (N,).
        base: positive; how much slower the last pair turns than the first.

    Returns:
        (…, N, D), each row as long as before.

    Raises:
        ValueError: shapes do not fit, or a value is not finite.
    """
    x, places = as_floats(x, "x"), as_floats(positions, "positions", "N")
    if x.ndim < 2 or x.shape[-2] != len(places):
        raise ValueError(f"x must have shape (…, {len(places)}, D), not {x.shape}")
    angles = places[:, None] * _frequencies(x.shape[-1], base)
    turned = np.exp(1j * angles) * (x[..., ::2] + 1j * x[..., 1::2])
    return np.stack([turned.real, turned.imag], axis=-1).reshape(x.shape)


def kv_cache_bytes(layers: int, heads: int, head_width: int, length: int, of_each: int = 2) -> int:
    """Memory of the keys and values that generation keeps: 2 × layers × heads × width × length.

    Args:
        layers: of the network.
        heads: that have keys of their own: fewer than those of the queries where groups share.
        head_width: features of a head.
        length: tokens so far.
        of_each: bytes of a number; 2 for half precision.

    Returns:
        Bytes for one sequence.

    Raises:
        ValueError: an argument is not a whole number of at least 1.
    """
    asked = {"layers": layers, "heads": heads, "head_width": head_width}
    for name, value in {**asked, "length": length, "of_each": of_each}.items():
        check_count(value, name)
    return 2 * layers * heads * head_width * length * of_each


def _frequencies(width: int, base: float = 10000.0) -> Floats:
    check_count(width, "width")
    check_positive(base, "base")
    if width % 2:
        raise ValueError(f"width must be even, not {width}")
    frequencies: Floats = base ** (-np.arange(0, width, 2) / width)
    return frequencies


def _checked_pair(q: ArrayLike, k: ArrayLike) -> tuple[Floats, Floats]:
    q, k = as_floats(q, "q"), as_floats(k, "k")
    if min(q.ndim, k.ndim) < 2 or q.shape[-1] != k.shape[-1] or 0 in (*q.shape, *k.shape):
        raise ValueError(f"q (…, N, D) and k (…, M, D) do not fit: {q.shape} and {k.shape}")
    return q, k


def _checked_mask(mask: ArrayLike, scores: Floats) -> NDArray[np.bool_]:
    allowed = np.broadcast_to(np.asarray(mask, dtype=bool), scores.shape)
    blind = np.asarray(~np.any(allowed, axis=-1))
    if blind.any():
        raise ValueError(f"mask lets query {first(blind)} look nowhere")
    return allowed


def _checked_square(w: ArrayLike, name: str, width: int) -> Floats:
    w = as_floats(w, name, "D, D")
    if w.shape != (width, width):
        raise ValueError(f"{name} must have shape ({width}, {width}), not {w.shape}")
    return w

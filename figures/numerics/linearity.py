"""Is a map linear? Its two laws, tried on sample points.

A map takes rows (N, D) to rows (N, E), each row by itself, real or complex. A law that fails at
one point is refuted for good; one that holds at all of them is only not refuted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from figures.numerics.checks import check_not_negative, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers: TypeAlias = NDArray[np.inexact[Any]]

Map: TypeAlias = "Callable[[Numbers], Numbers]"


def is_additive(f: Map, vectors: ArrayLike, tolerance: float = 1e-9) -> bool:
    """Whether f(x + y) = f(x) + f(y) for all pairs of the vectors.

    Args:
        f: from rows (N, D) to rows (N, E).
        vectors: (N, D) points to try, real or complex.
        tolerance: how far the sides may differ, relative to the largest value among them.

    Returns:
        False if a pair refutes it.

    Raises:
        ValueError: an argument is malformed, or the map does not give a row for each row.
    """
    vectors = _checked(vectors, "vectors", 2)
    i, j = np.triu_indices(len(vectors))  # a pair and its mirror image say the same
    parts = _mapped(f, vectors)
    return _agree(_mapped(f, vectors[i] + vectors[j]), parts[i] + parts[j], tolerance)


def is_homogeneous(f: Map, vectors: ArrayLike, scalars: ArrayLike, tolerance: float = 1e-9) -> bool:
    """Whether f(a x) = a f(x) for each of the scalars and vectors.

    Args:
        f: from rows (N, D) to rows (N, E).
        vectors: (N, D) points to try, real or complex.
        scalars: (M,) factors to try, real or complex; negative ones refute |x| and ReLU.
        tolerance: how far the sides may differ, relative to the largest value among them.

    Returns:
        False if a pair refutes it.

    Raises:
        ValueError: an argument is malformed, or the map does not give a row for each row.
    """
    vectors, scalars = _checked(vectors, "vectors", 2), _checked(scalars, "scalars", 1)
    parts = _mapped(f, vectors)
    a = np.repeat(scalars, len(vectors))[:, None]
    scaled = np.tile(vectors, (len(scalars), 1))
    images = np.tile(parts, (len(scalars), 1))
    return _agree(_mapped(f, a * scaled), a * images, tolerance)


def is_linear(f: Map, vectors: ArrayLike, scalars: ArrayLike, tolerance: float = 1e-9) -> bool:
    """Whether both laws hold: additive and homogeneous. Neither follows from the other.

    Args:
        f: from rows (N, D) to rows (N, E).
        vectors: (N, D) points to try, real or complex.
        scalars: (M,) factors to try.
        tolerance: as in ``is_additive``.

    Returns:
        False if a law is refuted.

    Raises:
        ValueError: an argument is malformed, or the map does not give a row for each row.
    """
    homogeneous = is_homogeneous(f, vectors, scalars, tolerance)
    return homogeneous and is_additive(f, vectors, tolerance)


def is_affine(f: Map, vectors: ArrayLike, scalars: ArrayLike, tolerance: float = 1e-9) -> bool:
    """Whether f(x) − f(0) is linear: f(x) = W x + b.

    Args:
        f: from rows (N, D) to rows (N, E).
        vectors: (N, D) points to try, real or complex.
        scalars: (M,) factors to try.
        tolerance: as in ``is_additive``.

    Returns:
        False if a law is refuted.

    Raises:
        ValueError: an argument is malformed, or the map does not give a row for each row.
    """

    def centred(rows: Numbers) -> Numbers:
        return _mapped(f, rows) - _mapped(f, np.zeros_like(rows))

    return is_linear(centred, vectors, scalars, tolerance)


def _agree(left: Numbers, right: Numbers, tolerance: float) -> bool:
    """Whether the sides are equal but for rounding, which grows with the largest values."""
    check_not_negative(tolerance, "tolerance")
    size = max(np.abs(side).max(initial=0) for side in (left, right))
    return bool(np.abs(left - right).max(initial=0) <= tolerance * size)


def _mapped(f: Map, rows: Numbers) -> Numbers:
    images: Numbers = np.asarray(f(rows))
    if images.ndim != 2 or len(images) != len(rows):
        raise ValueError(f"f must give ({len(rows)}, E) for {rows.shape}, not {images.shape}")
    return images


def _checked(values: ArrayLike, name: str, axes: int) -> Numbers:
    array = np.asarray(values)
    array = array.astype(np.complex128 if np.iscomplexobj(array) else np.float64)
    if array.ndim != axes:
        raise ValueError(f"{name} must have {axes} axes, not shape {array.shape}")
    infinite = ~np.isfinite(array)
    if infinite.any():
        raise ValueError(f"{name}[{first(infinite)}] is not finite")
    return array

"""Quantisation to few whole numbers: scales and zero points, calibration, and pruning.

Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference", 2018, arXiv:1712.05877; Nagel et al., "A White Paper on Neural Network Quantization",
2021, arXiv:2106.08295.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_fraction, first

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats, Indices

_CANDIDATES = 100  # thresholds that the search for the least error tries
_MOST_BITS = 16


def quantisation_parameters(low: float, high: float, bits: int = 8) -> tuple[float, int]:
    """Scale and zero point that map [low, high] to the whole numbers 0 … 2ᵇ − 1.

    s = (high − low) / (2ᵇ − 1) and z = round(−low / s). The range is widened to hold 0, so that 0,
    with which pictures are padded, is met exactly (arXiv:1712.05877, section 3).

    Args:
        low: the smallest value to be met.
        high: the largest, not below ``low``; one of the two must not be 0.
        bits: b from 1 to 16.

    Returns:
        s > 0, and z in [0, 2ᵇ − 1].

    Raises:
        ValueError: an argument is malformed.
    """
    low, high = (float(each) for each in as_floats([low, high], "range"))
    if low > high:
        raise ValueError(f"low must not be above high: {low} > {high}")
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        raise ValueError("a range of nothing but 0 has no scale")
    scale = (high - low) / _levels(bits)
    return scale, round(-low / scale)


def quantize(x: ArrayLike, scale: ArrayLike, zero_point: ArrayLike, bits: int = 8) -> Indices:
    """Whole numbers for values: q = clip(round(x / s) + z, 0, 2ᵇ − 1), ties to even.

    Args:
        x: any shape.
        scale: s > 0, one number or shaped to meet ``x`` (such as (C, 1) for rows).
        zero_point: z, likewise; whole numbers.
        bits: b from 1 to 16.

    Returns:
        Whole numbers shaped like ``x``.

    Raises:
        ValueError: an argument is malformed.
    """
    x, scale, zero_point = _checked(x, scale, zero_point)
    steps = np.rint(x / scale) + zero_point
    return np.clip(steps, 0, _levels(bits)).astype(np.intp)


def fake_quantize(
    x: ArrayLike, scale: ArrayLike, zero_point: ArrayLike, bits: int = 8
) -> tuple[Floats, Floats]:
    """Values that quantisation leaves, s (q − z), and the straight-through gradient by ``x``.

    Rounding has slope 0 everywhere; training with quantisation takes it for 1 inside the range and
    for 0 where values are clipped. Bengio et al., "Estimating or Propagating Gradients Through
    Stochastic Neurons", 2013, arXiv:1308.3432.

    Args:
        x: any shape.
        scale: s > 0, one number or shaped to meet ``x``.
        zero_point: z, likewise; whole numbers.
        bits: b from 1 to 16.

    Returns:
        Values and slopes (0 or 1), shaped like ``x``.

    Raises:
        ValueError: an argument is malformed.
    """
    x, scale, zero_point = _checked(x, scale, zero_point)
    steps = np.rint(x / scale) + zero_point
    inside = (steps >= 0) & (steps <= _levels(bits))
    return scale * (quantize(x, scale, zero_point, bits) - zero_point), inside.astype(np.float64)


def calibrate(
    x: ArrayLike,
    bits: int = 8,
    method: Literal["max", "percentile", "error"] = "max",
    share: float = 0.999,
) -> float:
    """Threshold t at which to clip values, so that [−t, t] is what quantisation has to meet.

    Args:
        x: values that were seen, any shape, not all of them 0.
        bits: b from 1 to 16.
        method: the largest magnitude; the magnitude below which a ``share`` of them lies; or that
            of a hundred even parts of the largest which leaves the least mean squared error.
        share: in [0, 1], for ``"percentile"``.

    Returns:
        t > 0.

    Raises:
        ValueError: an argument is malformed, or the threshold would be 0.
    """
    magnitudes = np.abs(as_floats(x, "x")).ravel()
    _levels(bits)
    check_fraction(share, "share")
    largest = float(magnitudes.max(initial=0))
    if method == "max":
        threshold = largest
    elif method == "percentile":
        threshold = float(np.quantile(magnitudes, share)) if magnitudes.size else 0.0
    elif method == "error":
        tried = largest * np.arange(1, _CANDIDATES + 1) / _CANDIDATES
        errors = [sum(clipping_error(x, float(t), bits)) for t in tried] if largest else [0]
        threshold = float(tried[int(np.argmin(errors))])
    else:
        raise ValueError(f"method must be max, percentile or error, not {method!r}")
    if not threshold:
        raise ValueError("the threshold would be 0: there is nothing to tell apart")
    return threshold


def clipping_error(x: ArrayLike, threshold: float, bits: int = 8) -> tuple[float, float]:
    """Mean squared errors that quantising [−t, t] makes by rounding, and by clipping.

    Args:
        x: any shape, with values.
        threshold: t > 0.
        bits: b from 1 to 16.

    Returns:
        The part of values inside the range, and of those outside; the sum is the whole error.

    Raises:
        ValueError: an argument is malformed.
    """
    x = as_floats(x, "x")
    if not x.size:
        raise ValueError("x must not be empty")
    scale, zero_point = quantisation_parameters(-threshold, threshold, bits)
    left, _ = fake_quantize(x, scale, zero_point, bits)
    squares, outside = (x - left) ** 2, np.abs(x) > threshold
    return float(squares[~outside].sum() / x.size), float(squares[outside].sum() / x.size)


def prune_by_magnitude(weights: ArrayLike, sparsity: float) -> Floats:
    """Set the weights of smallest magnitude to 0.

    Han et al., "Learning both Weights and Connections for Efficient Neural Networks", 2015,
    arXiv:1506.02626, without training in between.

    Args:
        weights: any shape.
        sparsity: in [0, 1], the share to be set to 0, rounded to the nearest count.

    Returns:
        Weights of that shape; of equal magnitudes the first go first.

    Raises:
        ValueError: an argument is malformed.
    """
    kept = as_floats(weights, "weights").copy()
    check_fraction(sparsity, "sparsity")
    order = np.argsort(np.abs(kept), axis=None, kind="stable")
    kept.ravel()[order[: round(sparsity * kept.size)]] = 0
    return kept


def _levels(bits: int) -> int:
    """The largest of 2ᵇ whole numbers."""
    check_count(bits, "bits")
    if bits > _MOST_BITS:
        raise ValueError(f"bits must be at most {_MOST_BITS}, not {bits}")
    return int(2**bits) - 1


def _checked(
    x: ArrayLike, scale: ArrayLike, zero_point: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    x, scale = as_floats(x, "x"), as_floats(scale, "scale")
    zero_point = as_floats(zero_point, "zero_point")
    for name, values, wrong in (
        ("scale", scale, np.atleast_1d(scale <= 0)),
        ("zero_point", zero_point, np.atleast_1d(zero_point != np.rint(zero_point))),
    ):
        if wrong.any():
            say = "is not positive" if name == "scale" else "is not a whole number"
            raise ValueError(f"{name}[{first(wrong)}] {say}")
        if np.broadcast_shapes(values.shape, x.shape) != x.shape:
            raise ValueError(f"{name} of shape {values.shape} does not meet x of {x.shape}")
    return x, scale, zero_point

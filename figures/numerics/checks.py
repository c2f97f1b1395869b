"""What every function of ``numerics`` asks of its arguments, and how it says what is wrong.

Each check raises ``ValueError`` with the argument's name and, for an array, the first bad index.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Indices: TypeAlias = NDArray[np.intp]


def as_floats(values: ArrayLike, name: str, axes: str | None = None) -> Floats:
    """Finite float64 values, of any shape or with named axes.

    Args:
        values: what was passed; it is not copied when it is float64 already.
        name: the argument's name, for the message.
        axes: such as ``"N, C"``; how many there are is checked. None allows any shape.

    Raises:
        ValueError: there are more or fewer axes, or a value is not finite.
    """
    array = np.asarray(values, dtype=np.float64)
    if axes is not None and array.ndim != (wanted := len(axes.split(","))):
        written = f"({axes},)" if wanted == 1 else f"({axes})"
        raise ValueError(f"{name} must have shape {written}, not {array.shape}")
    infinite = ~np.isfinite(array)
    if infinite.any():
        raise ValueError(f"{name}[{first(infinite)}] is not finite")
    return array


def as_labels(labels: ArrayLike, name: str, count: int, classes: int | None = None) -> Indices:
    """One whole number for each of ``count`` samples, in [0, classes) if that is given.

    Raises:
        ValueError: another shape, not whole numbers, or a label out of range.
    """
    array = np.asarray(labels)
    if array.shape != (count,):
        raise ValueError(f"{name} must have shape ({count},), not {array.shape}")
    if array.size and not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"{name} must be whole numbers, not {array.dtype}")
    if classes is not None:
        outside = (array < 0) | (array >= classes)
        if outside.any():
            wrong = f"{name}[{first(outside)}] is {array[outside][0]}"
            raise ValueError(f"{wrong}, outside 0…{classes - 1}")
    return array.astype(np.intp)


def check_positive(value: float, name: str) -> None:
    """Raises ``ValueError`` unless 0 < value < ∞."""
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be positive and finite, not {value}")


def check_not_negative(value: float, name: str) -> None:
    """Raises ``ValueError`` unless 0 ≤ value < ∞."""
    if not 0 <= value < math.inf:
        raise ValueError(f"{name} must be finite and not negative, not {value}")


def check_fraction(value: float, name: str) -> None:
    """Raises ``ValueError`` unless 0 ≤ value ≤ 1."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must be between 0 and 1, not {value}")


def check_count(value: float, name: str, least: int = 1) -> None:
    """Raises ``ValueError`` unless it is a whole number of at least ``least``."""
    if not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value}")


def first(mask: NDArray[np.bool_]) -> str:
    """The index of the first true element, as it is written between brackets."""
    return ", ".join(str(i) for i in np.argwhere(mask)[0])

"""Floating-point formats of few bits, loss scaling, and what training keeps in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_positive

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


@dataclass(frozen=True, slots=True)
class Format:
    """A binary floating-point format with one bit for the sign.

    Attributes:
        exponent: bits of the exponent.
        mantissa: bits after the leading one.
        has_infinity: whether the top exponent is kept for infinity and NaN, as IEEE 754 has it;
            else only the very last number of it is NaN.
    """

    exponent: int
    mantissa: int
    has_infinity: bool = True

    @property
    def largest(self) -> float:
        """The largest finite number."""
        top = 2 ** (self.exponent - 1) - (1 if self.has_infinity else 0)
        missing = 1 if self.has_infinity else 2  # last places of the mantissa that are no number
        return float(2.0**top * (2 - missing * 2.0**-self.mantissa))

    @property
    def smallest_normal(self) -> float:
        """The smallest number with all bits of the mantissa."""
        return float(2.0 ** (2 - 2 ** (self.exponent - 1)))

    @property
    def smallest(self) -> float:
        """The smallest positive number, a subnormal one."""
        return self.smallest_normal * 2.0**-self.mantissa

    @property
    def epsilon(self) -> float:
        """From 1 to the next number."""
        return float(2.0**-self.mantissa)


FORMATS: dict[str, Format] = {
    "fp32": Format(8, 23),
    "fp16": Format(5, 10),
    "bf16": Format(8, 7),
    "e5m2": Format(5, 2),
    "e4m3": Format(4, 3, has_infinity=False),
}
"""IEEE 754 single and half precision, bfloat16, and both FP8 of arXiv:2209.05433, table 1."""


def round_to_format(x: ArrayLike, name: str) -> Floats:
    """Nearest numbers of a format, ties to even, with subnormal ones.

    What is too large becomes infinite; in E4M3, which has no infinity, the largest number.

    Args:
        x: any shape, finite.
        name: of ``FORMATS``.

    Returns:
        float64 values of that shape that the format can hold.

    Raises:
        ValueError: x is not finite, or there is no such format.
    """
    x = as_floats(x, "x")
    if name not in FORMATS:
        raise ValueError(f"name must be one of {', '.join(FORMATS)}, not {name!r}")
    wanted = FORMATS[name]
    _, exponent = np.frexp(np.maximum(np.abs(x), wanted.smallest_normal))
    quantum = np.ldexp(1.0, exponent - 1 - wanted.mantissa)
    rounded = np.rint(x / quantum) * quantum
    limit = np.inf if wanted.has_infinity else wanted.largest
    over: Floats = np.where(np.abs(rounded) > wanted.largest, np.copysign(limit, x), rounded)
    return over


def update_loss_scale(
    scale: float,
    overflowed: bool,
    good_steps: int,
    growth: float = 2.0,
    backoff: float = 0.5,
    interval: int = 2000,
) -> tuple[float, int]:
    """Loss scale for the next step: smaller after an overflow, larger after many steps without.

    A step whose gradients hold infinities or NaN must be skipped. Micikevicius et al., "Mixed
    Precision Training", 2018, arXiv:1710.03740, section 3.2; the numbers are PyTorch's.

    Args:
        scale: > 0, of this step.
        overflowed: whether a gradient of this step was not finite.
        good_steps: ≥ 0, steps since the scale last changed or overflowed.
        growth: > 0, the factor after ``interval`` good steps.
        backoff: > 0, the factor after an overflow.
        interval: ≥ 1.

    Returns:
        The new scale, and the new count of good steps.

    Raises:
        ValueError: an argument is malformed.
    """
    for name, value in (("scale", scale), ("growth", growth), ("backoff", backoff)):
        check_positive(value, name)
    check_count(good_steps, "good_steps", least=0)
    check_count(interval, "interval")
    if overflowed:
        return scale * backoff, 0
    if good_steps + 1 >= interval:
        return scale * growth, 0
    return scale, good_steps + 1


@dataclass(frozen=True, slots=True)
class TrainingMemory:
    """Bytes on each device, without activations."""

    weights: float
    gradients: float
    optimiser: float

    @property
    def total(self) -> float:
        """All three together."""
        return self.weights + self.gradients + self.optimiser


def training_memory(
    parameters: float,
    devices: int = 1,
    stage: Literal[0, 1, 2, 3] = 0,
    precision: Literal["mixed", "single"] = "mixed",
) -> TrainingMemory:
    """What training with Adam keeps for each parameter, and how ZeRO shares it out.

    Mixed: 2 bytes for the weight, 2 for its gradient, 12 for the optimiser (single-precision
    weight, mean, square). Single: 4, 4 and 8. Stage 1 shares out the optimiser's part, 2 also
    gradients, 3 also weights. Rajbhandari et al., "ZeRO: Memory Optimizations Toward Training
    Trillion Parameter Models", 2020, arXiv:1910.02054, section 3.1 and figure 1.

    Args:
        parameters: > 0, how many.
        devices: ≥ 1, among which is shared.
        stage: of ZeRO; 0 is plain data parallelism.
        precision: of weights and gradients.

    Returns:
        Bytes on each device.

    Raises:
        ValueError: an argument is malformed.
    """
    check_positive(parameters, "parameters")
    check_count(devices, "devices")
    if stage not in (0, 1, 2, 3):
        raise ValueError(f"stage must be 0, 1, 2 or 3, not {stage}")
    if precision not in ("mixed", "single"):
        raise ValueError(f"precision must be mixed or single, not {precision!r}")
    each = (2, 2, 12) if precision == "mixed" else (4, 4, 8)
    shared_from = (3, 2, 1)  # the stage from which on each part is shared out
    weights, gradients, optimiser = (
        parameters * size / (devices if stage >= least else 1)
        for size, least in zip(each, shared_from, strict=True)
    )
    return TrainingMemory(weights, gradients, optimiser)

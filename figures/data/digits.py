"""Handwritten digits: 1,797 pictures of 8 × 8 grey pixels.

The test part of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, 1998, UCI
Machine Learning Repository, https://doi.org/10.24432/C50P49, licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/); unchanged but for the file's format.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Digits:
    """Pictures and what they show.

    Attributes:
        pixels: (1797, 64) uint8, 0 (paper) to 16 (ink), row by row.
        labels: (1797,) uint8, 0 to 9.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]


def load() -> Digits:
    """All digits, in the order of the source."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        return Digits(pixels=file["pixels"], labels=file["labels"])

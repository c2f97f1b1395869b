"""Estimates of the error rate by cross-validation, each of a new data set, for two classifiers.

Our own simulation (see the recipe): two classes of Gaussian samples with 30 features, 3 of them
useful. The first classifier takes the class of the nearer mean; the second looks at one feature
only, the one that parts the training samples best.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES = 40
TESTED = 1000
FOLDS = (2, 5, 10, 20, 40)


@dataclass(frozen=True, slots=True)
class Spread:
    """Wrong answers in each of D draws.

    Attributes:
        counted: (2, 5, D) uint8, wrong ones of ``SAMPLES`` in cross-validation, by classifier and
            by ``FOLDS``.
        tested: (2, D) uint16, wrong ones of ``TESTED`` new samples, after training on all.
    """

    counted: NDArray[np.uint8]
    tested: NDArray[np.uint16]


def load() -> Spread:
    """All draws."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        return Spread(counted=file["counted"], tested=file["tested"])

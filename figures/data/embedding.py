"""Digits that a network never saw, placed in the plane before and after it learned on pairs.

Made by ``recipes/embedding.py`` with the contrastive loss from the digits of ``data/digits.py``,
which names their source and licence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = (0, 1, 2, 3)
MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Embedding:
    """Held-out digits of CLASSES, as many of each, one class after the other.

    Attributes:
        labels: (N,) uint8.
        before: (N, 2) places by the untrained network.
        after: (N, 2) places by the trained one.
    """

    labels: NDArray[np.uint8]
    before: NDArray[np.float64]
    after: NDArray[np.float64]


def load() -> Embedding:
    """All held-out digits."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        return Embedding(
            labels=file["labels"],
            before=file["before"].astype(np.float64),
            after=file["after"].astype(np.float64),
        )

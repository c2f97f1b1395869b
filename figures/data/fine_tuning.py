"""How well networks tell the digits 5–9 apart after learning 0–4, by examples and what was trained.

Measured by ``recipes/fine_tuning.py`` on the digits of ``digits.py`` in uneven light.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from figures.numerics.networks import Layers


@dataclass(frozen=True, slots=True)
class FineTuning:
    """Accuracies on pictures not trained on, and the network that was moved.

    Attributes:
        examples: (7,) pictures of each class that were trained on.
        accuracy: (7, 20, 4): by examples, by seed, and by what was trained: a network from scratch,
            and of the moved one the new head, the last two layers, all layers.
        layers: (W, b) of the network that tells 0–4 apart.
    """

    examples: NDArray[np.uint8]
    accuracy: NDArray[np.float32]
    layers: Layers


def load() -> FineTuning:
    """What the recipe found."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        layers = tuple((file[f"w{i}"], file[f"b{i}"]) for i in range(3))
        return FineTuning(examples=file["examples"], accuracy=file["accuracy"], layers=layers)

"""Boxes that simple template matching finds around coins, hundreds for each.

The photo is ``skimage.data.coins``, Greek coins from Pompeii, Brooklyn Museum, no known copyright
restrictions; here it is smaller and in few grey levels. The boxes were found in the original by
``recipes/coins.py``: no network, bright discs of several sizes are compared with every place.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture and the raw boxes found in it.

    Attributes:
        photo: (H, W) uint8, smaller than the original.
        size: width and height of the original, in which the boxes are given.
        boxes: (N, 4) as ``x1, y1, x2, y2``.
        scores: (N,) correlation with the disc, in [−1, 1].
    """

    photo: NDArray[np.uint8]
    size: tuple[int, int]
    boxes: NDArray[np.float64]
    scores: NDArray[np.float64]


def load() -> tuple[Scene, Scene]:
    """The whole photo, and two of its coins with their boxes, one laid over the other's edge."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        first, second = (
            Scene(
                photo=file[f"{name}_photo"],
                size=(int(file[f"{name}_size"][0]), int(file[f"{name}_size"][1])),
                boxes=file[f"{name}_boxes"].astype(np.float64),
                scores=file[f"{name}_scores"].astype(np.float64),
            )
            for name in ("all", "pair")
        )
    return first, second

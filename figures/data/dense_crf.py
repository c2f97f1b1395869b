"""A coffee cup before and after a dense CRF; the photo is ``skimage.data.coffee``.

Photo: Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0, here reduced to 120 × 80 pixels. The
scores come from a small classifier of cells of 8 × 8 pixels, not from a network.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

STRIDE = 8
ITERATIONS = tuple(range(11))


class Kernels(TypedDict):
    """Weights and widths as ``dense_crf`` takes them."""

    w_appearance: float
    sigma_alpha: float
    sigma_beta: float
    w_smoothness: float
    sigma_gamma: float


KERNELS = Kernels(
    w_appearance=5.0, sigma_alpha=20.0, sigma_beta=13.0, w_smoothness=3.0, sigma_gamma=3.0
)


@dataclass(frozen=True, slots=True)
class Result:
    """The photo and what was found in it.

    Attributes:
        photo: (80, 120, 3) uint8.
        scores: (10, 15) log-odds of the cup for each cell of 8 × 8 pixels.
        cup: (11, 80, 120) uint8; 255 · P(cup) after 0, 1, … 10 iterations.
    """

    photo: NDArray[np.uint8]
    scores: NDArray[np.float64]
    cup: NDArray[np.uint8]


def load() -> Result:
    """Read ``dense_crf.npz``."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        return Result(file["photo"], file["scores"], file["cup"])


def unary(scores: ArrayLike) -> NDArray[np.float64]:
    """Energies (H, W, 2) of table and cup from log-odds of cells, enlarged bilinearly."""
    fine = _enlarged(_enlarged(np.asarray(scores, dtype=np.float64)).T).T
    return np.logaddexp(0, np.stack([fine, -fine], axis=2))  # −log σ(∓x)


def _enlarged(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """``STRIDE`` rows for each, on lines from centre to centre, level beyond the outer ones."""
    centres = (np.arange(len(rows)) + 0.5) * STRIDE
    places = np.arange(len(rows) * STRIDE) + 0.5
    return np.stack([np.interp(places, centres, column) for column in rows.T], axis=1)

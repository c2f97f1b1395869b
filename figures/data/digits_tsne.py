"""All digits of ``digits.py`` embedded by our t-SNE at several perplexities, from one start.

The digits: E. Alpaydin and C. Kaynak, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0; the
coordinates are derived from them by ``recipes/digits_tsne.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One row a perplexity.

    Attributes:
        perplexities: (8,).
        points: (8, 1797, 2), both coordinates from 0, rounded to 1/2047 of the larger extent.
        kl: (8,) KL(P ‖ Q) in nats before rounding.
        trustworthiness: (8,) of 5 neighbours, before rounding.
    """

    perplexities: NDArray[np.uint16]
    points: NDArray[np.float64]
    kl: NDArray[np.float64]
    trustworthiness: NDArray[np.float64]


def load() -> Embeddings:
    """All embeddings, the points in the order of ``digits.load()``."""
    with np.load(Path(__file__).with_suffix(".npz")) as file:
        return Embeddings(
            perplexities=file["perplexities"],
            points=file["cells"].transpose(0, 2, 1) * file["cell"][:, None, None],
            kl=file["kl"],
            trustworthiness=file["trustworthiness"],
        )

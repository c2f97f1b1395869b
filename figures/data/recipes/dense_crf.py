"""A coffee cup cut out by coarse scores and a dense CRF.

A photo of 120 × 80 pixels is averaged over cells of 8 × 8, as a network with stride 8 would see
it. A logistic regression on the colour and place of a cell learns from a few marked points what
belongs to the cup, and gives a score to every cell.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from figures.data.dense_crf import ITERATIONS, KERNELS, STRIDE, unary
from figures.numerics.crf import dense_crf

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEIGHT, WIDTH = 80, 120
SURE = 4.0  # log-odds are held within ±SURE: no score is so certain that its neighbours cannot help

# Points (y, x) that someone marked, of cup and saucer, and of the table.
CUP = (
    *((20, 40), (30, 36), (45, 25), (60, 40), (70, 60), (60, 80), (40, 88)),
    *((25, 55), (35, 60), (10, 56), (50, 48), (56, 72), (14, 70)),
)
TABLE = (
    *((4, 4), (20, 4), (40, 4), (60, 4), (76, 10), (76, 24), (4, 30), (10, 20)),
    *((4, 100), (20, 110), (40, 115), (60, 115), (76, 110), (76, 90), (30, 100), (4, 85)),
)


def main() -> None:
    """Write ``dense_crf.npz``: the photo, the cells' scores, and P(cup) by iteration."""
    large = import_module("skimage.data").coffee()
    resize = import_module("skimage.transform").resize
    small = np.asarray(resize(large, (HEIGHT, WIDTH), anti_aliasing=True))
    photo = np.round(small * 255).astype(np.uint8)
    scores = np.round(_scores(photo), 2)
    energies = unary(scores)
    cup = [dense_crf(energies, photo, n, **KERNELS)[..., 1] for n in ITERATIONS]
    np.savez_compressed(
        Path(__file__).parent.parent / "dense_crf.npz",
        photo=photo,
        scores=scores,
        cup=np.round(np.stack(cup) * 255).astype(np.uint8),
    )


def _scores(photo: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Log-odds of the cup for each cell."""
    grid = HEIGHT // STRIDE, WIDTH // STRIDE
    colour = photo.reshape(grid[0], STRIDE, grid[1], STRIDE, 3).mean(axis=(1, 3)) / 255
    features = np.dstack([colour, *np.indices(grid)])
    seen = [features[y // STRIDE, x // STRIDE] for y, x in CUP + TABLE]
    preprocessing = import_module("sklearn.preprocessing")
    classifier: Any = import_module("sklearn.pipeline").make_pipeline(
        preprocessing.StandardScaler(),
        preprocessing.PolynomialFeatures(2),
        import_module("sklearn.linear_model").LogisticRegression(C=0.3, max_iter=1000),
    )
    classifier.fit(seen, [1] * len(CUP) + [0] * len(TABLE))
    scores = np.asarray(classifier.decision_function(features.reshape(-1, 5)))
    held: NDArray[np.float64] = np.clip(scores.reshape(grid), -SURE, SURE)
    return held


if __name__ == "__main__":
    main()

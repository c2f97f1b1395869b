"""Make ``digits_tsne.npz`` anew, in two minutes, with ``figures.numerics.tsne``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from figures.data import digits
from figures.numerics.embeddings import trustworthiness
from figures.numerics.perplexity import joint_probabilities
from figures.numerics.tsne import descend, kl_divergence, pca_init

PERPLEXITIES = (2, 5, 10, 20, 30, 50, 100, 300)
ITERATIONS = 1000
CELLS = 2047  # coordinates are whole numbers from 0 to this: finer than any screen shows


def main() -> None:
    """Embed all digits at each perplexity, from the same start."""
    x = digits.load().pixels.astype(np.float64)
    start = pca_init(x)
    points, divergence, trusted = [], [], []
    for perplexity in PERPLEXITIES:
        p = joint_probabilities(x, perplexity)
        embedded = descend(p.astype(np.float32), start, ITERATIONS)
        divergence.append(kl_divergence(p, embedded))
        trusted.append(trustworthiness(x, embedded))
        points.append(embedded)
    low = [embedded.min(axis=0) for embedded in points]
    size = [float(np.ptp(embedded, axis=0).max()) for embedded in points]
    cells = [
        np.round((embedded - corner) * (CELLS / across)).astype(np.uint16)
        for embedded, corner, across in zip(points, low, size, strict=True)
    ]
    np.savez_compressed(
        Path(__file__).parents[1] / "digits_tsne.npz",
        perplexities=np.array(PERPLEXITIES, dtype=np.uint16),
        cells=np.stack(cells).transpose(0, 2, 1),  # all x, then all y: packs better
        cell=np.array(size) / CELLS,
        kl=np.array(divergence),
        trustworthiness=np.array(trusted),
    )


if __name__ == "__main__":
    main()

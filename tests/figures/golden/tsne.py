"""scikit-learn's t-SNE on seeded points: P, KL(P ‖ Q), its gradient, and trustworthiness."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from figures.data import digits
from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """For 24 points of 3 clusters and a random layout; for 300 digits after 500 steps."""
    manifold = import_module("sklearn.manifold")
    parts = import_module("sklearn.manifold._t_sne")
    distance = import_module("scipy.spatial.distance")
    random = np.random.default_rng(SEED)
    x = random.normal(size=(24, 5)) + 4 * random.normal(size=(3, 5)).repeat(8, axis=0)
    points = random.normal(0, 2, (24, 2))
    squared = distance.squareform(distance.pdist(x, "sqeuclidean"))
    condensed = parts._joint_probabilities(squared, 6.0, 0)
    kl, gradient = parts._kl_divergence(points.ravel(), condensed, 1, len(x), 2)
    pictures = digits.load().pixels[:300]
    fit = manifold.TSNE(method="exact", perplexity=20, init="pca", max_iter=500).fit(pictures)
    return {
        "made_by": versions("sklearn"),
        "x": x.tolist(),
        "points": points.tolist(),
        "p 6": condensed.tolist(),
        "kl": float(kl),
        "gradient": gradient.reshape(-1, 2).tolist(),
        "kl of 300 digits": float(fit.kl_divergence_),
        "trustworthiness 3": float(manifold.trustworthiness(x, points, n_neighbors=3)),
        "trustworthiness 7": float(manifold.trustworthiness(x, points, n_neighbors=7)),
    }

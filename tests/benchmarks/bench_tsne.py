"""t-SNE of the 1,797 digits and of a third of them, next to both methods of scikit-learn.

Everybody does 250 steps from principal components, the search for the bandwidths included.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.embeddings import squared_distances
from figures.numerics.perplexity import conditional_probabilities, joint_probabilities
from figures.numerics.tsne import gradient_tiled, tsne
from tests.benchmarks.paired import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 250  # scikit-learn does no fewer


def cases() -> Iterator[Case]:
    """All of it on a third and on all digits; one gradient; one search."""
    manifold, parts = import_module("sklearn.manifold"), import_module("sklearn.manifold._t_sne")
    to_square = import_module("scipy.spatial.distance").squareform
    x = digits.load().pixels.astype(np.float64)
    for points, method in ((x[:599], "exact"), (x[:599], "barnes_hut"), (x, "barnes_hut")):
        theirs = manifold.TSNE(method=method, init="pca", max_iter=STEPS, n_jobs=1)
        yield Case(
            f"t-SNE, {len(points):,} digits, {STEPS} steps",
            f"sklearn {method}",
            partial(tsne, points, 30.0, STEPS),
            partial(theirs.fit, points),
        )
    p = joint_probabilities(x, 30.0)
    layout = np.random.default_rng(0).normal(0, 18, (len(x), 2))
    condensed = to_square(p, checks=False)
    yield Case(
        f"t-SNE, one gradient, {len(x):,} points",
        "sklearn exact",
        partial(gradient_tiled, p.astype(np.float32), layout),
        lambda: parts._kl_divergence(layout.ravel(), condensed, 1, len(x), 2, compute_error=False),
    )
    squared = squared_distances(x)
    yield Case(
        f"t-SNE, bandwidths, {len(x):,} points",
        "sklearn exact",
        partial(conditional_probabilities, squared, 30.0),
        partial(parts._joint_probabilities, squared, 30.0, 0),
    )
    theirs = manifold.TSNE(method="exact", init="pca", max_iter=STEPS)
    yield Case(
        f"t-SNE, {len(x):,} digits, {STEPS} steps",
        "sklearn exact",
        partial(tsne, x, 30.0, STEPS),
        partial(theirs.fit, x),
    )

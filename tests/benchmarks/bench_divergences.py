"""MMD, W₁ and Sinkhorn next to scikit-learn, SciPy and POT.

W₁ is as fast as NumPy's sort: with AVX-512 on AMD that is five times slower than with AVX2, which
``NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR"`` shows.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from figures.numerics.divergences import mmd2
from figures.numerics.transport import sinkhorn, wasserstein_1d
from tests.benchmarks.paired import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

BANDWIDTH = 2.0


def cases() -> Iterator[Case]:
    """Each on seeded Gaussian samples."""
    kernel = import_module("sklearn.metrics.pairwise").rbf_kernel
    stats, pot = import_module("scipy.stats"), import_module("ot")
    random = np.random.default_rng(20)

    def by_sklearn(x: Any, y: Any) -> float:
        means = [
            kernel(a, b, gamma=1 / (2 * BANDWIDTH**2)).mean() for a, b in ((x, x), (y, y), (x, y))
        ]
        return float(means[0] + means[1] - 2 * means[2])

    for dimensions in (2, 10, 64):
        x, y = random.normal(size=(2, 2000, dimensions))
        yield Case(
            f"MMD², 2 × 2,000 points in {dimensions}-D",
            "sklearn kernels",
            partial(mmd2, x, y, BANDWIDTH),
            partial(by_sklearn, x, y),
        )
    a, b = random.normal(0, 3, 10**6), random.normal(1, 2, 10**6)
    for second in (b, b[1:]):
        yield Case(
            f"W₁, {len(a):,} and {len(second):,} values",
            "scipy",
            partial(wasserstein_1d, a, second),
            partial(stats.wasserstein_distance, a, second),
        )
    p, q = random.dirichlet(np.ones(200), 2)
    cost = random.random((200, 200))
    theirs = {"method": "sinkhorn_log", "numItermax": 100, "stopThr": 0, "warn": False}
    yield Case(
        "Sinkhorn, 200 × 200, 100 iterations",
        "POT",
        partial(sinkhorn, p, q, cost, 0.02, 100, 0.0),
        partial(pot.sinkhorn, p, q, cost, 0.02, **theirs),
    )

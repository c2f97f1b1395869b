"""torch's KL, scikit-learn's RBF kernel, and POT's transport, on seeded distributions."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """Distributions over 12 cells, samples in 3 dimensions, and masses with a random price."""
    torch, pot = import_module("torch"), import_module("ot")
    pairwise = import_module("sklearn.metrics.pairwise")
    random = np.random.default_rng(SEED)
    p, q = random.dirichlet(np.ones(12), 2)
    x, y = random.normal(0, 1, (9, 3)), random.normal(0.5, 1.5, (7, 3))
    gamma = 1 / (2 * 1.5**2)
    a, b, cost = random.dirichlet(np.ones(6)), random.dirichlet(np.ones(5)), random.random((6, 5))
    scaled = {"method": "sinkhorn_log", "stopThr": 0, "warn": False}
    return {
        "made_by": versions("torch", "sklearn", "ot"),
        "p": p.tolist(),
        "q": q.tolist(),
        "kl": torch.nn.functional.kl_div(
            torch.tensor(q).log(), torch.tensor(p), reduction="sum"
        ).item(),
        "x": x.tolist(),
        "y": y.tolist(),
        "kernel xx": pairwise.rbf_kernel(x, x, gamma=gamma).tolist(),
        "kernel yy": pairwise.rbf_kernel(y, y, gamma=gamma).tolist(),
        "kernel xy": pairwise.rbf_kernel(x, y, gamma=gamma).tolist(),
        "a": a.tolist(),
        "b": b.tolist(),
        "cost": cost.tolist(),
        "plan 0.05": pot.sinkhorn(a, b, cost, 0.05, numItermax=2000, **scaled).tolist(),
        "plan 0.05, 7 iterations": pot.sinkhorn(a, b, cost, 0.05, numItermax=7, **scaled).tolist(),
        "least cost": float(pot.emd2(a, b, cost)),
    }

"""Torch's normal distributions: log-likelihood, divergence, and reparametrised samples."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

VARIANCE = 0.3


def answers() -> dict[str, Any]:
    """Both terms of the bound for seeded values."""
    return {"made_by": versions("torch"), **ask()}


def ask(seed: int = SEED) -> dict[str, Any]:
    """The same for any seed."""
    d, torch = import_module("torch.distributions"), import_module("torch")
    random = np.random.default_rng(seed)
    x, reconstruction = random.normal(size=(2, 3, 5))
    mean, log_variance = random.normal(size=(2, 3, 4))
    q = d.Normal(torch.tensor(mean), torch.tensor(np.exp(log_variance / 2)))
    prior = d.Normal(torch.zeros(4, dtype=torch.float64), torch.ones(4, dtype=torch.float64))
    p = d.Normal(torch.tensor(reconstruction), torch.tensor(VARIANCE, dtype=torch.float64).sqrt())
    return {
        "x": x.tolist(),
        "reconstruction": reconstruction.tolist(),
        "mean": mean.tolist(),
        "log_variance": log_variance.tolist(),
        "likelihood": p.log_prob(torch.tensor(x)).sum(dim=1).tolist(),
        "divergence": d.kl_divergence(q, prior).sum(dim=1).tolist(),
    }

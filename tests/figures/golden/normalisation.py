"""Torch's batch normalisation: training, its gradients, and use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

SHAPES = [(6, 3), (3, 2, 2, 3)]


def answers() -> dict[str, Any]:
    """One dense and one convolutional batch."""
    return {"made_by": versions("torch"), "cases": [ask(shape) for shape in SHAPES]}


def ask(shape: tuple[int, ...], seed: int = SEED) -> dict[str, Any]:
    """Output, running statistics and gradients for seeded values; then the same at inference."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    channels = shape[1]
    x, gamma, beta = (
        torch.tensor(random.normal(1, 2, size), requires_grad=True)
        for size in (shape, channels, channels)
    )
    mean, var = (torch.tensor(random.random(channels)) for _ in range(2))
    before = [mean.tolist(), var.tolist()]
    f = torch.nn.functional.batch_norm
    used = f(x, mean.clone(), var.clone(), gamma, beta, training=False, eps=1e-3)
    y = f(x, mean, var, gamma, beta, training=True, momentum=0.3, eps=1e-3)
    error = torch.tensor(random.normal(size=shape))
    y.backward(error)
    return {
        "x": x.tolist(),
        "gamma": gamma.tolist(),
        "beta": beta.tolist(),
        "before": before,
        "used": used.tolist(),
        "y": y.tolist(),
        "after": [mean.tolist(), var.tolist()],
        "error": error.tolist(),
        "gradients": [x.grad.tolist(), gamma.grad.tolist(), beta.grad.tolist()],
    }

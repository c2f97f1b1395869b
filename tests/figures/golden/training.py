"""Torch's optimisers with an L2 penalty and with decoupled decay."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

RATE = 0.1
DECAY = 0.3


def answers() -> dict[str, Any]:
    """Weights after one step of SGD with L2, and of AdamW, from seeded weights and gradients."""
    weights, gradient = np.random.default_rng(SEED).normal(size=(2, 6))
    return {
        "made_by": versions("torch"),
        "weights": weights.tolist(),
        "gradient": gradient.tolist(),
        "sgd": step("SGD", weights, gradient),
        "adamw": step("AdamW", weights, gradient),
    }


def step(optimiser: str, weights: Any, gradient: Any) -> Any:
    """The weights after the first step with rate ``RATE`` and decay ``DECAY``."""
    torch = import_module("torch")
    parameter = torch.nn.Parameter(torch.tensor(weights))
    parameter.grad = torch.tensor(gradient)
    getattr(torch.optim, optimiser)([parameter], lr=RATE, weight_decay=DECAY).step()
    return parameter.tolist()

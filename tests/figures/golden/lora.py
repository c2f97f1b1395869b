"""Torch's gradients of a layer with an adapter."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

ALPHA = 6.0


def answers() -> dict[str, Any]:
    """Output and gradients for seeded values."""
    return {"made_by": versions("torch"), **ask()}


def ask(seed: int = SEED) -> dict[str, Any]:
    """The same for any seed."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    shapes = {"x": (4, 5), "weight": (3, 5), "a": (2, 5), "b": (3, 2), "error": (4, 3)}
    drawn = {name: random.normal(size=shape) for name, shape in shapes.items()}
    x, w, a, b, error = (torch.tensor(each, requires_grad=True) for each in drawn.values())
    f = torch.nn.functional
    y = f.linear(x, w) + f.linear(f.linear(x, a), b) * (ALPHA / len(a))
    y.backward(error)
    return {
        **{name: each.tolist() for name, each in drawn.items()},
        "y": y.tolist(),
        "gradients": [each.grad.tolist() for each in (x, a, b)],
    }

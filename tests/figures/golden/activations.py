"""Torch's activations."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from tests.figures.golden.asking import POINTS, value_and_gradient, versions


def answers() -> dict[str, Any]:
    """Value and derivative of each activation at ``POINTS``."""
    torch = import_module("torch")
    f = torch.nn.functional
    functions: dict[str, Callable[[Any], Any]] = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": f.relu,
        "leaky_relu": f.leaky_relu,
        "elu": f.elu,
        "gelu": f.gelu,
        "silu": f.silu,
        "softplus": lambda x: f.softplus(x, threshold=30.0),
    }
    shown = {name: value_and_gradient(call, POINTS) for name, call in functions.items()}
    return {"made_by": versions("torch"), "x": POINTS, **shown}

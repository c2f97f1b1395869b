"""Asking torch: what each of its functions gives, and the gradient of its sum."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

SEED = 22
POINTS = [-800.0, -40.0, -8.0, -3.0, -1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.0, 3.0, 8.0, 40.0, 800.0]


def versions(*libraries: str) -> dict[str, str]:
    """Which libraries answered."""
    return {name: import_module(name).__version__ for name in libraries}


def value_and_gradient(call: Callable[[Any], Any], at: Any) -> dict[str, Any]:
    """What ``call`` gives for a tensor, and the gradient of its sum."""
    torch = import_module("torch")
    x = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    value = call(x)
    value.sum().backward()
    return {"value": value.tolist(), "grad": x.grad.tolist()}

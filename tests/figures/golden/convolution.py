"""Torch's convolution and its gradients."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

# (N, C, H, W), (O, kh, kw), stride, padding
CASES = [
    ((2, 2, 4, 5), (2, 3, 2), 1, 0),
    ((1, 2, 7, 5), (2, 3, 3), 2, 1),
    ((2, 1, 5, 6), (2, 1, 1), 3, 2),
]


def answers() -> dict[str, Any]:
    """Output and all three gradients for seeded inputs, biases and errors."""
    return {"made_by": versions("torch"), "cases": [ask(*case) for case in CASES]}


def ask(shape: Any, kernel: Any, stride: int, padding: int, seed: int = SEED) -> dict[str, Any]:
    """What torch makes of one seeded case, and what it was given."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    outputs, kh, kw = kernel
    x, w = random.normal(size=shape), random.normal(size=(outputs, shape[1], kh, kw))
    given = [torch.tensor(a, requires_grad=True) for a in (x, w, random.normal(size=outputs))]
    y = torch.nn.functional.conv2d(*given, stride=stride, padding=padding)
    error = torch.tensor(random.normal(size=tuple(y.shape)))
    y.backward(error)
    return {
        "stride": stride,
        "padding": padding,
        "given": [tensor.tolist() for tensor in given],
        "y": y.tolist(),
        "error": error.tolist(),
        "gradients": [tensor.grad.tolist() for tensor in given],
    }

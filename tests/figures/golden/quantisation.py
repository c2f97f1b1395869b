"""Torch's fake quantisation, by tensor and by channel, and its pruning."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

SCALE, ZERO, BITS = 0.25, 3, 4  # powers of two: single precision is exact
SCALES, ZEROS = [0.5, 0.125, 1.0], [0, 7, 15]
SPARSITY = 0.4


def answers() -> dict[str, Any]:
    """Values, gradients of their sum, and pruned weights, from seeded eighths."""
    return {"made_by": versions("torch"), **ask()}


def ask(seed: int = SEED) -> dict[str, Any]:
    """The same for any seed."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    x = random.integers(-40, 40, (3, 8)) / 16
    weights = random.permutation(20).astype(float) - 7.5
    found: dict[str, Any] = {"x": x.tolist(), "weights": weights.tolist()}
    most = 2**BITS - 1
    for name in ("tensor", "channel"):
        tensor = torch.tensor(x, dtype=torch.float32, requires_grad=True)
        if name == "tensor":
            y = torch.fake_quantize_per_tensor_affine(tensor, SCALE, ZERO, 0, most)
        else:
            scales, zeros = torch.tensor(SCALES), torch.tensor(ZEROS, dtype=torch.int32)
            y = torch.fake_quantize_per_channel_affine(tensor, scales, zeros, 0, 0, most)
        y.sum().backward()
        found[name] = {"value": y.tolist(), "grad": tensor.grad.tolist()}
    layer = torch.nn.Linear(20, 1)
    layer.weight = torch.nn.Parameter(torch.tensor(weights)[None])
    import_module("torch.nn.utils.prune").l1_unstructured(layer, "weight", amount=SPARSITY)
    found["pruned"] = layer.weight.tolist()[0]
    return found

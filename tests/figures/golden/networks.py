"""Torch's losses and gradients of small networks."""

from __future__ import annotations

from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

SIZES = (3, 5, 4, 3)
SAMPLES = 6


def answers() -> dict[str, Any]:
    """For each activation, with the head of softmax and of squares; and the two-layer network."""
    found: dict[str, Any] = {"made_by": versions("torch"), "two layers": two_layers()}
    for activation in ("tanh", "relu", "sigmoid"):
        found[activation] = ask(activation)
    return found


def ask(activation: str, seed: int = SEED) -> dict[str, Any]:
    """Losses and gradients of three layers, samples in columns."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    x = torch.tensor(random.normal(size=(SIZES[0], SAMPLES)))
    labels = random.integers(0, SIZES[-1], SAMPLES)
    targets = torch.tensor(random.normal(size=(SIZES[-1], SAMPLES)))
    shapes = [s for i, o in pairwise(SIZES) for s in ((o, i), (o, 1))]
    parameters = [torch.tensor(random.normal(size=s), requires_grad=True) for s in shapes]
    weights, biases = parameters[::2], parameters[1::2]
    a = x
    for w, b in zip(weights[:-1], biases[:-1], strict=True):
        a = getattr(torch, activation)(w @ a + b)
    z = weights[-1] @ a + biases[-1]
    losses = {
        "softmax": torch.nn.functional.cross_entropy(z.T, torch.tensor(labels)),
        "squares": ((z - targets) ** 2).sum() / 2 / SAMPLES,
    }
    return {
        "x": x.tolist(),
        "labels": labels.tolist(),
        "targets": targets.tolist(),
        "parameters": [tensor.tolist() for tensor in parameters],
        "losses": {name: loss.item() for name, loss in losses.items()},
        "gradients": {
            name: [g.tolist() for g in torch.autograd.grad(loss, parameters, retain_graph=True)]
            for name, loss in losses.items()
        },
    }


def two_layers(seed: int = SEED) -> dict[str, Any]:
    """A hidden layer of tanh, and binary cross-entropy with soft and hard targets."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    x = torch.tensor(random.normal(size=(3, 7)))
    y = torch.tensor([[0.0, 1.0, 1.0, 0.0, 0.3, 1.0, 0.0]], dtype=torch.float64)
    shapes = [(4, 3), (4, 1), (1, 4), (1, 1)]
    parameters = [torch.tensor(random.normal(size=s), requires_grad=True) for s in shapes]
    w1, b1, w2, b2 = parameters
    z = w2 @ torch.tanh(w1 @ x + b1) + b2
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "parameters": [tensor.tolist() for tensor in parameters],
        "loss": loss.item(),
        "gradients": [g.tolist() for g in torch.autograd.grad(loss, parameters)],
    }

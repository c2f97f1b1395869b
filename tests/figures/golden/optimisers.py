"""Torch's optimisers over five steps, its clipping, and its schedule."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

STEPS = 5
OPTIMISERS: dict[str, tuple[str, dict[str, Any]]] = {
    "momentum": ("SGD", {"lr": 0.1, "momentum": 0.8}),
    "nesterov": ("SGD", {"lr": 0.1, "momentum": 0.8, "nesterov": True}),
    "adam": ("Adam", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-3}),
    "adamw": ("AdamW", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.3}),
}
PEAK, TOTAL, WARMUP, FLOOR = 0.3, 40, 7, 0.02
MOST = 1.5


def answers() -> dict[str, Any]:
    """Weights after each step of each optimiser, from seeded weights and gradients."""
    return {
        "made_by": versions("torch"),
        "optimisers": {name: path(name) for name in OPTIMISERS},
        "clipping": clipping(),
        "schedule": schedule(),
    }


def path(name: str, seed: int = SEED) -> dict[str, Any]:
    """Start, gradients and the weights after each step."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    start, gradients = random.normal(size=(2, 3)), random.normal(size=(STEPS, 2, 3))
    parameter = torch.nn.Parameter(torch.tensor(start))
    kind, settings = OPTIMISERS[name]
    optimiser = getattr(torch.optim, kind)([parameter], **settings)
    weights = []
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        optimiser.step()
        weights.append(parameter.tolist())
    return {"start": start.tolist(), "gradients": gradients.tolist(), "weights": weights}


def clipping(seed: int = SEED) -> dict[str, Any]:
    """Two gradients clipped by their common norm."""
    torch = import_module("torch")
    random = np.random.default_rng(seed)
    gradients = [random.normal(size=(2, 3)), random.normal(size=4)]
    parameters = [torch.nn.Parameter(torch.tensor(each)) for each in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = torch.tensor(gradient)
    norm = torch.nn.utils.clip_grad_norm_(parameters, MOST)
    return {
        "gradients": [each.tolist() for each in gradients],
        "norm": float(norm),
        "clipped": [parameter.grad.tolist() for parameter in parameters],
    }


def schedule() -> list[float]:
    """The rate of each step: ``LinearLR``, then ``CosineAnnealingLR``."""
    torch = import_module("torch")
    rates = torch.optim.lr_scheduler
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=PEAK)
    rising = rates.LinearLR(optimiser, start_factor=1 / WARMUP, total_iters=WARMUP - 1)
    falling = rates.CosineAnnealingLR(optimiser, T_max=TOTAL - WARMUP, eta_min=FLOOR)
    both = rates.SequentialLR(optimiser, [rising, falling], milestones=[WARMUP])
    found = []
    for _ in range(TOTAL):
        found.append(float(both.get_last_lr()[0]))
        optimiser.step()
        both.step()
    return found

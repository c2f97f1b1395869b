"""Torch's multi-label cross-entropy, and the asymmetric loss written out in torch."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import POINTS, SEED, value_and_gradient, versions

SETTINGS = [(0.0, 4.0, 0.05), (1.0, 2.0, 0.2), (2.0, 2.0, 0.0), (0.0, 0.0, 0.0), (0.5, 1.5, 0.01)]


def answers() -> dict[str, Any]:
    """Value and gradient for seeded logits with two extreme rows, and at points off saturation."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    logits = [*random.normal(0, 4, (5, 4)).tolist(), [800.0, -800.0, 0, 40.0], [-800.0] * 4]
    targets = random.integers(0, 2, (7, 4)).tolist()
    weights = [0.5, 1.0, 3.0, 25.0]
    points = [x for x in POINTS if abs(x) <= 40]  # beyond, q is 0
    found: dict[str, Any] = {
        "made_by": versions("torch"),
        "logits": logits,
        "targets": targets,
        "pos_weight": weights,
        "bce": value_and_gradient(partial(bce, torch, targets, None), logits),
        "weighted bce": value_and_gradient(partial(bce, torch, targets, weights), logits),
        "x": points,
    }
    for setting in SETTINGS:
        for target in (0.0, 1.0):
            name = "asymmetric " + " ".join(f"{number:g}" for number in (*setting, target))
            call = partial(asymmetric, torch, target, *setting)
            found[name] = value_and_gradient(call, points)
    return found


def bce(torch: Any, targets: Any, weights: Any, z: Any) -> Any:
    """Torch's binary cross-entropy from logits, a mean over the labels of each sample."""
    y = torch.tensor(targets, dtype=torch.float64)
    weight = None if weights is None else torch.tensor(weights, dtype=torch.float64)
    function = torch.nn.functional.binary_cross_entropy_with_logits
    return function(z, y, pos_weight=weight, reduction="none").mean(dim=1)


def asymmetric(
    torch: Any, target: Any, gamma_pos: float, gamma_neg: float, shift: float, z: Any
) -> Any:
    """Equations of the paper by p and q = 1 − p, which is taken without cancellation."""
    p, q = torch.sigmoid(z), torch.sigmoid(-z)
    positive = q**gamma_pos * torch.nn.functional.logsigmoid(z)
    p_m = torch.clamp(p - shift, min=0)
    negative = p_m**gamma_neg * torch.log(torch.clamp(q + shift, max=1))
    return -(target * positive + (1 - target) * negative)

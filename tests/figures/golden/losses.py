"""Torch's losses."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import POINTS, SEED, value_and_gradient, versions


def answers() -> dict[str, Any]:
    """Value and derivative of each loss; classes from seeded logits with two extreme rows."""
    torch = import_module("torch")
    f = torch.nn.functional
    random = np.random.default_rng(SEED)
    logits = [*random.normal(0, 4, (6, 5)).tolist(), [800.0, -800.0, 0, 0, 0], [-800.0] * 5]
    labels = [*random.integers(0, 5, 6).tolist(), 1, 2]
    found: dict[str, Any] = {
        "made_by": versions("torch"),
        "x": POINTS,
        "logits": logits,
        "labels": labels,
        "cross_entropy": value_and_gradient(
            lambda z: f.cross_entropy(z, torch.tensor(labels), reduction="none"),
            logits,
        ),
    }
    for target in (0.0, 0.3, 1.0):
        found[f"binary_cross_entropy {target:g}"] = value_and_gradient(
            partial(bce, torch, target), POINTS
        )
    for beta in (0.5, 1.0, 2.0):
        found[f"smooth_l1 {beta:g}"] = value_and_gradient(
            partial(
                f.smooth_l1_loss,
                torch.zeros(len(POINTS), dtype=torch.float64),
                beta=beta,
                reduction="none",
            ),
            POINTS,
        )
    for target in (0.0, 1.0):
        found[f"focal_loss {target:g}"] = value_and_gradient(partial(focal, torch, target), POINTS)
    return found


def bce(torch: Any, target: float, x: Any) -> Any:
    """Torch's binary cross-entropy against one target for all."""
    function = torch.nn.functional.binary_cross_entropy_with_logits
    return function(x, torch.full_like(x, target), reduction="none")


def focal(torch: Any, target: float, x: Any) -> Any:
    """Focal loss with γ = 2, α = 0.25 as its definition reads: p, pₜ, αₜ, weight times BCE."""
    p = torch.sigmoid(x)
    p_t = p * target + (1 - p) * (1 - target)
    alpha_t = 0.25 * target + 0.75 * (1 - target)
    return alpha_t * (1 - p_t) ** 2 * bce(torch, target, x)

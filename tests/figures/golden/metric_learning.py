"""Torch's triplet loss, and the contrastive loss written out in torch."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

MARGIN = 1.3


def answers() -> dict[str, Any]:
    """Values and gradients for seeded features; torch's triplets with squared distances."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    features = random.normal(0, 0.8, (3, 12, 3))
    same = random.integers(0, 2, 12).tolist()
    a, b, c = leaves(torch, features)
    triplet = squared_triplets(torch, a, b, c, MARGIN)
    triplet.sum().backward()
    found = {
        "made_by": versions("torch"),
        "features": features.tolist(),
        "same": same,
        "margin": MARGIN,
        "triplet": {
            "value": triplet.tolist(),
            "grad": [leaf.grad.tolist() for leaf in (a, b, c)],
        },
    }
    a, b, _ = leaves(torch, features)
    pairs = contrastive(torch, a, b, torch.tensor(same), MARGIN)
    pairs.sum().backward()
    found["contrastive"] = {
        "value": pairs.tolist(),
        "grad": [leaf.grad.tolist() for leaf in (a, b)],
    }
    return found


def leaves(torch: Any, features: Any) -> list[Any]:
    """One tensor with gradients for each of some arrays."""
    return [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in features]


def squared_triplets(torch: Any, a: Any, p: Any, n: Any, margin: float) -> Any:
    """Torch's triplet loss; its own distance is not squared and adds 1e-6, so it is given one."""
    return torch.nn.functional.triplet_margin_with_distance_loss(
        a,
        p,
        n,
        distance_function=lambda u, v: ((u - v) ** 2).sum(dim=-1),
        margin=margin,
        reduction="none",
    )


def contrastive(torch: Any, a: Any, b: Any, same: Any, margin: float) -> Any:
    """The formula as it reads."""
    d = (a - b).norm(dim=1)
    return 0.5 * same * d**2 + 0.5 * (1 - same) * torch.clamp(margin - d, min=0) ** 2

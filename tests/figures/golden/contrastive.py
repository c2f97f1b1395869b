"""Torch's cross-entropy and log-sigmoid, put together to the losses of pairs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, value_and_gradient, versions

TEMPERATURE, SCALE, BIAS = 0.2, 7.0, -3.0


def answers() -> dict[str, Any]:
    """Value and gradient of each loss on seeded similarities, and SimCLR's on seeded features."""
    return {"made_by": versions("torch"), **ask()}


def ask(seed: int = SEED) -> dict[str, Any]:
    """The same for any seed."""
    torch = import_module("torch")
    f = torch.nn.functional
    random = np.random.default_rng(seed)
    wide, square = random.uniform(-1, 1, (3, 7)), random.uniform(-1, 1, (5, 5))
    views = random.normal(size=(2, 4, 6))

    def info_nce(s: Any) -> Any:
        return f.cross_entropy(s / TEMPERATURE, torch.arange(len(s)))

    def clip(s: Any) -> Any:
        return (info_nce(s) + info_nce(s.T)) / 2

    def siglip(s: Any) -> Any:
        sign = 2 * torch.eye(len(s), dtype=torch.float64) - 1
        return -f.logsigmoid(sign * (SCALE * s + BIAS)).sum() / len(s)

    def nt_xent(both: Any) -> Any:
        unit = f.normalize(both.reshape(-1, both.shape[-1]), dim=1)
        logits = (unit @ unit.T / TEMPERATURE).fill_diagonal_(-torch.inf)
        n = both.shape[1]
        return f.cross_entropy(logits, torch.arange(2 * n).roll(n))

    with torch.no_grad():
        loss = float(nt_xent(torch.tensor(views)))
    return {
        "wide": wide.tolist(),
        "square": square.tolist(),
        "views": views.tolist(),
        "info_nce": value_and_gradient(info_nce, wide.tolist()),
        "clip": value_and_gradient(clip, square.tolist()),
        "siglip": value_and_gradient(siglip, square.tolist()),
        "nt_xent": loss,
        "cosine": f.cosine_similarity(
            torch.tensor(views[0])[:, None], torch.tensor(views[1])[None], dim=-1
        ).tolist(),
    }

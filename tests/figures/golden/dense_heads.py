"""Distribution focal loss written out in torch, with its gradient."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, value_and_gradient, versions


def answers() -> dict[str, Any]:
    """Losses of seeded logits, whole targets among them."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    logits = random.normal(0, 3, (8, 16))
    targets = [0.0, 15.0, 4.0, *(random.random(5) * 15)]
    return {
        "made_by": versions("torch"),
        "logits": logits.tolist(),
        "targets": [float(y) for y in targets],
        "loss": value_and_gradient(partial(loss, torch, targets), logits),
    }


def loss(torch: Any, targets: Any, logits: Any) -> Any:
    """Cross-entropy with the numbers left and right of each target."""
    y = torch.tensor(targets, dtype=torch.float64)
    left = y.long().clamp(max=logits.shape[1] - 2)
    function = torch.nn.functional.cross_entropy
    below = function(logits, left, reduction="none") * (left + 1 - y)
    return below + function(logits, left + 1, reduction="none") * (y - left)

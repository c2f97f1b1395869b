"""Torch's exponential moving average of weights."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

DECAY = 0.9


def answers() -> dict[str, Any]:
    """Averages after each of five updates of a layer."""
    return {"made_by": versions("torch"), **ask()}


def ask(seed: int = SEED) -> dict[str, Any]:
    """The same for any seed."""
    torch = import_module("torch")
    swa = import_module("torch.optim.swa_utils")
    random = np.random.default_rng(seed)
    weights = random.normal(size=(6, 1, 4))
    layer = torch.nn.Linear(4, 1, bias=False, dtype=torch.float64)
    layer.weight.data = torch.tensor(weights[0])
    model = swa.AveragedModel(layer, multi_avg_fn=swa.get_ema_multi_avg_fn(DECAY))
    averages = []
    for each in weights:
        layer.weight.data = torch.tensor(each)
        model.update_parameters(layer)  # the first takes the weights as they are
        averages.append(model.module.weight.tolist())
    return {"weights": weights.tolist(), "averages": averages}

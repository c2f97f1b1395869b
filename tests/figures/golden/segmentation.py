"""Losses of overlap written out in torch, and scikit-learn's Jaccard score of masks."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, value_and_gradient, versions


def answers() -> dict[str, Any]:
    """Dice, Tversky and the IoU of each class for seeded masks."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    logits, targets = random.normal(0, 3, (4, 30)), random.integers(0, 2, (4, 30))
    predicted, truth = random.integers(0, 4, (2, 200))
    score = import_module("sklearn.metrics").jaccard_score
    return {
        "made_by": versions("torch", "sklearn"),
        "logits": logits.tolist(),
        "targets": targets.tolist(),
        "dice": value_and_gradient(partial(dice, torch, targets.tolist()), logits),
        "tversky": value_and_gradient(partial(tversky, torch, targets.tolist()), logits),
        "predicted": predicted.tolist(),
        "truth": truth.tolist(),
        "iou": score(truth, predicted, average=None).tolist(),
    }


def dice(torch: Any, targets: Any, logits: Any, smooth: float = 1.0) -> Any:
    """Soft Dice."""
    p, t = torch.sigmoid(logits), torch.tensor(targets, dtype=torch.float64)
    return 1 - (2 * (p * t).sum(1) + smooth) / (p.sum(1) + t.sum(1) + smooth)


def tversky(torch: Any, targets: Any, logits: Any) -> Any:
    """Soft Tversky with α = 0.3 and β = 0.7."""
    p, t = torch.sigmoid(logits), torch.tensor(targets, dtype=torch.float64)
    found = (p * t).sum(1)
    below = found + 0.3 * (p * (1 - t)).sum(1) + 0.7 * ((1 - p) * t).sum(1)
    return 1 - (found + 1) / (below + 1)

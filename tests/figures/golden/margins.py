"""The margin losses of pytorch-metric-learning."""

from __future__ import annotations

import math
import warnings
from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

# ours: kind, margin, scale
SETTINGS: dict[str, tuple[Any, float, Any]] = {
    "arcface": ("arcface", 0.5, 64.0),
    "arcface gentle": ("arcface", 0.2, 10.0),
    "cosface": ("cosface", 0.35, 64.0),
    "cosface gentle": ("cosface", 0.1, 10.0),
    "sphereface": ("sphereface", 4, "length"),
    "sphereface gentle": ("sphereface", 2, "length"),
}


def answers() -> dict[str, Any]:
    """Losses and gradients for seeded features; some lie almost along or against their weight."""
    random = np.random.default_rng(SEED)
    features, weights = random.normal(size=(14, 4)), random.normal(size=(5, 4))
    labels = random.integers(0, 5, 14)
    features[:3] = 2 * weights[labels[:3]] + random.normal(0, 0.05, (3, 4))
    features[3:6] = -weights[labels[3:6]] + random.normal(0, 0.05, (3, 4))
    found: dict[str, Any] = {
        "made_by": versions("torch", "pytorch_metric_learning"),
        "features": features.tolist(),
        "weights": weights.tolist(),
        "labels": labels.tolist(),
    }
    losses = import_module("pytorch_metric_learning.losses")
    for name, setting in SETTINGS.items():
        found[name] = margin_loss(losses, features, weights, labels, *setting)
    return found


def margin_loss(
    losses: Any, features: Any, weights: Any, labels: Any, kind: str, margin: float, scale: Any
) -> dict[str, Any]:
    """Losses a sample with the gradients of their sum, by features and weights."""
    torch = import_module("torch")
    reducers = import_module("pytorch_metric_learning.reducers")
    options: dict[str, Any] = {"reducer": reducers.DoNothingReducer()}
    if kind == "arcface":
        options |= {"margin": math.degrees(margin), "scale": scale}
        make = losses.ArcFaceLoss
    elif kind == "cosface":
        options |= {"margin": margin, "scale": scale}
        make = losses.CosFaceLoss
    else:  # scales by the feature's length
        options |= {"margin": margin}
        make = losses.SphereFaceLoss
    with warnings.catch_warnings():  # it hands tensors to SciPy in a way that is going out of use
        warnings.simplefilter("ignore", DeprecationWarning)
        function = make(len(weights), weights.shape[1], **options)
    function.W.data = torch.tensor(weights.T.copy())  # it keeps one column a class
    x = torch.tensor(features, requires_grad=True)
    value = function(x, torch.tensor(labels))["loss"]["losses"]
    value.sum().backward()
    return {
        "value": value.tolist(),
        "grad": [x.grad.tolist(), function.W.grad.T.tolist()],
    }

"""Torch's Kullback–Leibler divergence of softened logits."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, value_and_gradient, versions

TEMPERATURES = [1.0, 4.0]


def answers() -> dict[str, Any]:
    """Loss and gradient for two temperatures."""
    return {"made_by": versions("torch"), "cases": ask()}


def ask(seed: int = SEED) -> list[dict[str, Any]]:
    """The same for any seed."""
    f = import_module("torch").nn.functional
    tensor = import_module("torch").tensor
    student, teacher = np.random.default_rng(seed).normal(0, 5, (2, 3, 6))
    found = []
    for t in TEMPERATURES:
        soft = f.softmax(tensor(teacher) / t, dim=1)

        def loss(z: Any, t: float = t, soft: Any = soft) -> Any:
            return t * t * f.kl_div(f.log_softmax(z / t, dim=1), soft, reduction="batchmean")

        answer = value_and_gradient(loss, student.tolist())
        found.append({"student": student.tolist(), "teacher": teacher.tolist(), **answer})
    return found

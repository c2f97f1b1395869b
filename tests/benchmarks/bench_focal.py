"""Focal loss, value and gradient, against its formula in torch and in plain NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np

from figures.numerics.losses import focal_loss_and_grad
from tests.benchmarks.paired import Case

GAMMA, ALPHA = 2.0, 0.25


def cases() -> Iterator[Case]:
    """A million logits, one in a hundred positive."""
    random = np.random.default_rng(13)
    logits, targets = random.normal(-2, 3, 10**6), (random.random(10**6) < 0.01).astype(float)

    def ours() -> tuple[Any, Any]:
        return focal_loss_and_grad(logits, targets, GAMMA, ALPHA)

    name = "focal loss + gradient, 10⁶ logits"
    yield Case(name, "naive NumPy", ours, lambda: naive(logits, targets))
    yield Case(name, "torch autograd", ours, in_torch(logits, targets))


def naive(x: Any, t: Any) -> tuple[Any, Any]:
    """By the probability, as one first writes it; it is not finite for large logits."""
    p = 1 / (1 + np.exp(-x))
    p_t = t * p + (1 - t) * (1 - p)
    alpha_t = t * ALPHA + (1 - t) * (1 - ALPHA)
    loss = -alpha_t * (1 - p_t) ** GAMMA * np.log(p_t)
    sign = 2 * t - 1
    slope = sign * alpha_t * (1 - p_t) ** GAMMA * (GAMMA * p_t * np.log(p_t) + p_t - 1)
    return loss, slope


def in_torch(x: Any, t: Any) -> Callable[[], tuple[Any, Any]]:
    """The formula in torch, from logits; its gradient by autograd."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    target = torch.tensor(t)
    logits = torch.tensor(x, requires_grad=True)
    bce = torch.nn.functional.binary_cross_entropy_with_logits

    def run() -> tuple[Any, Any]:
        logits.grad = None
        p = torch.sigmoid(logits)
        p_t = p * target + (1 - p) * (1 - target)
        alpha_t = ALPHA * target + (1 - ALPHA) * (1 - target)
        loss = alpha_t * (1 - p_t) ** GAMMA * bce(logits, target, reduction="none")
        loss.sum().backward()
        return loss.detach(), logits.grad

    return run

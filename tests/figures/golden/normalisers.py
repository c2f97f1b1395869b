"""Torch's LayerNorm, RMSNorm and GroupNorm with their gradients."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

EPS = 1e-3
GROUPS = 3
SHAPES = {"rows": (4, 5), "tokens": (2, 3, 4), "maps": (2, 6, 2, 3)}


def answers() -> dict[str, Any]:
    """Each of them on seeded values."""
    return {"made_by": versions("torch"), "cases": ask(), "blocks": blocks()}


def ask(seed: int = SEED) -> dict[str, Any]:
    """The same for any seed."""
    return {
        f"{kind} {name}": case(kind, SHAPES[name], seed)
        for kind, names in (
            ("layer_norm", ("rows", "tokens")),
            ("rms_norm", ("rows", "tokens")),
            ("group_norm", ("maps",)),
        )
        for name in names
    }


def case(kind: str, shape: tuple[int, ...], seed: int) -> dict[str, Any]:
    """What went in, what came out, and gradients."""
    torch = import_module("torch")
    f = torch.nn.functional
    random = np.random.default_rng(seed)
    features = shape[1] if kind == "group_norm" else shape[-1]
    x, gamma, beta = (
        torch.tensor(random.normal(1, 2, size), requires_grad=True)
        for size in (shape, features, features)
    )
    if kind == "layer_norm":
        y = f.layer_norm(x, (features,), gamma, beta, EPS)
    elif kind == "rms_norm":
        y = f.rms_norm(x, (features,), gamma, EPS)
    else:
        y = f.group_norm(x, GROUPS, gamma, beta, EPS)
    error = torch.tensor(random.normal(size=shape))
    y.backward(error)
    wanted = (x, gamma) if kind == "rms_norm" else (x, gamma, beta)
    return {
        "x": x.tolist(),
        "gamma": gamma.tolist(),
        "beta": beta.tolist(),
        "error": error.tolist(),
        "y": y.tolist(),
        "gradients": [each.grad.tolist() for each in wanted],
    }


def blocks(seed: int = SEED) -> dict[str, Any]:
    """Norms of the gradients by the second weights of three blocks, for LayerNorm after and before."""
    torch = import_module("torch")
    f = torch.nn.functional
    random = np.random.default_rng(seed)
    x, error = random.normal(size=(2, 4, 5))
    weights = [(random.normal(size=(5, 6)), random.normal(size=(6, 5))) for _ in range(3)]
    found: dict[str, Any] = {
        "x": x.tolist(),
        "error": error.tolist(),
        "weights": [[each.tolist() for each in pair] for pair in weights],
    }
    for name in ("post", "pre"):
        tokens = torch.tensor(x)
        pairs = [[torch.tensor(each, requires_grad=True) for each in pair] for pair in weights]
        for v, w in pairs:
            seen = f.layer_norm(tokens, (5,)) if name == "pre" else tokens
            tokens = tokens + torch.relu(seen @ v) @ w
            tokens = tokens if name == "pre" else f.layer_norm(tokens, (5,))
        tokens = f.layer_norm(tokens, (5,)) if name == "pre" else tokens
        tokens.backward(torch.tensor(error))
        found[name] = [float(w.grad.norm()) for _, w in pairs]
    return found

"""Torch's scaled dot-product attention, and its module of several heads."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """Output and gradients with and without a mask, and one pass through several heads."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    q, k, v, out = (random.normal(size=(2, n, d)) for n, d in ((4, 6), (5, 6), (5, 3), (4, 3)))
    mask = random.random((2, 4, 5)) < 0.6
    mask[..., 0] = True
    x, weights = random.normal(size=(5, 8)), random.normal(size=(4, 8, 8)) / 3
    given = {"q": q, "k": k, "v": v, "out": out, "mask": mask, "x": x, "weights": weights}
    return {
        "made_by": versions("torch"),
        **{name: value.tolist() for name, value in given.items()},
        "plain": attended(torch, q, k, v, out, None),
        "masked": attended(torch, q, k, v, out, mask),
        "heads": several_heads(torch, x, weights, 2).tolist(),
    }


def attended(torch: Any, q: Any, k: Any, v: Any, out: Any, mask: Any) -> dict[str, Any]:
    """What torch gives, and its gradients when ``out`` comes back."""
    tensors = [torch.tensor(each, requires_grad=True) for each in (q, k, v)]
    allowed = None if mask is None else torch.tensor(mask)
    value = torch.nn.functional.scaled_dot_product_attention(*tensors, attn_mask=allowed)
    value.backward(torch.tensor(out))
    return {"value": value.tolist(), "grads": [each.grad.tolist() for each in tensors]}


def several_heads(torch: Any, x: Any, weights: Any, heads: int) -> Any:
    """Torch's MultiheadAttention, causal; it multiplies by the transposed weights."""
    module = torch.nn.MultiheadAttention(x.shape[1], heads, bias=False, dtype=torch.float64)
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.tensor(np.concatenate([w.T for w in weights[:3]])))
        module.out_proj.weight.copy_(torch.tensor(weights[3].T.copy()))
        hidden = torch.triu(torch.ones(len(x), len(x), dtype=torch.bool), diagonal=1)
        value, _ = module(*[torch.tensor(x)] * 3, attn_mask=hidden, need_weights=False)
    return value.numpy()

"""Torch's grouped convolution, and a deformable one put together from its grid_sample."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions


def answers() -> dict[str, Any]:
    """One depthwise and one deformable convolution of seeded images."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    x, depthwise = random.normal(size=(2, 3, 7, 8)), random.normal(size=(3, 3, 3))
    w, offsets = random.normal(size=(4, 3, 3, 3)), random.normal(0, 1.5, (7, 8, 3, 3, 2))
    return {
        "made_by": versions("torch"),
        "x": x.tolist(),
        "depthwise": depthwise.tolist(),
        "filtered": grouped(torch, x, depthwise, 2, 1).tolist(),
        "w": w.tolist(),
        "offsets": offsets.tolist(),
        "deformed": deformed(torch, x[0], w, offsets, 1).tolist(),
    }


def grouped(torch: Any, x: Any, w: Any, stride: int, padding: int) -> Any:
    """A convolution with as many groups as channels."""
    kernels = torch.tensor(w[:, None])
    found = torch.nn.functional.conv2d(
        torch.tensor(x), kernels, stride=stride, padding=padding, groups=len(w)
    )
    return found.numpy()


def deformed(torch: Any, x: Any, w: Any, offsets: Any, padding: int) -> Any:
    """Read every tap by grid_sample, in its coordinates from −1 to 1, then sum."""
    high, wide = x.shape[1:]
    rows, columns, k, kk = offsets.shape[:4]
    total = torch.zeros((len(w), rows, columns), dtype=torch.float64)
    for u in range(k):
        for v in range(kk):
            y = np.arange(rows)[:, None] + u - padding + offsets[:, :, u, v, 0]
            z = np.arange(columns) + v - padding + offsets[:, :, u, v, 1]
            grid = np.stack([(2 * z + 1) / wide - 1, (2 * y + 1) / high - 1], axis=-1)
            taps = torch.nn.functional.grid_sample(
                torch.tensor(x[None]), torch.tensor(grid[None]), align_corners=False
            )
            total += torch.einsum("oc,cij->oij", torch.tensor(w[:, :, u, v].copy()), taps[0])
    return total.numpy()

"""A feature pyramid of torch's convolutions and its nearest upsampling."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

CHANNELS, DEPTH = (2, 3, 4), 3


def answers() -> dict[str, Any]:
    """Three levels merged."""
    torch = import_module("torch")
    case = some_pyramid(np.random.default_rng(SEED))
    return {
        "made_by": versions("torch"),
        **{name: [each.tolist() for each in arrays] for name, arrays in case.items()},
        "merged": [each.tolist() for each in merge(torch, **case)],
    }


def some_pyramid(random: np.random.Generator) -> dict[str, list[Any]]:
    """Maps of 8 × 12, 4 × 6, and 2 × 3 with kernels for them."""
    sizes = ((8, 12), (4, 6), (2, 3))
    return {
        "maps": [
            random.normal(size=(1, c, *s)).round(3) for c, s in zip(CHANNELS, sizes, strict=True)
        ],
        "lateral": [random.normal(size=(DEPTH, c)).round(3) for c in CHANNELS],
        "smooth": [random.normal(size=(DEPTH, DEPTH, 3, 3)).round(3) for _ in CHANNELS],
    }


def merge(torch: Any, maps: Any, lateral: Any, smooth: Any) -> list[Any]:
    """Fine to coarse."""
    f = torch.nn.functional
    sides = [
        f.conv2d(torch.tensor(c), torch.tensor(k)[..., None, None])
        for c, k in zip(maps, lateral, strict=True)
    ]
    for level in reversed(range(len(sides) - 1)):
        up = f.interpolate(sides[level + 1], scale_factor=2, mode="nearest")
        sides[level] = sides[level] + up
    return [f.conv2d(m, torch.tensor(k), padding=1) for m, k in zip(sides, smooth, strict=True)]

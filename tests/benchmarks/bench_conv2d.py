"""Our ``conv2d`` beside torch's on one thread, SciPy's correlation, and plain loops."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
from scipy.signal import correlate2d

from figures.numerics.convolution import conv2d, conv2d_backward, conv2d_naive
from tests.benchmarks.paired import Case

# (N, C, H, W), (O, C, kh, kw), stride, padding
LAYERS = [
    ((1, 3, 224, 224), (64, 3, 7, 7), 2, 3),
    ((1, 64, 56, 56), (64, 64, 3, 3), 1, 1),
    ((1, 256, 28, 28), (256, 256, 1, 1), 1, 0),
    ((16, 3, 32, 32), (32, 3, 3, 3), 1, 1),
    ((4, 32, 32, 32), (64, 32, 5, 5), 2, 2),
]


def cases() -> Iterator[Case]:
    """Forward at five layers and backward at one against torch; the others where they are apt."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    f = torch.nn.functional
    for layer in LAYERS:
        x, w, stride, padding = _seeded(*layer)
        xt, wt = torch.tensor(x), torch.tensor(w)
        yield Case(
            f"conv2d, {_written(*layer)}",
            "torch",
            lambda x=x, w=w, s=stride, p=padding: conv2d(x, w, None, s, p),  # type: ignore[misc]
            lambda x=xt, w=wt, s=stride, p=padding: f.conv2d(x, w, stride=s, padding=p),  # type: ignore[misc]
        )
    x, w, stride, padding = _seeded(*LAYERS[1])
    error = np.ones_like(conv2d(x, w, None, stride, padding))
    xt, wt = (torch.tensor(a, requires_grad=True) for a in (x, w))
    y = f.conv2d(xt, wt, stride=stride, padding=padding)
    yield Case(
        f"conv2d_backward, {_written(*LAYERS[1])}",
        "torch",
        lambda: conv2d_backward(x, w, error, stride, padding),
        lambda: torch.autograd.grad(y, (xt, wt), torch.tensor(error), retain_graph=True),
    )
    image, kernel, *_ = _seeded((1, 1, 256, 256), (1, 1, 5, 5), 1, 0)
    yield Case(
        "conv2d, 256², 5×5, one channel",
        "scipy.signal.correlate2d",
        lambda: conv2d(image, kernel),
        lambda: correlate2d(image[0, 0], kernel[0, 0], mode="valid"),
    )
    small, kernels, *_ = _seeded((1, 3, 16, 16), (8, 3, 3, 3), 1, 0)
    yield Case(
        "conv2d, 3×16², 8 of 3×3",
        "plain loops",
        lambda: conv2d(small, kernels),
        lambda: conv2d_naive(small, kernels),
    )


def _seeded(shape: Any, kernels: Any, stride: int, padding: int) -> tuple[Any, Any, int, int]:
    random = np.random.default_rng(0)
    return random.normal(size=shape), random.normal(size=kernels), stride, padding


def _written(shape: Any, kernels: Any, stride: int, _: int) -> str:
    n, channels, side = shape[:3]
    return f"{n}×{channels}×{side}², {kernels[0]} of {kernels[2]}², stride {stride}"

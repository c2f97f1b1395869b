"""What torch and ml_dtypes make of numbers in formats of few bits, and torch's loss scale."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

TORCH = {"fp16": "float16", "bf16": "bfloat16", "e5m2": "float8_e5m2", "e4m3": "float8_e4m3fn"}
ML_DTYPES = {"bf16": "bfloat16", "e5m2": "float8_e5m2", "e4m3": "float8_e4m3fn"}
OVERFLOWS = [0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0]
INTERVAL = 3


def answers() -> dict[str, Any]:
    """Rounded numbers by format, and scales by step."""
    x = numbers()
    return {
        "made_by": versions("torch", "ml_dtypes"),
        "x": x.tolist(),
        "torch": {name: ask_torch(x, name) for name in TORCH},
        "ml_dtypes": {name: ask_ml_dtypes(x, name) for name in ML_DTYPES},
        "scales": scales(),
    }


def numbers(seed: int = SEED, count: int = 60) -> Any:
    """Single-precision numbers of all sizes, so that no library rounds twice."""
    random = np.random.default_rng(seed)
    sizes = random.normal(size=count) * 2.0 ** random.integers(-30, 20, count)
    ties = np.array([0, 1, 1.0625, 1.1875, 448, 464, 0.0009765625, 0.00146484375])
    return np.concatenate([sizes, ties, -ties]).astype(np.float32).astype(float)


def ask_torch(x: Any, name: str) -> list[Any]:
    """Rounded by torch; infinities as strings, which JSON lacks."""
    torch = import_module("torch")
    tensor = torch.tensor(x, dtype=torch.float32)
    return written(tensor.to(getattr(torch, TORCH[name])).double().tolist())


def ask_ml_dtypes(x: Any, name: str) -> list[Any]:
    """Rounded by ml_dtypes."""
    kind = getattr(import_module("ml_dtypes"), ML_DTYPES[name])
    with np.errstate(all="ignore"):
        return written(np.asarray(x, dtype=np.float32).astype(kind).astype(float).tolist())


def written(values: list[float]) -> list[Any]:
    """Numbers; what is not finite as a word."""
    return [value if np.isfinite(value) else str(value) for value in values]


def scales() -> list[float]:
    """Torch's loss scale after each step."""
    torch = import_module("torch")
    scale, good = torch.tensor(8.0), torch.tensor(0, dtype=torch.int32)
    found = []
    for overflow in OVERFLOWS:
        torch._amp_update_scale_(scale, good, torch.tensor(float(overflow)), 2.0, 0.5, INTERVAL)
        found.append(float(scale))
    return found

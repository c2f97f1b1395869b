"""Torch as a live oracle where it is installed; where CI promises it, its absence is a failure."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.conftest import missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


@pytest.fixture(scope="session")
def torch() -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError:
        missing(
            "PyTorch (pip install torch==2.13.0); its committed values are compared all the same"
        )


@pytest.fixture(scope="session")
def slope() -> Callable[[Callable[[Any], Any], Any], NDArray[np.float64]]:
    """Derivative of an element-wise function by central differences of the fourth order."""

    def central_difference(function: Callable[[Any], Any], x: Any) -> NDArray[np.float64]:
        x, h = np.asarray(x, dtype=np.float64), 1e-3
        near = function(x + h) - function(x - h)
        far = function(x + 2 * h) - function(x - 2 * h)
        return np.asarray((8 * near - far) / (12 * h))

    return central_difference


@pytest.fixture(scope="session")
def golden() -> Any:
    """What torch and OpenCV said when ``make_golden.py`` was last run."""
    text = (Path(__file__).parent / "golden" / "golden.json").read_text(encoding="utf-8")
    return json.loads(text)

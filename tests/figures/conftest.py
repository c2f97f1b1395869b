"""The oracles: libraries that are asked live where they are installed, and their committed answers.

Where CI promises a library, its absence is a failure.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.conftest import missing

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], Any]:
    """An independent library by its module's name, such as ``sklearn.manifold``."""

    def library(name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ImportError:
            missing(f"{name} (the extra `oracles`; torch: pip install torch==2.13.0)")

    return library


@pytest.fixture(scope="session")
def torch(oracle: Callable[[str], Any]) -> Any:
    return oracle("torch")


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
def gradient() -> Callable[[Callable[[Any], Any], Any], NDArray[np.float64]]:
    """Gradient of a scalar function of an array, cell by cell, by central differences."""

    def central_differences(function: Callable[[Any], Any], at: Any) -> NDArray[np.float64]:
        x: NDArray[np.float64] = np.array(at, dtype=np.float64)
        h = 1e-3
        found = np.zeros_like(x)
        for cell in np.ndindex(x.shape):

            def moved(step: float, cell: tuple[int, ...] = cell) -> Any:
                there = x.copy()
                there[cell] += step
                return function(there)

            near, far = moved(h) - moved(-h), moved(2 * h) - moved(-2 * h)
            found[cell] = (8 * near - far) / (12 * h)
        return found

    return central_differences


@pytest.fixture(scope="session")
def golden() -> Callable[[str], Any]:
    """What libraries said when ``tests/figures/golden/NAME.py`` was last run."""

    @cache
    def answers(name: str) -> Any:
        file = Path(__file__).parent / "golden" / f"{name}.json"
        return json.loads(file.read_text(encoding="utf-8"))

    return answers

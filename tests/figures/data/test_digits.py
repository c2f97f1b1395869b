"""The digits are scikit-learn's, which are those of the UCI repository."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from figures.data import digits
from figures.data.recipes import digits as recipe


def test_there_are_1797_small_pictures() -> None:
    data = digits.load()
    assert data.pixels.shape == (1797, 64)
    assert data.pixels.dtype == data.labels.dtype == np.uint8
    assert (data.pixels.min(), data.pixels.max()) == (0, 16)
    assert np.bincount(data.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_they_are_scikit_learns(oracle: Any) -> None:
    source = oracle("sklearn.datasets").load_digits()
    data = digits.load()
    np.testing.assert_array_equal(data.pixels, source.data)
    np.testing.assert_array_equal(data.labels, source.target)


def test_the_recipe_writes_what_is_committed(oracle: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    oracle("sklearn.datasets")
    written: dict[str, Any] = {}
    monkeypatch.setattr(np, "savez_compressed", lambda _, **arrays: written.update(arrays))
    recipe.main()
    data = digits.load()
    assert written["pixels"].dtype == written["labels"].dtype == np.uint8
    np.testing.assert_array_equal(written["pixels"], data.pixels)
    np.testing.assert_array_equal(written["labels"], data.labels)

"""Bias and variance: by hand, by their sum, and by estimators whose parts are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.generalisation import bias_variance


def test_by_hand() -> None:
    bias, variance = bias_variance([[1.0, 2.0], [3.0, 2.0]], [1.0, 0.0])
    assert (bias, variance) == ((1 + 4) / 2, (1 + 0) / 2)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 99))
def test_the_parts_are_the_whole_error(models: int, places: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    predictions, truth = random.normal(size=(models, places)), random.normal(size=places)
    bias, variance = bias_variance(predictions, truth)
    assert bias + variance == pytest.approx(((predictions - truth) ** 2).mean())
    assert variance == pytest.approx(predictions.var(axis=0).mean())
    if models == 1:
        assert variance == 0


def test_a_shrunken_mean_has_the_parts_that_theory_gives() -> None:
    """C · mean of n draws of N(μ, σ²): bias² (1 − c)² μ², variance c² σ² / n."""
    random = np.random.default_rng(1)
    means = random.normal(2.0, 3.0, (20_000, 5)).mean(axis=1)
    for c in (1.0, 0.5):
        bias, variance = bias_variance(c * means[:, None], [2.0])
        assert bias == pytest.approx((1 - c) ** 2 * 4, abs=0.03)
        assert variance == pytest.approx(c**2 * 9 / 5, rel=0.03)


def test_arguments_are_never_changed() -> None:
    predictions, truth = np.ones((2, 3)), np.zeros(3)
    bias_variance(predictions, truth)
    assert predictions.all()
    assert not truth.any()


@pytest.mark.parametrize(
    ("predictions", "truth", "message"),
    [
        ([1.0], [1.0], r"predictions must have shape \(M, N\), not \(1,\)"),
        ([[1.0, 2]], [1.0], r"\(M, N\) and \(N,\), not \(1, 2\) and \(1,\)"),
        (np.ones((0, 1)), [1.0], r"\(M, N\) and \(N,\), not \(0, 1\)"),
        (np.ones((1, 0)), [], r"\(M, N\) and \(N,\), not \(1, 0\)"),
        ([[np.inf]], [1.0], r"predictions\[0, 0\] is not finite"),
        ([[1.0]], [np.nan], r"truth\[0\] is not finite"),
    ],
)
def test_malformed_arguments_are_refused(predictions: Any, truth: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bias_variance(predictions, truth)

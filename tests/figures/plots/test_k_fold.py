"""The numbers of figure ``k-fold``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import k_fold


@pytest.mark.parametrize("k", k_fold.SLIDER.values)
def test_folds_follow_each_other_and_cover_all_samples(k: int) -> None:
    data = k_fold.compute(k)
    assert len(data.first) == k
    np.testing.assert_array_equal(data.first[1:], data.end[:-1])
    assert (data.first[0], data.end[-1]) == (0, k_fold.SAMPLES)
    assert set(data.end - data.first) <= {20 // k, -(-20 // k)}
    assert data.mean == pytest.approx(sum(data.errors) / k)


@pytest.mark.parametrize("k", k_fold.SLIDER.values)
def test_errors_are_those_of_a_line_that_never_saw_the_fold(k: int) -> None:
    random = np.random.default_rng(2)
    x = random.uniform(-1, 1, 20)
    y = 1 + 2 * x + random.normal(0, 0.5, 20)
    data = k_fold.compute(k)
    for first, end, error in zip(data.first, data.end, data.errors, strict=True):
        train = np.delete(np.arange(20), slice(first, end))
        line = np.polyfit(x[train], y[train], 1)
        residuals = y[first:end] - np.polyval(line, x[first:end])
        assert error == pytest.approx(np.mean(residuals**2))


def test_more_folds_scatter_more_about_much_the_same_mean() -> None:
    spread = {k: np.std(k_fold.compute(k).errors) for k in (2, 10, 20)}
    assert 2 * spread[2] < spread[10] < spread[20]
    means = [k_fold.compute(k).mean for k in k_fold.SLIDER.values]
    assert max(means) - min(means) < spread[2]


@pytest.mark.parametrize("k", [2, 20])
def test_all_errors_are_inside_the_panel(k: int) -> None:
    assert k_fold.compute(k).errors.max() < 1.5

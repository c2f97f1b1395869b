"""The numbers of figure ``shrinkage``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import shrinkage


@pytest.mark.parametrize("penalty", shrinkage.SLIDER.values)
def test_weights_are_those_of_the_note(penalty: float) -> None:
    data = shrinkage.compute(penalty)
    assert data.penalty == penalty
    assert data.a.tolist() == [-3, -penalty, penalty, 3]
    np.testing.assert_allclose(data.l2 * (1 + penalty), data.a, rtol=1e-15)
    np.testing.assert_allclose(data.l1, [penalty - 3, 0, 0, 3 - penalty], rtol=1e-15)
    # an L0 penalty of λ is worth paying where half the square of a weight is more
    outside = data.branch**2 / 2 > penalty * (1 + 1e-12)  # that it equals it may be rounded
    np.testing.assert_array_equal(outside, [[True, True], [False, False], [True, True]])
    np.testing.assert_array_equal(data.l0, np.where(outside, data.branch, 0))
    # the branches leave no gap that can be seen
    assert np.ptp([data.branch[0, 1], data.branch[1, 0]]) < 1e-8
    assert np.ptp([data.branch[1, 1], data.branch[2, 0]]) < 1e-8


@pytest.mark.parametrize("penalty", shrinkage.SLIDER.values)
def test_each_curve_is_the_least_of_its_own_penalised_loss(penalty: float) -> None:
    data = shrinkage.compute(penalty)
    w = np.linspace(-4, 4, 80_001)
    for a, l1, l2 in zip(data.a, data.l1, data.l2, strict=True):
        loss = (w - a) ** 2 / 2
        assert w[np.argmin(loss + penalty * np.abs(w))] == pytest.approx(l1, abs=1e-3)
        assert w[np.argmin(loss + penalty * w**2 / 2)] == pytest.approx(l2, abs=1e-3)
    for a, l0 in zip(data.branch.ravel(), data.l0.ravel(), strict=True):
        assert (l0 - a) ** 2 / 2 + penalty * (l0 != 0) <= min(penalty, a**2 / 2) + 1e-8


def test_only_l1_reaches_zero_away_from_the_origin() -> None:
    for penalty in shrinkage.SLIDER.values:
        data = shrinkage.compute(penalty)
        assert np.count_nonzero(data.l1) == 2
        assert np.count_nonzero(data.l2) == 4

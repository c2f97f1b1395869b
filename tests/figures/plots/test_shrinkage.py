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
    outside = np.abs(data.branch) > penalty
    np.testing.assert_array_equal(outside, [[True, True], [False, False], [True, True]])
    np.testing.assert_array_equal(data.hard, np.where(outside, data.branch, 0))
    # the branches leave no gap that can be seen
    assert np.ptp([data.branch[0, 1], data.branch[1, 0]]) < 1e-8
    assert np.ptp([data.branch[1, 1], data.branch[2, 0]]) < 1e-8


def test_only_l1_reaches_zero_away_from_the_origin() -> None:
    for penalty in shrinkage.SLIDER.values:
        data = shrinkage.compute(penalty)
        assert np.count_nonzero(data.l1) == 2
        assert np.count_nonzero(data.l2) == 4

"""The numbers of figure ``estimate-spread``, and that the committed draws can be made again."""

from __future__ import annotations

import numpy as np

from figures.data.estimate_spread import FOLDS, load
from figures.data.recipes.estimate_spread import DRAWS, one_draw
from figures.plots import estimate_spread


def test_committed_draws_are_those_of_the_recipe() -> None:
    draws = load()
    assert draws.counted.shape == (2, len(FOLDS), DRAWS)
    assert draws.tested.shape == (2, DRAWS)
    for seed in (0, 1, 2, 500, DRAWS - 1):
        counted, tested = one_draw(seed)
        np.testing.assert_array_equal(draws.counted[..., seed], counted)
        np.testing.assert_array_equal(draws.tested[..., seed], tested)


def test_sums_are_those_of_the_draws() -> None:
    data, draws = estimate_spread.compute(), load()
    for i in range(2):
        assert abs(data.true[i] - np.mean(draws.tested[i] / 1000.0)) < 1e-15
        for j in range(len(FOLDS)):
            rates = sorted(draws.counted[i, j] / 40)
            assert abs(data.mean[i, j] - sum(rates) / DRAWS) < 1e-12
            squares = sum((rate - data.mean[i, j]) ** 2 for rate in rates)
            assert abs(data.spread[i, j] - np.sqrt(squares / DRAWS)) < 1e-12
            assert rates[49] <= data.low[i, j] <= rates[50]
            assert rates[949] <= data.high[i, j] <= rates[950]


def test_bias_falls_with_folds_and_the_spread_depends_on_the_learner() -> None:
    data = estimate_spread.compute()
    bias = data.mean - data.true[:, None]
    assert (bias[:, 0] > 0.03).all()  # half the samples teach less than all
    assert (np.abs(bias[:, -1]) < 0.01).all()
    stable, unstable = data.spread
    assert (np.diff(unstable) > 0).all()
    assert unstable[-1] > 1.25 * unstable[0]
    assert stable[0] > 1.05 * stable[-1]
    assert np.ptp(stable[1:]) < 0.05 * stable[-1]

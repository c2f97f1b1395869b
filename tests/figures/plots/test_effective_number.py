"""The numbers of figure ``effective-number``."""

from __future__ import annotations

import numpy as np

from figures.plots import effective_number


def test_weights_follow_their_formula() -> None:
    data = effective_number.compute()
    np.testing.assert_allclose(data.inverse, data.counts**-1.0, rtol=1e-15)
    assert data.counts[[0, -1]].tolist() == [1, 1e5]
    for beta, weights in zip(effective_number.BETAS, data.weights, strict=True):
        expected = (1 - beta) / (1 - beta**data.counts)
        np.testing.assert_allclose(weights, expected, rtol=1e-9)


def test_weights_fall_like_frequencies_and_then_stay() -> None:
    data = effective_number.compute()
    for beta, weights in zip(effective_number.BETAS, data.weights, strict=True):
        few = data.counts < 0.1 / (1 - beta)
        many = data.counts > 10 / (1 - beta)
        assert (weights[few] / data.inverse[few] < 1.06).all()
        np.testing.assert_allclose(weights[many], 1 - beta, rtol=1e-4)
        assert (weights >= data.inverse).all()

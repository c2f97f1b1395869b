"""The numbers of figure ``smooth-l1``."""

from __future__ import annotations

import numpy as np

from figures.plots import smooth_l1


def test_smooth_l1_shows_the_three_losses() -> None:
    data = smooth_l1.compute()
    outside = np.abs(data.x) >= data.beta
    np.testing.assert_array_equal(data.l1, np.abs(data.x))
    np.testing.assert_array_equal(data.l2, data.x**2 / 2)
    np.testing.assert_allclose(data.smooth[outside], data.l1[outside] - data.beta / 2, rtol=1e-15)
    np.testing.assert_array_equal(data.smooth[~outside], data.l2[~outside])
    np.testing.assert_array_equal(data.smooth_grad, np.clip(data.x, -1, 1))
    np.testing.assert_array_equal(data.l2_grad, data.x)
    assert np.isnan(data.l1_grad[data.x == 0]).all()

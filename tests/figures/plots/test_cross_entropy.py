"""The numbers of figure ``cross-entropy``."""

from __future__ import annotations

import numpy as np
import scipy.special

from figures.plots import cross_entropy


def test_cross_entropy_keeps_its_gradient_where_squared_error_loses_it() -> None:
    data = cross_entropy.compute()
    p = scipy.special.expit(data.z)
    np.testing.assert_allclose(data.cross_entropy, -np.log(p), rtol=1e-13)
    np.testing.assert_allclose(data.squared, (p - 1) ** 2 / 2, rtol=1e-12)
    np.testing.assert_allclose(data.cross_entropy_grad, 1 - p, rtol=1e-12)
    np.testing.assert_allclose(data.squared_grad, (1 - p) ** 2 * p, rtol=1e-12)
    assert data.cross_entropy_grad[0] > 0.99
    assert data.squared_grad[0] < 0.01

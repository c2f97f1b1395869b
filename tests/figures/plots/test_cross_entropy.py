"""The numbers of figure ``cross-entropy``."""

from __future__ import annotations

import math

import numpy as np
import pytest
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


def test_the_worked_sample_is_that_of_the_note() -> None:
    data = cross_entropy.compute()
    p = 1 / (1 + math.exp(5))
    assert data.worked_z == -5
    assert data.worked_grads.tolist() == pytest.approx([1 - p, (1 - p) ** 2 * p], rel=1e-14)
    written = {text.get_text() for axes in cross_entropy.draw(data).axes for text in axes.texts}
    assert {"0.993", "0.0066", "150 倍"} <= written

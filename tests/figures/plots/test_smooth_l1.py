"""The numbers of figure ``smooth-l1``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import smooth_l1


@pytest.mark.parametrize("beta", smooth_l1.SLIDER.values)
def test_smooth_l1_shows_the_three_losses(beta: float) -> None:
    data = smooth_l1.compute(beta)
    outside = np.abs(data.x) >= beta
    np.testing.assert_array_equal(data.l1, np.abs(data.x))
    np.testing.assert_array_equal(data.l2, data.x**2 / 2)
    np.testing.assert_allclose(data.smooth[outside], data.l1[outside] - beta / 2, rtol=2e-15)
    np.testing.assert_allclose(data.smooth[~outside], data.l2[~outside] / beta, rtol=2e-15)
    np.testing.assert_allclose(data.smooth_grad, np.clip(data.x / beta, -1, 1), rtol=1e-15)
    np.testing.assert_array_equal(data.l2_grad, data.x)
    assert np.isnan(data.l1_grad[data.x == 0]).all()
    np.testing.assert_array_equal(data.l1_grad[data.x > 0], 1)
    np.testing.assert_array_equal(data.l1_grad[data.x < 0], -1)


@pytest.mark.parametrize("beta", smooth_l1.SLIDER.values)
def test_both_joints_are_marked(beta: float) -> None:
    loss, slope = smooth_l1.draw(smooth_l1.compute(beta)).axes
    for axes, heights in ((loss, [beta / 2, beta / 2]), (slope, [-1, 1])):
        (points,) = [line for line in axes.lines if line.get_linestyle() == "None"]
        np.testing.assert_allclose(np.asarray(points.get_xdata()), [-beta, beta], rtol=1e-12)
        np.testing.assert_allclose(np.asarray(points.get_ydata()), heights, rtol=1e-12)


def test_it_starts_as_in_fast_r_cnn() -> None:
    data = smooth_l1.compute()
    assert data.beta == 1
    inside = np.abs(data.x) <= 1
    np.testing.assert_array_equal(data.smooth[inside], data.l2[inside])

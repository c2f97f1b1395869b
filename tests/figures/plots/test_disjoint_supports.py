"""The numbers of figure ``disjoint-supports``."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats

from figures.plots import disjoint_supports


def test_distances_follow_their_closed_forms() -> None:
    data = disjoint_supports.compute()
    w1, _, js = data.distances
    np.testing.assert_allclose(w1, data.shifts, rtol=1e-14, atol=1e-16)
    np.testing.assert_allclose(js, np.minimum(data.shifts, 1) * math.log(2), rtol=1e-12, atol=1e-15)
    assert data.kl_is_infinite.tolist() == [False] + [True] * 60
    assert scipy.stats.wasserstein_distance([0, 1], [2, 3]) == 2 == w1[data.shifts == 2]


@pytest.mark.parametrize("bandwidth", disjoint_supports.SLIDER.values)
def test_mmd_is_near_that_of_the_densities(bandwidth: float) -> None:
    data = disjoint_supports.compute(bandwidth)

    def mean_kernel(shift: float) -> float:
        """Of x − y, which is triangular on [−1, 1] before the shift."""
        d = np.linspace(-1, 1, 4001)
        values = (1 - np.abs(d)) * np.exp(-((d + shift) ** 2) / (2 * bandwidth**2))
        return float(values.sum() * (d[1] - d[0]))

    expected = [2 * mean_kernel(0) - 2 * mean_kernel(shift) for shift in data.shifts]
    np.testing.assert_allclose(data.distances[1], expected, atol=0.005)


def test_the_slope_of_js_jumps_where_the_supports_part() -> None:
    slope = disjoint_supports.draw(disjoint_supports.compute()).axes[2]
    x, y = np.asarray(slope.lines[2].get_data())
    gap = np.flatnonzero(np.isnan(y))
    assert len(gap) == 1
    before, after = gap[0] - 1, gap[0] + 1
    assert x[before] == x[after] == 1
    np.testing.assert_allclose(y[: gap[0]], math.log(2), rtol=1e-9)
    np.testing.assert_allclose(y[after:], 0, atol=1e-12)
    assert not any(np.isnan(line.get_ydata()).any() for line in slope.lines[:2])


def test_only_w1_still_has_a_slope_far_off() -> None:
    narrow, wide = disjoint_supports.compute(0.1), disjoint_supports.compute(2)
    beyond = narrow.between > 2
    for data, mmd2_slope in ((narrow, 1e-12), (wide, 0.6)):
        w1, mmd2, js = data.slopes[:, beyond]
        np.testing.assert_allclose(w1, 1, rtol=1e-12)
        np.testing.assert_allclose(js, 0, atol=1e-12)
        assert np.abs(mmd2).max() < mmd2_slope
    assert wide.slopes[1, beyond].min() > 0.3
    np.testing.assert_allclose(
        narrow.slopes, np.diff(narrow.distances) / np.diff(narrow.shifts), rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(narrow.between[[0, -1]], [0.025, 2.975])

"""The numbers of figure ``t-sne-tails``."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.integrate
import scipy.stats

from figures.plots import t_sne_tails


def test_distances_of_gaussian_points_have_the_chi_density() -> None:
    data = t_sne_tails.compute()
    for dimension, density in zip((2, 10, 50), data.density, strict=True):
        expected = scipy.stats.chi(dimension, scale=dimension**-0.5).pdf(data.ratio)
        np.testing.assert_allclose(density, expected, rtol=1e-11, atol=1e-300)
        assert scipy.integrate.trapezoid(density, data.ratio) == pytest.approx(1, abs=0.003)


def test_sampled_distances_narrow_with_the_dimension() -> None:
    random = np.random.default_rng(1)
    data, widths = t_sne_tails.compute(), []
    for dimension, density in zip((2, 10, 50), data.density, strict=True):
        a, b = random.normal(size=(2, 20_000, dimension))
        ratio = np.linalg.norm(a - b, axis=1) / np.sqrt(2 * dimension)
        assert np.mean(ratio**2) == pytest.approx(1, abs=0.03)
        below = data.ratio <= 0.8
        share = scipy.integrate.trapezoid(density[below], data.ratio[below])
        assert np.mean(ratio < 0.8) == pytest.approx(share, abs=0.02)
        widths.append(ratio.std())
    assert widths == sorted(widths, reverse=True)


def test_the_same_similarity_is_farther_off_under_students_kernel() -> None:
    data = t_sne_tails.compute()
    near, far = data.reach
    assert np.exp(-(near**2)) == pytest.approx(0.05, rel=1e-14)
    assert 1 / (1 + far**2) == pytest.approx(0.05, rel=1e-14)
    assert f"{near:.1f} {far:.1f}" == "1.7 4.4"  # as the alternative text says
    assert (data.student[1:] > data.gaussian[1:]).all()
    np.testing.assert_allclose(data.student * (1 + data.distance**2), 1, rtol=1e-15)
    np.testing.assert_allclose(-np.log(data.gaussian), data.distance**2, rtol=1e-12)

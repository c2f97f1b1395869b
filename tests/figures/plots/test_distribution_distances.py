"""The numbers of figure ``distribution-distances``."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.integrate
import scipy.stats

from figures.plots import distribution_distances


def test_distances_follow_their_closed_forms() -> None:
    data = distribution_distances.compute()
    kl, w1, mmd2, js = data.distances
    np.testing.assert_allclose(kl, data.shifts**2 / 2, rtol=1e-14)
    np.testing.assert_allclose(w1, data.shifts, rtol=1e-14, atol=1e-15)
    # of the distributions themselves; the figure's come from a hundred quantiles
    expected = 2 / math.sqrt(3) * (1 - np.exp(-(data.shifts**2) / 6))
    np.testing.assert_allclose(mmd2, expected, atol=0.01)
    for shift, value in zip(data.shifts[::6], js[::6], strict=True):
        p, q = scipy.stats.norm(0).pdf, scipy.stats.norm(shift).pdf

        def integrand(x: float, p: object = p, q: object = q) -> float:
            a, b = p(x), q(x)  # type: ignore[operator]
            return float(a * math.log(2 * a / (a + b)) + b * math.log(2 * b / (a + b))) / 2

        integral, _ = scipy.integrate.quad(integrand, -8, 8 + shift, limit=200)
        assert value == pytest.approx(integral, abs=1e-7)


def test_two_of_them_stop_growing() -> None:
    data = distribution_distances.compute()
    last = dict(zip(distribution_distances.NAMES, data.distances[:, -1], strict=True))
    assert data.shifts[-1] == 6
    assert f"{last['JS']:.2f} {last['MMD²']:.2f} {last['W₁']:.2f}" == "0.69 1.15 6.00"
    steps = np.diff(data.distances, axis=1)
    assert (steps[[0, 1]] > 0).all()
    assert (steps[2:, -5:] < 0.01).all()


def test_no_axis_bears_two_units() -> None:
    units = {"KL": "nat", "JS": "nat", "W₁": "标准差", "MMD²": "无单位"}
    figure = distribution_distances.draw(distribution_distances.compute())
    for (title, shown, *_), axes in zip(
        distribution_distances.PANELS, figure.axes[1:], strict=True
    ):
        names = [distribution_distances.NAMES[i] for i in shown]
        assert all(f"（{units[name]}）" in title for name in names)
        written = [text.get_text() for text in axes.texts]
        assert written[0] == title
        assert [word.split()[0] for word in written[1:]] == names
    assert sorted(i for _, shown, *_ in distribution_distances.PANELS for i in shown) == [
        0,
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("shift", distribution_distances.SLIDER.values)
def test_points_lie_on_the_curves(shift: float) -> None:
    data = distribution_distances.compute(shift)
    on_curves = [np.interp(shift, data.shifts, curve) for curve in data.distances]
    np.testing.assert_allclose(data.now, on_curves, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(data.p, scipy.stats.norm.pdf(data.x), rtol=1e-13)
    np.testing.assert_allclose(data.q, scipy.stats.norm.pdf(data.x - shift), rtol=1e-13)

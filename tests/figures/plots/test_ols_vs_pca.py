"""The numbers of figure ``ols-vs-pca``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import ols_vs_pca


def test_lines_leave_the_least_of_their_own_residuals() -> None:
    data = ols_vs_pca.compute()
    x, y = data.points.T
    np.testing.assert_allclose(data.points.mean(axis=0), 0, atol=1e-15)
    slopes = np.linspace(0, 2, 20_001)
    vertical = ((y - slopes[:, None] * x) ** 2).sum(axis=1)
    perpendicular = vertical / (1 + slopes**2)
    assert data.slope == pytest.approx(slopes[vertical.argmin()], abs=1e-4)
    assert np.tan(data.best) == pytest.approx(slopes[perpendicular.argmin()], abs=1e-4)
    assert 0 < data.slope < np.tan(data.best)  # least squares is the flatter one


def test_feet_lie_on_the_lines_at_their_angles() -> None:
    data = ols_vs_pca.compute()
    np.testing.assert_allclose(data.vertical[:, 0], data.points[:, 0], rtol=1e-15)
    np.testing.assert_allclose(data.vertical[:, 1], data.slope * data.points[:, 0], atol=1e-14)
    for angle, feet in ((data.best, data.perpendicular), (data.angle, data.projections)):
        across = np.array([-np.sin(angle), np.cos(angle)])
        along = np.array([np.cos(angle), np.sin(angle)])
        np.testing.assert_allclose(feet @ across, 0, atol=1e-14)
        np.testing.assert_allclose((data.points - feet) @ along, 0, atol=1e-14)


@pytest.mark.parametrize("degrees", ols_vs_pca.SLIDER.values)
def test_variance_is_that_of_the_projections(degrees: float) -> None:
    data = ols_vs_pca.compute(degrees)
    assert data.angle == pytest.approx(np.radians(degrees))
    squared = (data.projections**2).sum(axis=1)
    assert data.variance == pytest.approx(squared.mean())
    assert data.variance <= data.largest
    at = np.argmin(np.abs(data.angles - data.angle))
    assert data.variances[at] == pytest.approx(data.variance)


def test_variance_is_largest_along_the_principal_direction_and_least_across() -> None:
    data = ols_vs_pca.compute()
    step = data.angles[1] - data.angles[0]
    assert abs(data.angles[data.variances.argmax()] - data.best) < step
    assert abs(data.angles[data.variances.argmin()] - (data.best - np.pi / 2)) < step
    assert data.largest == pytest.approx(np.linalg.eigvalsh(np.cov(data.points.T, bias=True))[-1])

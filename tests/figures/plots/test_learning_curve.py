"""The numbers of figure ``learning-curve``."""

from __future__ import annotations

import numpy as np

from figures.plots import learning_curve


def test_errors_are_medians_over_new_data() -> None:
    data = learning_curve.compute()
    random = np.random.default_rng(1)
    errors = []
    for _ in range(50):
        x = random.uniform(-1, 1, 320)
        y = np.sin(3 * x) + 0.3 * x + random.normal(0, 0.3, 320)
        fitted = np.polyfit(x[:20], y[:20], 6)
        residuals = np.polyval(fitted, x) - y
        errors.append([np.mean(residuals[:20] ** 2), np.mean(residuals[160:] ** 2)])
    at = learning_curve.SIZES.index(20)
    found = data.training[1, at], data.validation[1, at]
    np.testing.assert_allclose(found, np.median(errors, axis=0), rtol=1e-9)


def test_the_line_stays_high_and_the_gap_of_the_flexible_model_closes() -> None:
    data = learning_curve.compute()
    gap = data.validation - data.training
    assert data.noise == 0.3**2
    assert (gap > 0).all()
    assert (data.training[0] > 2 * data.noise).all()
    assert gap[0, 3:].max() < 0.15 * data.validation[0, -1]
    assert gap[1, 0] > 10 * gap[1, -1]
    assert (data.training[1] < data.noise).all()
    assert (data.validation[1] > data.noise).all()
    assert data.validation[1, -1] < 1.1 * data.noise

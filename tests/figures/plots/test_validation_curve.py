"""The numbers of figure ``validation-curve``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import validation_curve


def test_errors_are_those_of_ten_folds() -> None:
    data = validation_curve.compute()
    random = np.random.default_rng(5)
    random.uniform(-1, 1, 30)
    random.normal(0, 0.25, 30)  # what the samples took
    parts = np.array_split(random.permutation(30), 10)
    for degree in (0, 3, 8):
        errors = []
        for part in parts:
            train = np.setdiff1d(np.arange(30), part)
            fitted = np.polyfit(data.x[train], data.y[train], degree)
            errors.append(
                [np.mean((np.polyval(fitted, data.x[i]) - data.y[i]) ** 2) for i in (train, part)]
            )
        expected = np.mean(errors, axis=0)
        found = data.training[degree], data.validation[degree]
        np.testing.assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("degree", [0, 3, 12])
def test_the_curve_is_the_fit_to_all_samples(degree: int) -> None:
    data = validation_curve.compute(degree)
    expected = np.polyval(np.polyfit(data.x, data.y, degree), data.line_x)
    np.testing.assert_allclose(data.line_y, expected, rtol=0, atol=1e-6)
    assert data.degree == degree
    assert (data.line_x[0], data.line_x[-1]) == (data.x[0], data.x[-1])


def test_training_error_only_falls_and_validation_error_has_a_valley() -> None:
    data = validation_curve.compute()
    assert (np.diff(data.training) < 0).all()
    assert data.best == data.validation.argmin() == 3  # as the alternative text says
    assert data.validation[0] > 5 * data.validation[3]
    assert data.validation[12] > 50 * data.validation[3]
    assert (data.validation > data.training).all()

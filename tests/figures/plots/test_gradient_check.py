"""The numbers of figure ``gradient-check``."""

from __future__ import annotations

import numpy as np

from figures.plots import gradient_check


def test_best_steps_and_errors_are_those_of_the_text() -> None:
    data = gradient_check.compute()
    forward, central, complex_step = data.errors
    assert 1e-9 < data.steps[forward.argmin()] < 1e-7
    assert 1e-9 < forward.min() < 1e-7
    assert 1e-6 < data.steps[central.argmin()] < 1e-4
    assert 1e-11 < central.min() < 1e-9
    assert complex_step.min() < 5e-16


def test_errors_rise_on_both_sides_but_not_for_the_complex_step() -> None:
    data = gradient_check.compute()
    large = data.steps > 1e-4
    for errors, order in zip(data.errors, (1, 2, 2), strict=True):
        slopes = np.diff(np.log10(errors[large])) / np.diff(np.log10(data.steps[large]))
        np.testing.assert_allclose(slopes, order, atol=0.2)
    small = data.steps < 1e-9
    for errors in data.errors[:2]:  # rounding: ten times the error for a tenth of the step
        slope = np.polyfit(np.log10(data.steps[small]), np.log10(errors[small]), 1)[0]
        assert -1.2 < slope < -0.8
    assert (data.errors[2][small] < 1e-15).all()

"""The numbers of figure ``asymmetric-loss``."""

from __future__ import annotations

from typing import Any

import numpy as np

from figures.plots import asymmetric_loss

DATA = asymmetric_loss.compute()
P = DATA.p


def assert_close(actual: Any, expected: Any) -> None:
    np.testing.assert_allclose(actual, expected, rtol=2e-12, atol=1e-14)


def test_negatives_are_pushed_by_the_derivatives_of_the_formulas() -> None:
    bce, focal, asymmetric = DATA.negative
    assert_close(bce, P)
    assert_close(focal, P**2 * (P - 2 * (1 - P) * np.log(1 - P)))
    p_m = np.maximum(P - 0.05, 0)
    by_p = 4 * p_m**3 * -np.log(1 - p_m) + p_m**4 / (1 - p_m)
    assert_close(asymmetric, by_p * P * (1 - P))
    assert not asymmetric[P < 0.0499].any()
    assert (asymmetric[P > 0.06] > 0).all()
    assert np.argmax(asymmetric) < len(P) - 10  # and falls again


def test_positives_keep_their_gradient_but_under_focal_loss() -> None:
    bce, focal, asymmetric = DATA.positive
    assert_close(bce, 1 - P)
    assert_close(asymmetric, bce)
    assert_close(focal, (1 - P) ** 2 * (1 - P - 2 * P * np.log(P)))
    assert (focal[P > 0.5] < bce[P > 0.5]).all()

"""The numbers of figure ``arcface-boundaries``."""

from __future__ import annotations

import numpy as np

from figures.plots import arcface_boundaries
from figures.plots.arcface_boundaries import PANELS

DATA = arcface_boundaries.compute()
M = np.degrees(0.5)


def test_class_1_wins_beyond_the_boundaries_of_the_note() -> None:
    theta_1, theta_2 = DATA.softmax.T
    np.testing.assert_allclose(theta_2, theta_1, atol=1e-6)
    theta_1, theta_2 = DATA.sphereface.T
    np.testing.assert_allclose(theta_2, 4 * theta_1, atol=1e-6)
    theta_1, theta_2 = np.radians(DATA.cosface.T)
    np.testing.assert_allclose(np.cos(theta_1) - 0.35, np.cos(theta_2), atol=1e-12)
    theta_1, theta_2 = DATA.arcface.T
    np.testing.assert_allclose(theta_2, theta_1 + M, atol=1e-6)


def test_boundaries_go_from_edge_to_edge() -> None:
    for one, end in zip(
        (DATA.softmax, DATA.sphereface, DATA.cosface, DATA.arcface),
        (90, 22.5, np.degrees(np.arccos(0.35)), 90 - M),
        strict=True,
    ):
        assert one[0, 0] == 0
        assert 0 <= end - one[-1, 0] < 0.07  # a sixteenth of a degree is the step
        assert (one <= 90 + 1e-9).all()


def test_only_arcface_has_a_band_of_one_width() -> None:
    gaps = [(one[:, 1] - one[:, 0]) for one in (DATA.sphereface, DATA.cosface, DATA.arcface)]
    assert np.ptp(gaps[0]) > 60
    assert gaps[0][0] == 0
    assert np.ptp(gaps[1]) > 20
    assert np.ptp(gaps[2]) < 1e-6
    assert [margin for _, _, margin in PANELS] == [0, 4, 0.35, 0.5]

"""The numbers of figure ``arcface-target-logit``."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.plots import arcface_target_logit
from figures.plots.arcface_target_logit import SLIDER, compute


@pytest.mark.parametrize("margin", SLIDER.values)
def test_arcface_turns_the_angle_by_m(margin: float) -> None:
    data = compute(margin)
    early = data.theta <= math.pi - margin
    expected = np.cos(data.theta + margin)[early]
    np.testing.assert_allclose(data.arcface[early], expected, rtol=0, atol=1e-15)
    late = np.cos(data.theta) - margin * math.sin(margin)
    np.testing.assert_allclose(data.arcface[~early], late[~early], rtol=0, atol=1e-15)
    assert (np.diff(data.arcface) < 0).all()


def test_the_others_stand_still() -> None:
    for margin in SLIDER.values:
        data = compute(margin)
        np.testing.assert_array_equal(data.theta, np.radians(np.arange(181)))
        np.testing.assert_allclose(data.cosine - data.cosface, 0.35, rtol=1e-14)
        first = data.theta <= math.pi / 4
        np.testing.assert_allclose(
            data.sphereface[first], np.cos(4 * data.theta[first]), atol=1e-15
        )
        assert data.sphereface[-1] == pytest.approx(-7)


def test_the_curve_of_arcface_is_broken_where_it_steps_down() -> None:
    data = compute()
    lines = arcface_target_logit.draw(data).axes[0].lines
    broken = [np.asarray(line.get_ydata()) for line in lines]
    gaps = [np.flatnonzero(np.isnan(y)).tolist() for y in broken]
    assert data.margin == 0.5
    assert gaps == [[], [181], [181], [152]]  # of 180° − 28.6°

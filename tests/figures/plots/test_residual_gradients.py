"""The numbers of figure ``residual-gradients``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import residual_gradients
from figures.plots.residual_gradients import DEPTH, SLIDER


@pytest.mark.parametrize("gain", SLIDER.values)
def test_the_plain_curve_follows_a_power_and_the_other_stays(gain: float) -> None:
    data = residual_gradients.compute(gain)
    assert data.gain == gain
    assert data.plain[-1] == data.skip[-1] == 1
    assert np.log(data.plain[0]) / DEPTH == pytest.approx(np.log(gain), abs=0.05)
    assert 0.3 < data.skip.min() <= data.skip.max() < 5


def test_what_alt_says() -> None:
    low, high = (residual_gradients.compute(gain).plain[0] for gain in (0.8, 1.2))
    assert 1e-6 < low < 3e-5
    assert 2e3 < high < 1e4

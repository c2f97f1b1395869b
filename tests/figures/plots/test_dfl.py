"""The numbers of figure ``dfl``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import dfl
from figures.plots.dfl import SLIDER, TARGET


@pytest.mark.parametrize("steps", SLIDER.values)
def test_expectation_and_loss_of_the_bars(steps: float) -> None:
    data = dfl.compute(steps)
    assert data.steps == steps
    assert data.probability.sum() == pytest.approx(1)
    assert data.expectation == pytest.approx(data.probability @ np.arange(16))
    four, five = data.probability[[4, 5]]
    assert data.loss == pytest.approx(-0.4 * np.log(four) - 0.6 * np.log(five))


def test_it_ends_at_the_target() -> None:
    found = [dfl.compute(steps) for steps in SLIDER.values]
    assert (np.diff([data.loss for data in found]) < 0).all()
    assert found[0].expectation > 6  # as ALT says
    last = found[-1]
    np.testing.assert_allclose(last.probability[[4, 5]], [0.4, 0.6], atol=0.005)
    assert last.expectation == pytest.approx(TARGET, abs=0.05)
    assert last.loss == pytest.approx(-0.4 * np.log(0.4) - 0.6 * np.log(0.6), abs=0.02)

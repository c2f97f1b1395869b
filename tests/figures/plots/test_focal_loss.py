"""The numbers of figure ``focal-loss``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import focal_loss
from figures.plots.focal_loss import GAMMAS, SLIDER


@pytest.mark.parametrize("gamma", SLIDER.values)
def test_focal_loss_follows_its_formula(gamma: float) -> None:
    data = focal_loss.compute(gamma)
    assert data.gamma == gamma
    np.testing.assert_allclose(data.ratio, (1 - data.p_t) ** gamma, rtol=2e-13)
    np.testing.assert_allclose(data.loss, -data.ratio * np.log(data.p_t), rtol=2e-13)
    np.testing.assert_allclose(data.point_ratio, [0.1**gamma, 0.032**gamma], rtol=3e-14)


def test_the_thin_curves_are_those_of_the_paper() -> None:
    data = focal_loss.compute()
    assert list(GAMMAS) == [0, 0.5, 1, 2, 5]
    for gamma, loss, ratio in zip(GAMMAS, data.family_loss, data.family_ratio, strict=True):
        np.testing.assert_allclose(ratio, (1 - data.p_t) ** gamma, rtol=2e-13)
        np.testing.assert_allclose(loss, -ratio * np.log(data.p_t), rtol=2e-13)


def test_at_the_start_it_tells_the_numbers_of_the_paper() -> None:
    data = focal_loss.compute()
    assert data.gamma == 2
    written = {text.get_text() for axes in focal_loss.draw(data).axes for text in axes.texts}
    assert {"pₜ = 0.9 处：1/100", "pₜ = 0.968 处：1/977"} <= written
    last = focal_loss.draw(focal_loss.compute(5.0))
    written = {text.get_text() for axes in last.axes for text in axes.texts}
    assert {"pₜ = 0.9 处：1/100 000", "pₜ = 0.968 处：1/29 800 000"} <= written

"""The numbers of figure ``focal-loss``."""

from __future__ import annotations

import numpy as np

from figures.plots import focal_loss


def test_focal_loss_follows_its_formula() -> None:
    data = focal_loss.compute()
    for gamma, loss, ratio in zip(focal_loss.GAMMAS, data.loss, data.ratio, strict=True):
        np.testing.assert_allclose(ratio, (1 - data.p_t) ** gamma, rtol=2e-13)
        np.testing.assert_allclose(loss, -ratio * np.log(data.p_t), rtol=2e-13)
    np.testing.assert_allclose(1 / data.point_ratio, [100, 1 / 0.032**2], rtol=2e-14)

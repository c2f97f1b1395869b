"""The numbers of figure ``vit-cost``."""

from __future__ import annotations

import numpy as np

from figures.plots import vit_cost
from figures.plots.vit_cost import SIDES


def test_totals_by_the_formula() -> None:
    data = vit_cost.compute()
    for side, everywhere, windows in zip(SIDES, data.everywhere, data.windows, strict=True):
        n = (side // 16) ** 2
        assert n % 14**2 == 0
        layers = 12 * 12 * n * 768**2
        np.testing.assert_allclose(everywhere * 1e9, layers + 12 * 2 * n**2 * 768)
        np.testing.assert_allclose(windows * 1e9, layers + 12 * 2 * n * 196 * 768)


def test_what_caption_and_alt_say() -> None:
    data = vit_cost.compute()
    assert data.everywhere[0] == data.windows[0]
    first, last = data.share_everywhere[[0, -1]]
    assert (round(float(first), 2), round(float(last), 2)) == (0.04, 0.78)
    np.testing.assert_allclose(data.share_windows, first)
    assert 0.35 < np.interp(1024, SIDES, data.share_everywhere) < 0.55

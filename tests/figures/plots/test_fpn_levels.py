"""The numbers of figure ``fpn-levels``."""

from __future__ import annotations

import math

import numpy as np

from figures.plots import fpn_levels


def test_the_stairs_are_the_formula_rounded_down_and_held() -> None:
    data = fpn_levels.compute()
    for size, level, formula in zip(data.size, data.level, data.formula, strict=True):
        below_border = any(0 < border - size < 1e-9 for border in (112, 224, 448))
        if not below_border:
            assert level == min(max(math.floor(4 + math.log2(size / 224)), 2), 5)
            assert abs(formula - 4 - math.log2(size / 224)) < 1e-12
    borders = np.flatnonzero(np.diff(data.level))
    assert data.size[borders + 1].tolist() == [112, 224, 448]
    assert data.level[borders].tolist() == [2, 3, 4]


def test_between_112_and_896_a_box_spans_14_to_28_cells() -> None:
    data = fpn_levels.compute()
    usual = (data.size >= 112) & (data.size < 896)
    assert data.cells[usual].min() == 14
    assert 27 < data.cells[usual].max() < 28
    np.testing.assert_allclose(data.cells * 2.0**data.level, data.size, rtol=1e-15)
    np.testing.assert_allclose([data.cells_single[0], data.cells_single[-1]], [1.75, 80])

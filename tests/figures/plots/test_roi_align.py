"""The numbers of figure ``roi-align``."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.plots import roi_align


@pytest.mark.parametrize("move", roi_align.SLIDER.values)
def test_the_bins_and_samples_by_their_definitions(move: float) -> None:
    data = roi_align.compute(move)
    x1, y1, x2, y2 = (edge / 16 for edge in (19 + move, 26, 91 + move, 98))
    assert data.roi.tolist() == [x1, y1, x2, y2]
    start = math.floor(x1 + 0.5)
    cells = math.floor(x2 + 0.5) - start + 1
    assert data.bins[0, 0] == start
    assert data.bins[0, 2] == start + math.ceil(cells / 2)
    assert data.bins[-1, 2] == start + cells
    np.testing.assert_allclose(np.unique(data.x), x1 + (x2 - x1) * np.array([1, 3, 5, 7]) / 8)
    assert len(data.x) == len(data.y) == 16
    at, pooled, aligned = data.at
    assert at == move
    assert pooled == data.bins[0, 2] - 0.5, "the map grows to the right: the last cell is largest"
    assert aligned == pytest.approx(x1 + (x2 - x1) / 4, rel=1e-14)
    assert (data.features == np.arange(8) + 0.5).all()


def test_pooling_jumps_where_align_is_a_line() -> None:
    data = roi_align.compute()
    steps = np.diff(data.pooled)
    assert np.count_nonzero(steps) == 1, "at one move within a cell, and by a whole cell"
    assert steps.max() == 1
    assert data.move[np.argmax(steps) + 1] == 5, "19 + 5 pixels are one cell and a half"
    np.testing.assert_allclose(np.diff(data.aligned), np.diff(data.move) / 16, atol=1e-12)

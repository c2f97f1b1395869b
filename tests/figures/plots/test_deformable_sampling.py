"""The numbers of figure ``deformable-sampling``."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from figures.plots import deformable_sampling
from figures.plots.deformable_sampling import SLIDER


@pytest.mark.parametrize("value", SLIDER.values)
def test_the_mean_is_that_of_the_taps(value: float) -> None:
    data = deformable_sampling.compute(value)
    read = map_coordinates(data.picture, data.taps[:, ::-1].T, order=1)
    assert data.mean == pytest.approx(read.mean())


def test_taps_leave_the_grid_and_end_on_the_object() -> None:
    first, last = deformable_sampling.compute(0), deformable_sampling.compute(1)
    np.testing.assert_array_equal(first.taps, first.regular)
    assert sorted(map(tuple, first.taps.tolist())) == [
        (x, y) for x in (5, 8, 11) for y in (5, 8, 11)
    ]
    read = [map_coordinates(d.picture, d.taps[:, ::-1].T, order=1) for d in (first, last)]
    assert (read[1] > 0.75).all()
    assert (read[0] < 0.01).sum() == 6
    means = [deformable_sampling.compute(v).mean for v in SLIDER.values]
    assert (np.diff(means) > 0).all()
    assert [round(means[0], 2), round(means[-1], 2)] == [0.29, 0.91]  # as ALT says

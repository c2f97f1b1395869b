"""The numbers of figure ``iou``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.boxes import box_area, iou
from figures.plots import iou as iou_plot


def test_iou_writes_the_sums_that_give_its_value() -> None:
    data = iou_plot.compute()
    np.testing.assert_allclose(data.iou, np.diag(iou(data.first, data.second)), rtol=0)
    np.testing.assert_allclose(data.intersection / data.union, data.iou, rtol=1e-15)
    np.testing.assert_array_equal(data.intersection, box_area(data.common))
    assert data.iou[-1] == 0
    # what the caption says of the pair in the middle
    assert data.intersection[1] / box_area(data.first)[1] == pytest.approx(0.6)
    assert data.iou[1] < 0.5

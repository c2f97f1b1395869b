"""The numbers of figure ``pr-curve``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.evaluation import average_precision_naive
from figures.plots import pr_curve
from figures.plots.pr_curve import SLIDER


@pytest.mark.parametrize("threshold", SLIDER.values)
def test_boxes_above_the_line_are_right_but_for_copies(threshold: float) -> None:
    data = pr_curve.compute(threshold)
    assert data.threshold == threshold
    copies = np.isin(np.arange(12), [2, 10]) & (threshold <= 0.92)
    first_missed = np.isin(np.arange(12), [10]) & (threshold > 0.62)  # no copy once the first fails
    expected = (data.overlap >= threshold) & (~copies | first_missed)
    np.testing.assert_array_equal(data.right, expected)
    np.testing.assert_allclose(data.precision, np.cumsum(expected) / np.arange(1, 13))
    np.testing.assert_allclose(data.recall, np.cumsum(expected) / 8)
    assert data.ap == pytest.approx(average_precision_naive(data.precision, data.recall, "all"))


def test_background_overlaps_nothing_and_the_rest_as_told() -> None:
    overlap = pr_curve.compute().overlap
    assert overlap[[5, 8]].tolist() == [0, 0]
    told = [0.92, 0.78, 0.71, 0.88, 0.62, 0.97, 0.56, 0.83, 0.54, 0.68]
    np.testing.assert_allclose(np.delete(overlap, [5, 8]), told)


def test_stricter_is_lower() -> None:
    found = [pr_curve.compute(t) for t in SLIDER.values]
    assert [int(data.right.sum()) for data in (found[0], found[-1])] == [8, 1]  # as ALT says
    assert (np.diff([data.ap for data in found]) <= 0).all()
    assert found[0].ap > 0.7
    assert found[-1].ap < 0.05

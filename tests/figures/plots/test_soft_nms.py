"""The numbers of figure ``soft-nms``."""

from __future__ import annotations

import math

import numpy as np

from figures.numerics.boxes import soft_nms_naive
from figures.plots import soft_nms


def test_soft_nms_ends_with_the_scores_of_the_notes() -> None:
    data = soft_nms.compute()
    hard, linear, gaussian = data.final
    assert hard.tolist() == [0.9, 0, 0, 0, 0.5]
    np.testing.assert_allclose(gaussian, [0.9, 0.31671, 0.11393, 0.06271, 0.5], atol=5e-6)
    assert (linear[1:4] < gaussian[1:4]).all()
    keep, scores = soft_nms_naive(soft_nms.BOXES, data.scores, "linear", 0.3)
    np.testing.assert_allclose(linear[keep], scores, rtol=1e-15)


def test_soft_nms_weights_follow_their_formulas() -> None:
    data = soft_nms.compute()
    hard, linear, gaussian = data.weights
    above = data.overlap > 0.3
    np.testing.assert_array_equal(hard, ~above)
    np.testing.assert_array_equal(linear, np.where(above, 1 - data.overlap, 1))
    np.testing.assert_allclose(gaussian, [math.exp(-2 * o**2) for o in data.overlap], rtol=1e-15)

"""The numbers of figure ``soft-nms``."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.numerics.soft_nms import soft_nms_naive
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


@pytest.mark.parametrize("sigma", soft_nms.SLIDER.values)
def test_only_the_gaussian_answers_to_sigma(sigma: float) -> None:
    data, start = soft_nms.compute(sigma), soft_nms.compute()
    assert data.sigma == sigma
    assert start.sigma == 0.5
    np.testing.assert_array_equal(data.weights[:2], start.weights[:2])
    np.testing.assert_array_equal(data.final[:2], start.final[:2])
    expected = [math.exp(-(o**2) / sigma) for o in data.overlap]
    np.testing.assert_allclose(data.weights[2], expected, rtol=1e-15)
    keep, scores = soft_nms_naive(soft_nms.BOXES, data.scores, sigma=sigma)
    np.testing.assert_allclose(data.final[2][keep], scores, rtol=1e-15)
    # as the alt text says: the larger σ, the slower the fall
    assert (np.sign(data.weights[2][1:] - start.weights[2][1:]) == np.sign(sigma - 0.5)).all()


def test_the_step_stands_upright() -> None:
    data = soft_nms.compute()
    assert len(data.overlap) == 102
    step = np.flatnonzero(np.diff(data.weights[0]) < 0)
    assert data.overlap[step].tolist() == [0.3]
    assert data.overlap[step + 1] - 0.3 < 1e-15

"""The numbers of figure ``batch-norm-batch-size``."""

from __future__ import annotations

import math

import numpy as np

from figures.data import digits
from figures.numerics.networks import initialise
from figures.plots import batch_norm_batch_size


def test_inference_all_pictures_give_the_statistics() -> None:
    values = (digits.load().pixels / 16) @ initialise([64, 64], seed=0)[0][0][28]
    expected = (values[4] - values.mean()) / math.sqrt(values.var() + 1e-5)
    assert math.isclose(batch_norm_batch_size.compute().inference, expected, rel_tol=1e-12)


def test_in_a_batch_of_two_only_the_order_counts() -> None:
    data = batch_norm_batch_size.compute()
    assert data.outputs.shape == (6, 32)
    pairs = np.abs(data.outputs[0])
    assert (pairs <= 1).all()
    assert np.median(pairs) > 0.99


def test_outputs_and_differences_shrink_with_the_root_of_the_size() -> None:
    data = batch_norm_batch_size.compute()
    spread = data.outputs.std(axis=1)
    assert (np.diff(spread[1:]) < 0).all()
    assert (np.diff(data.difference) < 0).all()
    slope = np.polyfit(np.log2([8, 16, 32, 64]), np.log2(data.difference[2:]), 1)[0]
    assert -0.65 < slope < -0.4
    assert abs(data.difference[0] - 0.9) < 0.05
    assert abs(data.difference[-1] - 0.13) < 0.005


def test_the_difference_is_that_of_whole_batches() -> None:
    # with m values, mean and deviation miss by about σ/√m and σ/√(2m): together √(3/2m) of σ
    data = batch_norm_batch_size.compute()
    expected = np.sqrt(1.5 / np.array([16, 32, 64]))
    np.testing.assert_allclose(data.difference[3:], expected, rtol=0.2)

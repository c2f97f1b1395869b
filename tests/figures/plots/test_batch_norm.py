"""The numbers of figure ``batch-norm``."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gaussian_kde

from figures.data import digits
from figures.numerics.networks import initialise
from figures.plots import batch_norm


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_densities_are_those_of_four_channels_before_and_after(scale: float) -> None:
    data = batch_norm.compute(scale)
    w = initialise([64] * 11, seed=0)[0][0]
    for i, channel in enumerate((26, 5, 28, 60)):
        values = scale * (digits.load().pixels[:256] / 16) @ w[channel]
        width = 0.3 * np.sqrt(255 / 256)  # SciPy takes the unbiased deviation
        x, density = data.before[i]
        np.testing.assert_allclose(density, gaussian_kde(values, width)(x), rtol=1e-9, atol=1e-12)
        values = (values - values.mean()) / np.sqrt(values.var() + 1e-5)
        x, density = data.after[i]
        np.testing.assert_allclose(density, gaussian_kde(values, width)(x), rtol=1e-9, atol=1e-12)


def test_channels_lie_apart_before_and_together_after() -> None:
    data = batch_norm.compute(1.0)
    for channels, expected in ((data.before, [-1.18, 0.12, 1.28, 1.87]), (data.after, [0] * 4)):
        means = [(x * density).sum() / density.sum() for x, density in channels]
        np.testing.assert_allclose(means, expected, atol=0.02)
        areas = [density.sum() * (x[1] - x[0]) for x, density in channels]
        np.testing.assert_allclose(areas, 1, atol=0.01)


@pytest.mark.parametrize("scale", batch_norm.SLIDER.values)
def test_sizes_grow_with_the_weights_only_without_bn(scale: float) -> None:
    without, with_bn = batch_norm.compute(scale).size
    reference, _ = batch_norm.compute(1.0).size
    np.testing.assert_allclose(without / reference, scale ** np.arange(1.0, 11), rtol=1e-9)
    np.testing.assert_allclose(with_bn, 1, atol=1e-3)
    assert 0.1 < reference.min() < reference.max() < 3  # He's weights keep the size

"""The numbers of figure ``dice-vs-cross-entropy``."""

from __future__ import annotations

import numpy as np

from figures.plots import dice_vs_cross_entropy
from figures.plots.dice_vs_cross_entropy import P


def test_losses_by_hand() -> None:
    data = dice_vs_cross_entropy.compute()
    f = data.share
    np.testing.assert_allclose(data.cross_entropy, -f * np.log(P) - (1 - f) * np.log(1 - P))
    np.testing.assert_allclose(data.dice, 1 - 2 * P * f / (P + f))


def test_shares_of_the_gradient_by_hand() -> None:
    data = dice_vs_cross_entropy.compute()
    f = data.share
    np.testing.assert_allclose(data.cross_entropy_gradient, f * 0.95 / (f * 0.95 + (1 - f) * P))
    fore, back = f * (P + f - P * f), (1 - f) * P * f
    np.testing.assert_allclose(data.dice_gradient, fore / (fore + back))


def test_what_caption_and_alt_say() -> None:
    data = dice_vs_cross_entropy.compute()
    assert (data.share[0], data.share[-1]) == (0.5, 0.0001)
    assert data.cross_entropy[0] > 1.5
    assert data.cross_entropy[-1] < 0.06
    assert data.dice.min() > 0.9
    assert data.cross_entropy_gradient[0] > 0.9
    assert data.cross_entropy_gradient[-1] < 0.01
    assert data.dice_gradient.min() > 0.5

"""The numbers of figure ``activations``."""

from __future__ import annotations

import numpy as np
import scipy.special

from figures.plots import activations


def test_activations_are_in_the_order_of_their_names() -> None:
    data = activations.compute()
    x = data.x
    np.testing.assert_allclose(data.values[0], scipy.special.expit(x), rtol=1e-15)
    np.testing.assert_array_equal(data.values[1], np.tanh(x))
    np.testing.assert_array_equal(data.values[2], np.where(x > 0, x, 0))
    np.testing.assert_allclose(data.values[3], x * scipy.special.ndtr(x), rtol=1e-14)
    for values, derivatives in zip(data.values, data.derivatives, strict=True):
        smooth = np.abs(x) > 0.05
        np.testing.assert_allclose(np.gradient(values, x)[smooth], derivatives[smooth], atol=3e-3)

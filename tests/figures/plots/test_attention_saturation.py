"""The numbers of figure ``attention-saturation``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import attention_saturation
from figures.plots.attention_saturation import SLIDER


@pytest.mark.parametrize("width", SLIDER.values)
def test_both_are_weights_and_one_is_flatter(width: float) -> None:
    data = attention_saturation.compute(width)
    assert data.width == width
    for weights in (data.raw, data.scaled):
        assert weights.shape == (8,)
        assert weights.sum() == pytest.approx(1)
    # the scaled logits are the others by √d
    ours = np.log(data.scaled) - np.log(data.scaled[0])
    raw = np.log(np.maximum(data.raw, 1e-300)) - np.log(data.raw[0])
    np.testing.assert_allclose(ours * np.sqrt(width), raw, rtol=1e-6, atol=1e-9)


def test_without_the_scale_one_key_takes_it_all() -> None:
    data = attention_saturation.compute()
    assert (np.diff(data.largest_raw) > 0).all()
    assert data.largest_raw[-1] > 0.9
    assert np.ptp(data.largest_scaled) < 0.06  # level, as ALT says

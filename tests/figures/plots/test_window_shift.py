"""The numbers of figure ``window-shift``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import window_shift
from figures.plots.window_shift import SLIDER


@pytest.mark.parametrize("shift", SLIDER.values)
def test_a_token_sees_those_of_its_window_that_are_near(shift: float) -> None:
    data = window_shift.compute(shift)
    assert data.shift == shift
    assert data.joined.sum(axis=(1, 2)).tolist() == [16, 16]
    s = int(shift)
    low, high = s, s + 4  # token 3 lies in the window that begins at the shift
    expected = np.zeros((8, 8), dtype=bool)
    expected[low:high, low:high] = True
    np.testing.assert_array_equal(data.seen[0], expected)
    corner = np.zeros((8, 8), dtype=bool)
    corner[: s or 4, : s or 4] = True
    np.testing.assert_array_equal(data.seen[1], corner)


def test_what_alt_says() -> None:
    data = window_shift.compute(2)
    assert data.seen.sum(axis=(1, 2)).tolist() == [16, 4]

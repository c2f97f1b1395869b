"""The numbers of figure ``gridding``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import gridding
from figures.plots.gridding import RATES, SLIDER


@pytest.mark.parametrize("value", SLIDER.values)
def test_field_and_pixels_by_counting_paths(value: float) -> None:
    data = gridding.compute(value)
    reached = {0}
    for rate in RATES[int(value)]:
        reached = {place + step * rate for place in reached for step in (-1, 0, 1)}
    assert data.field == 2 * max(reached) + 1
    assert data.used == len(reached) ** 2
    middle = sorted(place + 9 for place in reached)
    assert np.flatnonzero(data.share.any(axis=0)).tolist() == middle
    assert data.share.max() == 1


def test_what_caption_and_alt_say() -> None:
    found = {names: gridding.compute(i) for i, names in enumerate(SLIDER.written)}
    assert (found["1-1-1"].field, found["1-1-1"].used) == (7, 49)
    assert (found["2-2-2"].field, found["2-2-2"].used) == (13, 49)
    assert (found["1-2-3"].field, found["1-2-3"].used) == (13, 169)
    assert found["3-3-3"].used / found["3-3-3"].field ** 2 < 49 / 169

"""The numbers of figure ``hungarian-matching``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.matching import hungarian_naive
from figures.plots import hungarian_matching
from figures.plots.hungarian_matching import SLIDER


@pytest.mark.parametrize("weight", SLIDER.values)
def test_the_chosen_cost_least(weight: float) -> None:
    data = hungarian_matching.compute(weight)
    assert data.weight == weight
    rows, columns = hungarian_naive(data.cost)
    np.testing.assert_array_equal(data.chosen, rows[np.argsort(columns)])


def test_the_class_takes_over_one_object_after_the_other() -> None:
    chosen = {w: (hungarian_matching.compute(w).chosen + 1).tolist() for w in SLIDER.values}
    assert chosen[0] == chosen[1] == [1, 3, 5]  # as ALT says
    assert chosen[1.5] == [2, 3, 5]
    assert chosen[4] == [2, 4, 5]


def test_without_the_class_only_the_place_counts() -> None:
    cost = hungarian_matching.compute(0).cost
    with_class = hungarian_matching.compute(2).cost
    dearer = (cost - with_class) / 2
    assert ((dearer >= 0) & (dearer <= 1)).all()  # a probability

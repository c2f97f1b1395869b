"""The numbers of figure ``transposed-convolution``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import transposed_convolution


def test_every_number_by_hand() -> None:
    data = transposed_convolution.compute()
    assert data.output.tolist() == [2 * 1 + 1 * 2 - 0, 0 + 1 - 3]
    assert data.shares.tolist() == [[2, 1, -1, 0, 0], [0, 0, 6, 3, -3]]
    assert data.gradient.tolist() == [2, 1, 5, 3, -3]
    assert data.spread.tolist() == [0, 0, 1, 0, 3, 0, 0]
    assert data.turned.tolist() == [-1, 1, 2]
    assert data.again.tolist() == data.gradient.tolist()


def test_shares_add_up_and_numpy_convolves_to_the_same() -> None:
    data = transposed_convolution.compute()
    np.testing.assert_array_equal(data.shares.sum(axis=0), data.gradient)
    np.testing.assert_array_equal(np.convolve([1, 0, 3], [2, 1, -1]), data.gradient)


@pytest.mark.parametrize("cell", transposed_convolution.SLIDER.values)
def test_the_window_stands_under_what_makes_the_cell(cell: float) -> None:
    data = transposed_convolution.compute(cell)
    assert data.cell == cell - 1
    window = data.spread[data.cell : data.cell + 3]
    assert window @ data.turned == data.gradient[data.cell]

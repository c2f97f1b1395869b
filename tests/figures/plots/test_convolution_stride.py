"""The numbers of figure ``convolution-stride``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import convolution_stride


@pytest.mark.parametrize("window", convolution_stride.SLIDER.values)
def test_windows_hold_the_share_of_ink_up_to_the_one_looked_at(window: int) -> None:
    data = convolution_stride.compute(window)
    for output, stride, place in zip((data.fine, data.coarse), (1, 2), data.places, strict=True):
        for n, (i, j) in enumerate(np.ndindex(output.shape)):
            top, left = i * stride, j * stride
            share = convolution_stride.PICTURE[top : top + 3, left : left + 3].mean()
            assert output[i, j] == pytest.approx(share if n < window else 0)
            assert (n == window - 1) == (tuple(place) == (i, j))


def test_outputs_have_25_and_9_cells_and_the_last_window_ends_stride_two() -> None:
    last = convolution_stride.compute(9)
    assert last.fine.shape == (5, 5)
    assert last.coarse.shape == (3, 3)
    assert last.places.tolist() == [[1, 3], [2, 2]]


def test_receptive_fields_are_2l_plus_1_and_powers_of_two_less_1() -> None:
    data = convolution_stride.compute()
    assert data.fields[0].tolist() == [2 * n + 1 for n in data.layers]
    assert data.fields[1].tolist() == [2 ** (n + 1) - 1 for n in data.layers]
    assert data.fields[:, 5].tolist() == [11, 63]

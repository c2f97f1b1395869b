"""The numbers of figure ``vit-patches``."""

from __future__ import annotations

import numpy as np

from figures.data import digits
from figures.plots import vit_patches


def test_the_patches_are_the_picture_in_pieces() -> None:
    data = vit_patches.compute()
    assert data.patches.shape == (16, 4)
    for i, patch in enumerate(data.patches):
        row, column = divmod(i, 4)
        piece = data.picture[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        np.testing.assert_array_equal(patch.reshape(2, 2), piece)
    assert 0 <= data.picture.min() < data.picture.max() <= 1


def test_it_is_a_picture_of_the_data() -> None:
    pictures = digits.load().pixels / 16
    assert (pictures == vit_patches.compute().picture.ravel()).all(axis=1).any()

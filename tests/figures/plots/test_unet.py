"""The numbers of figure ``unet``."""

from __future__ import annotations

import numpy as np

from figures.plots import unet


def test_sides_and_channels_are_those_of_the_paper() -> None:
    data = unet.compute()
    assert data.encoder.tolist() == [568, 280, 136, 64, 28]
    assert data.decoder.tolist() == [388, 196, 100, 52]
    assert data.channels.tolist() == [64, 128, 256, 512, 1024]


def test_what_is_handed_across_is_larger_and_must_be_cropped() -> None:
    data = unet.compute()
    assert (data.encoder[:-1] > data.decoder).all()
    assert not np.diff(np.log2(data.channels)).min() < 1

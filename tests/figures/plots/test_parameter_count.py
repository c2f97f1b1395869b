"""The numbers of figure ``parameter-count``."""

from __future__ import annotations

import numpy as np

from figures.plots import parameter_count


def test_counts_are_those_of_one_layer_of_three_kinds() -> None:
    data = parameter_count.compute()
    inputs, outputs = 224 * 224 * 3, 224 * 224 * 64
    expected = [outputs * inputs + outputs, outputs * (3 * 3 * 3) + outputs, 64 * 27 + 64]
    assert data.counts.tolist() == expected
    assert expected[2] == 1792
    assert 4.8e11 < expected[0] < 4.85e11
    assert 8.95e7 < expected[1] < 9.05e7


def test_each_step_saves_as_much_as_the_caption_says() -> None:
    dense, local, shared = parameter_count.compute().counts
    assert 5e3 < dense / local < 6e3
    assert local / shared == 224**2
    assert 49_000 < local / shared < 51_000


def test_growth_is_of_fourth_and_second_power_or_none() -> None:
    data = parameter_count.compute()
    assert data.sides.tolist() == [8, 16, 32, 64, 128, 256, 512, 1024]
    slopes = np.diff(np.log2(data.by_side), axis=1)
    np.testing.assert_allclose(slopes[0], 4, atol=0.02)  # biases grow with the second power
    np.testing.assert_allclose(slopes[1], 2, atol=1e-12)
    assert (data.by_side[2] == 1792).all()


def test_large_counts_are_written_as_powers() -> None:
    figure = parameter_count.draw(parameter_count.compute())
    written = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert "全连接：4.8 × 10¹¹" in written
    assert "局部连接，不共享：9.0 × 10⁷" in written
    assert "卷积：1,792" in written

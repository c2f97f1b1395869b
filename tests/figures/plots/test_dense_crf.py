"""The numbers of figure ``dense-crf``, and that its data are what the functions give."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

from figures.data.dense_crf import ITERATIONS, KERNELS, STRIDE, load, unary
from figures.numerics.crf import dense_crf as mean_field
from figures.numerics.losses import softmax
from figures.outlines import traced
from figures.plots import dense_crf
from figures.style import colour


def test_the_data_are_what_their_module_says() -> None:
    result = load()
    assert result.photo.dtype == np.uint8
    assert result.photo.shape == (80, 120, 3)
    assert result.scores.shape == (80 // STRIDE, 120 // STRIDE)
    assert np.abs(result.scores).max() <= 4
    assert result.cup.shape == (len(ITERATIONS), 80, 120)
    assert ITERATIONS == (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


@pytest.mark.slow
def test_the_committed_iterations_are_what_the_crf_gives() -> None:
    result = load()
    for iterations in (0, 1):
        q = mean_field(unary(result.scores), result.photo, iterations, **KERNELS)[..., 1]
        np.testing.assert_allclose(result.cup[iterations] / 255, q, rtol=0, atol=0.51 / 255)


def test_scores_are_enlarged_bilinearly() -> None:
    scores = load().scores
    energies = unary(scores)
    fine = energies[..., 0] - energies[..., 1]  # log-odds of the cup
    expected = scipy.ndimage.zoom(scores, STRIDE, order=1, mode="nearest", grid_mode=True)
    np.testing.assert_allclose(fine, expected, atol=1e-12)
    odds = softmax(-energies)
    np.testing.assert_allclose(np.exp(-energies), odds, rtol=1e-13)  # −log p, not only up to a sum


def test_each_value_of_the_slider_shows_its_iteration() -> None:
    result = load()
    for value in dense_crf.SLIDER.values:
        data = dense_crf.compute(value)
        assert data.iterations == value
        np.testing.assert_array_equal(data.cup, result.cup[int(value)] >= 128)
        np.testing.assert_array_equal(data.before, result.cup[0] >= 128)
        np.testing.assert_array_equal(data.stages, result.cup[[0, 1, 3, 10]])
    assert dense_crf.compute().iterations == 10


def test_iterations_sharpen_and_move_the_outline() -> None:
    stages = dense_crf.compute().stages.astype(float) / 255
    unsure = [np.mean(np.minimum(p, 1 - p)) for p in stages]
    assert unsure[0] > 4 * unsure[1] > 4 * unsure[2] > 4 * unsure[3]
    assert np.mean((stages[0] > 0.5) != (stages[3] > 0.5)) > 0.05


def test_a_block_of_errors_stays_above_the_rim() -> None:
    data = dense_crf.compute()
    assert data.before[0, 50:65].all()
    assert 5 < np.count_nonzero(data.cup[0]) < np.count_nonzero(data.before[0])


def test_outlines_follow_the_photo_better_than_the_scores_did() -> None:
    result = load()
    photo = result.photo.astype(float)
    across = np.abs(np.diff(photo, axis=1)).sum(axis=2)
    before, after = (result.cup[i] >= 128 for i in (0, 10))
    there = across[after[:, 1:] != after[:, :-1]].mean()
    assert there > 2 * across[before[:, 1:] != before[:, :-1]].mean()


def test_what_is_drawn_is_what_was_found() -> None:
    figure = dense_crf.draw(dense_crf.compute(3))
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert words == [
        *("迭代 3 次后的杯子", "虚线：只用一元项"),
        *("一元项", "1 次", "3 次", "10 次"),
    ]
    result = load()
    expected = [[result.cup[3] < 128, result.cup[0] >= 128, result.cup[0] >= 128]]
    expected += [[result.cup[i] > 255 / 3, result.cup[i] > 255 * 2 / 3] for i in (0, 1, 3, 10)]
    for axes, masks in zip(figure.axes, expected, strict=True):
        shown = [patch.get_path() for patch in axes.patches if isinstance(patch, PathPatch)]
        for path, mask in zip(shown, masks, strict=True):
            np.testing.assert_array_equal(path.vertices, traced(mask).vertices)
    faded = figure.axes[0].patches[0]
    assert to_hex(faded.get_facecolor()) == colour("paper")
    assert faded.get_alpha() == 0.82

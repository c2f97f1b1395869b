"""The committed boxes of the coins: a part is found anew, and the scene of two is put together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from figures.data import coins


@pytest.fixture(scope="module")
def recipe(oracle: Any) -> Any:
    oracle("skimage")
    return oracle("figures.data.recipes.coins")


def test_shapes_and_ranges() -> None:
    scene, pair = coins.load()
    assert scene.size == (384, 303)
    assert pair.size == (108, 80)
    for one in (scene, pair):
        assert one.photo.dtype == np.uint8
        assert len(np.unique(one.photo)) <= 16
        assert one.boxes.shape == (len(one.scores), 4)
        assert ((one.scores > 0.62) & (one.scores < 1)).all()
        sides = one.boxes[:, 2:] - one.boxes[:, :2]
        assert set(sides.ravel()) <= {35, 41, 47, 53, 59, 65}
        assert (one.photo.shape[1] / one.photo.shape[0]) == pytest.approx(
            one.size[0] / one.size[1], rel=0.02
        )
    assert len(scene.boxes) > 8000


@pytest.mark.parametrize("radius", [17, 29])
def test_one_size_of_template_finds_the_same_boxes(oracle: Any, recipe: Any, radius: int) -> None:
    photo = oracle("skimage.data").coins()
    boxes, scores = recipe.matches(photo, radius)
    scene, _ = coins.load()
    same = scene.boxes[:, 2] - scene.boxes[:, 0] == 2 * radius + 1
    assert same.sum() > 500
    np.testing.assert_array_equal(boxes, scene.boxes[same])
    np.testing.assert_allclose(scores, scene.scores[same], rtol=1e-5)


def test_scores_are_correlations_with_a_disc(oracle: Any) -> None:
    photo = oracle("skimage.data").coins().astype(float)
    scene, _ = coins.load()
    radius, reach = 23, 29
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius - np.hypot(x, y) + 0.5, 0, 1)
    some = np.flatnonzero(scene.boxes[:, 2] - scene.boxes[:, 0] == 2 * radius + 1)[::400]
    seen = 0
    for i in some:
        left, top = scene.boxes[i, :2].astype(int) + radius - reach
        patch = photo[max(top, 0) : top + 2 * reach + 1, max(left, 0) : left + 2 * reach + 1]
        if min(top, left) >= 0 and patch.shape == disc.shape:
            expected = np.corrcoef(patch.ravel(), disc.ravel())[0, 1]
            assert scene.scores[i] == pytest.approx(expected, abs=1e-5)
            seen += 1
    assert seen > 3


def test_the_two_coins_come_with_their_boxes(recipe: Any) -> None:
    scene, pair = coins.load()
    found = []
    for coin, place in zip(recipe.CUT_OUT, recipe.LAID, strict=True):
        which, there = recipe.moved(scene.boxes.astype(np.int16), coin, place)
        found.append(there)
        shift = [place[1] - coin[1], place[0] - coin[0]] * 2
        np.testing.assert_array_equal(there - scene.boxes[which], np.tile(shift, (len(there), 1)))
    np.testing.assert_array_equal(pair.boxes, np.concatenate(found))
    picture = recipe.pair()
    assert picture.shape == recipe.SCENE
    photo = recipe.original()
    for (y, x, _), (top, left) in zip(recipe.CUT_OUT[1:], recipe.LAID[1:], strict=True):
        np.testing.assert_array_equal(
            picture[top - 10 : top + 10, left - 10 : left + 10],
            photo[y - 10 : y + 10, x - 10 : x + 10],
        )
    assert picture[0, 0] == picture[-1, -1]  # plain ground

"""The numbers of figure ``class-imbalance``, and what is said of it."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import class_imbalance


@pytest.fixture(scope="module")
def data() -> class_imbalance.Data:
    return class_imbalance.compute()


def test_there_are_six_positives_of_ninety_and_all_are_hard(data: class_imbalance.Data) -> None:
    assert len(data.loss) == 90
    assert (np.diff(data.loss) <= 0).all()
    assert np.count_nonzero(data.positive) == 6
    assert np.flatnonzero(data.positive).max() < 15


def test_sampling_and_mining_keep_twelve(data: class_imbalance.Data) -> None:
    everyone, random, balanced, mined, _ = data.weights
    assert everyone.tolist() == [1] * 90
    for kept in (random, balanced, mined):
        assert sorted(set(kept.tolist())) == [0, 1]
        assert kept.sum() == 12
    assert random[data.positive].sum() <= 1
    assert balanced[data.positive].sum() == 6
    assert np.flatnonzero(mined).max() < 40
    assert np.median(np.flatnonzero(balanced[~data.positive])) > 30  # mostly easy negatives


def test_mining_keeps_the_worst_of_each_place(data: class_imbalance.Data) -> None:
    place = np.floor(data.boxes[:, 0] / 80).astype(int)
    assert sorted(place.tolist()) == sorted([*range(30)] * 3)
    seen: list[int] = []
    for i in range(90):
        expected = place[i] not in seen and len(seen) < 12
        assert data.weights[3, i] == expected
        if expected:
            seen.append(int(place[i]))


def test_focal_weights_and_the_positives_parts(data: class_imbalance.Data) -> None:
    p_t = np.exp(-data.loss)
    np.testing.assert_allclose(data.weights[4], (1 - p_t) ** 2, rtol=1e-13)
    for weights, share in zip(data.weights, data.share, strict=True):
        mass = [w * loss for w, loss in zip(weights, data.loss, strict=True)]
        objects = sum(m for m, positive in zip(mass, data.positive, strict=True) if positive)
        assert share == pytest.approx(objects / sum(mass), rel=1e-12)
    alike, random, balanced, mined, focal = data.share
    assert random < alike < mined < focal < balanced


def test_what_is_drawn_are_the_weights(data: class_imbalance.Data) -> None:
    figure = class_imbalance.draw(data)
    words = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert words[0] == "90 个候选的交叉熵"
    assert [word for word in words if word.endswith("%")] == [f"{s:.0%}" for s in data.share]
    for axes, weights in zip(figure.axes[1:], data.weights[1:], strict=True):
        _, negatives, positives = (np.asarray(patch.get_path().vertices) for patch in axes.patches)
        for ends, members in ((negatives, ~data.positive), (positives, data.positive)):
            shown = np.flatnonzero(members & (weights > 0))
            assert ends[1::2, 0].tolist() == shown.tolist()
            assert ends[1::2, 1].tolist() == weights[shown].tolist()

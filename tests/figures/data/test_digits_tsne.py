"""The committed embeddings of the digits: they are as good as they say, and still what we make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from figures.data import digits, digits_tsne
from figures.numerics.embeddings import trustworthiness
from figures.numerics.perplexity import joint_probabilities
from figures.numerics.tsne import descend, kl_divergence, pca_init

if TYPE_CHECKING:
    from figures.numerics.checks import Floats


@pytest.fixture(scope="module")
def x() -> Floats:
    return digits.load().pixels.astype(np.float64)


@pytest.fixture(scope="module")
def p(x: Floats) -> Floats:
    return joint_probabilities(x, 30)


def test_all_embeddings_are_there_and_small() -> None:
    data = digits_tsne.load()
    assert data.perplexities.tolist() == [2, 5, 10, 20, 30, 50, 100, 300]
    assert data.points.shape == (8, 1797, 2)
    np.testing.assert_array_equal(data.points.min(axis=1), 0)
    file = Path(digits_tsne.__file__).with_suffix(".npz")
    assert file.stat().st_size < 60_000


@pytest.mark.slow
def test_at_thirty_it_is_as_good_as_it_says(x: Floats, p: Floats) -> None:
    data = digits_tsne.load()
    points = data.points[4]
    assert trustworthiness(x, points) == pytest.approx(data.trustworthiness[4], abs=1e-4)
    assert data.trustworthiness[4] > 0.98
    assert kl_divergence(p, points) == pytest.approx(data.kl[4], rel=1e-3)
    other = kl_divergence(joint_probabilities(x, 5), data.points[1])
    assert other == pytest.approx(data.kl[1], rel=1e-3)


@pytest.mark.slow
def test_at_thirty_the_descent_has_come_to_rest(x: Floats, p: Floats) -> None:
    points = digits_tsne.load().points[4]
    centred = points - points.mean(axis=0)
    before = kl_divergence(p, centred)
    after = kl_divergence(p, descend(p.astype(np.float32), centred, 30, exaggeration=1))
    assert 0.99 * before < after <= 1.001 * before
    assert before < kl_divergence(p, 0.8 * centred)
    start = pca_init(x)  # whose layout is still to be seen
    together = [np.corrcoef(points[:, axis], start[:, axis])[0, 1] for axis in (0, 1)]
    assert min(together) > 0.4


def test_all_say_that_they_can_be_trusted() -> None:
    data = digits_tsne.load()
    assert ((data.trustworthiness > 0.98) & (data.trustworthiness < 1)).all()
    # The broader P is, the less there is to lose; at 2 the descent ends in scattered pieces.
    assert (np.diff(data.kl[1:]) < 0).all()

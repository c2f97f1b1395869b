"""The numbers of figure ``embedding``, and the training behind them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from scipy.spatial.distance import cdist, pdist

from figures.data.embedding import CLASSES, MARGIN, load
from figures.data.recipes import embedding as recipe
from figures.numerics.metric_learning import contrastive_loss, contrastive_loss_grad
from figures.plots import embedding

DATA = embedding.compute()


def test_the_committed_places_come_from_the_recipe() -> None:
    random = np.random.default_rng(recipe.SEED)
    pixels, labels, held_out = recipe.split()
    network = recipe.new_network(random)
    committed = load()
    np.testing.assert_array_equal(committed.labels, labels[held_out])
    np.testing.assert_allclose(network(pixels[held_out]), committed.before, atol=1e-6)
    trained = np.setdiff1d(np.arange(len(labels)), held_out)
    recipe.train(network, pixels[trained], labels[trained], random)
    # rounding differs from one machine to another and grows with the steps
    np.testing.assert_allclose(network(pixels[held_out]), committed.after, atol=1e-3)


def test_the_network_s_gradients_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(1)
    network = recipe.new_network(random)
    a, b, same = random.random((5, 64)), random.random((5, 64)), [1, 0, 1, 0, 0]

    def loss() -> Any:
        return contrastive_loss(network(a), network(b), same).sum()

    by_a = contrastive_loss_grad(network(a), network(b), same)
    by_inner, by_outer = network.gradients(np.concatenate([a, b]), np.concatenate([by_a, -by_a]))

    def of_outer(weights: Any) -> Any:
        kept, network.outer = network.outer, weights
        value = loss()
        network.outer = kept
        return value

    def of_first_pixel(weights: Any) -> Any:
        kept = network.inner[9].copy()
        network.inner[9] = weights
        value = loss()
        network.inner[9] = kept
        return value

    np.testing.assert_allclose(by_outer, gradient(of_outer, network.outer), atol=2e-10)
    row = gradient(of_first_pixel, network.inner[9].copy())
    np.testing.assert_allclose(by_inner[9], row, atol=2e-10)


def test_held_out_digits_gather_by_class() -> None:
    labels = load().labels
    right = []
    for places, centres in zip(DATA.places, DATA.centres, strict=True):
        np.testing.assert_allclose(centres, places.mean(axis=1), atol=1e-12)
        nearest = cdist(places.reshape(-1, 2), centres).argmin(axis=1)
        right.append(np.mean(np.array(CLASSES)[nearest] == labels))
    assert right[0] < 0.5
    assert right[1] > 0.9


def test_distances_are_those_of_all_pairs() -> None:
    width = DATA.distance[1] - DATA.distance[0]
    for side, places in enumerate(DATA.places):
        within = np.concatenate([pdist(digits) for digits in places])
        between = np.concatenate([cdist(a, b).ravel() for a, b in combinations(places, 2)])
        for distances, density in ((within, DATA.same[side]), (between, DATA.different[side])):
            seen = distances < DATA.distance[-1] + width / 2
            assert seen.mean() > 0.99
            middle = (DATA.distance * density * width).sum()
            assert abs(middle - distances[seen].mean()) < width / 4
            assert abs(density.sum() * width - 1) < 1e-12
    after = DATA.distance[np.argmax(DATA.different[1])]
    assert abs(after - MARGIN) < width
    assert np.argmax(DATA.same[1]) == 0
    apart = DATA.different[1][DATA.distance > MARGIN - width].sum() * width
    assert apart > 0.7  # most pairs of two classes have reached the margin
    before = [values[0] for values in (DATA.same, DATA.different)]
    assert np.minimum(*before).sum() * width > 0.8  # the two had much in common

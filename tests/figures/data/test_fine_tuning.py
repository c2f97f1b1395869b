"""The committed accuracies are what the recipe finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from figures.data import digits, fine_tuning
from figures.data.recipes import fine_tuning as recipe
from figures.numerics.transfer import accuracy

ONE_PICTURE = 1 / 800  # of those tested on, one may fall to the other side elsewhere


def test_there_is_an_accuracy_for_each_experiment() -> None:
    data = fine_tuning.load()
    assert tuple(data.examples) == recipe.EXAMPLES
    assert data.accuracy.shape == (len(recipe.EXAMPLES), recipe.SEEDS, 4)
    assert ((data.accuracy > 0) & (data.accuracy <= 1)).all()
    assert [w.shape for w, _ in data.layers] == [(64, 64), (32, 64), (5, 32)]


@pytest.mark.parametrize(("i", "seed"), [(0, 0), (2, 7), (3, 2)])
def test_experiments_repeated_give_the_committed_accuracies(i: int, seed: int) -> None:
    data = fine_tuning.load()
    found = recipe.accuracies(data.layers, int(data.examples[i]), seed)
    np.testing.assert_allclose(found, data.accuracy[i, seed], rtol=0, atol=1.5 * ONE_PICTURE)


@pytest.mark.slow
def test_the_recipe_writes_what_the_reader_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    written: dict[str, Any] = {}
    monkeypatch.setattr(np, "savez_compressed", lambda _, **arrays: written.update(arrays))
    for name, value in (("EXAMPLES", (1, 2)), ("SEEDS", 1), ("SOURCE_STEPS", 20), ("STEPS", 2)):
        monkeypatch.setattr(recipe, name, value)
    recipe.main()
    assert written["examples"].tolist() == [1, 2]
    assert written["accuracy"].shape == (2, 1, 4)
    layers = tuple((written[f"w{i}"], written[f"b{i}"]) for i in range(3))
    for i, layer in enumerate(layers):
        for ours, committed in zip(layer, fine_tuning.load().layers[i], strict=True):
            assert ours.dtype == committed.dtype == np.float32
            assert ours.shape == committed.shape
    everything = digits.load()
    source = everything.labels < 5
    pixels = recipe.in_uneven_light(everything.pixels[source], seed=9)
    assert accuracy(layers, pixels, everything.labels[source]) > 0.5  # it has begun to learn


def test_the_network_that_is_moved_can_tell_its_own_digits_apart_in_any_light() -> None:
    everything = digits.load()
    source = everything.labels < recipe.SOURCE_CLASSES
    pixels = recipe.in_uneven_light(everything.pixels[source], seed=9)
    layers = fine_tuning.load().layers
    assert accuracy(layers, pixels, everything.labels[source]) > 0.99


def test_the_light_is_a_plane() -> None:
    blank = np.zeros((1000, 64), dtype=np.uint8)
    light = recipe.in_uneven_light(blank, seed=1).reshape(-1, 8, 8)
    np.testing.assert_allclose(np.diff(light, n=2, axis=1), 0, atol=1e-14)
    np.testing.assert_allclose(np.diff(light, n=2, axis=2), 0, atol=1e-14)
    assert light.mean(axis=(1, 2)).std() == pytest.approx(recipe.LIGHT, rel=0.1)
    inked = recipe.in_uneven_light(np.full_like(blank, 16), seed=1).reshape(-1, 8, 8)
    np.testing.assert_allclose(inked - light, 1, rtol=1e-13)

"""Moving networks: what stays, what moves, and that it is plain gradient descent."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from figures.numerics.networks import initialise, softmax_head
from figures.numerics.transfer import accuracy, train, with_new_head

SIZES = (4, 6, 5, 3)


@pytest.fixture(scope="module")
def clusters() -> tuple[Any, Any]:
    """Three clouds of four features, whose classes a network can learn."""
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 20)
    return random.normal(0, 0.3, (60, 4)) + np.eye(4)[labels], labels


@pytest.mark.parametrize("frozen", range(4))
def test_frozen_layers_stay_to_the_last_bit_and_all_others_move(
    clusters: tuple[Any, Any], frozen: int
) -> None:
    x, labels = clusters
    layers = initialise(SIZES, seed=1)
    trained = train(layers, x, labels, frozen=frozen, steps=5)
    for i, (before, after) in enumerate(zip(layers, trained, strict=True)):
        same = [a.tobytes() == b.tobytes() for a, b in zip(before, after, strict=True)]
        assert same == [i < frozen] * 2


def test_training_is_gradient_descent_of_the_cross_entropy(
    torch: Any, clusters: tuple[Any, Any]
) -> None:
    x, labels = clusters
    layers = initialise(SIZES, seed=2)
    ours = train(layers, x, labels, frozen=1, steps=20, learning_rate=0.3)
    parameters = [torch.tensor(a) for layer in layers for a in layer]
    moving = parameters[2:]
    for tensor in moving:
        tensor.requires_grad_()
    optimiser = torch.optim.SGD(moving, lr=0.3)
    for _ in range(20):
        a = torch.tensor(x.T)
        for w, b in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            a = torch.relu(w @ a + b)
        z = parameters[-2] @ a + parameters[-1]
        loss = torch.nn.functional.cross_entropy(z.T, torch.tensor(labels))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    for a, b in zip([a for layer in ours for a in layer], parameters, strict=True):
        np.testing.assert_allclose(a, b.detach().numpy(), rtol=0, atol=1e-13)


def test_it_learns(clusters: tuple[Any, Any]) -> None:
    x, labels = clusters
    layers = initialise(SIZES, seed=3)
    assert accuracy(train(layers, x, labels), x, labels) == 1
    assert accuracy(layers, x, labels) < 0.9
    short, long = (train(layers, x, labels, steps=n) for n in (1, 2))
    assert not np.array_equal(short[0][0], long[0][0])
    unequal = train(layers, x, labels, steps=1, learning_rate=0.1)
    assert not np.array_equal(short[0][0], unequal[0][0])
    stated = train(layers, x, labels, frozen=0, steps=200, learning_rate=0.5)
    np.testing.assert_array_equal(stated[0][0], train(layers, x, labels)[0][0])


def test_no_steps_no_change(clusters: tuple[Any, Any]) -> None:
    x, labels = clusters
    layers = initialise(SIZES, seed=4)
    after = train(layers, x, labels, steps=0)
    for (w, b), (v, c) in zip(layers, after, strict=True):
        np.testing.assert_array_equal(w, v)
        np.testing.assert_array_equal(b, c)
        assert not np.shares_memory(w, v)
        assert not np.shares_memory(b, c)


def test_a_new_head_replaces_only_the_last_layer() -> None:
    layers = initialise(SIZES, seed=5)
    moved = with_new_head(layers, classes=7, seed=6)
    assert [w.shape for w, _ in moved] == [(6, 4), (5, 6), (7, 5)]
    for (w, b), (v, c) in zip(layers[:-1], moved[:-1], strict=True):
        np.testing.assert_array_equal(w, v)
        np.testing.assert_array_equal(b, c)
        assert not np.shares_memory(w, v)
    np.testing.assert_array_equal(moved[-1][0], with_new_head(layers, 7, 6)[-1][0])
    assert not np.array_equal(moved[-1][0], with_new_head(layers, 7, 7)[-1][0])


def test_accuracy_by_hand() -> None:
    layers: Any = ((np.eye(2), np.zeros((2, 1))),)
    x = [[1.0, 0.0], [0.0, 1.0], [2.0, 1.0], [1.0, 3.0]]
    assert accuracy(layers, x, [0, 1, 1, 1]) == 0.75
    assert softmax_head(np.array(x).T, [0, 1, 1, 1])[0] > 0


def test_malformed_arguments_are_refused(clusters: tuple[Any, Any]) -> None:
    x, labels = clusters
    layers = initialise(SIZES, seed=0)
    with pytest.raises(ValueError, match="frozen must be at most 3, the layers there are"):
        train(layers, x, labels, frozen=4)
    with pytest.raises(ValueError, match="frozen must be a whole number of at least 0, not -1"):
        train(layers, x, labels, frozen=-1)
    with pytest.raises(ValueError, match=r"steps must be a whole number of at least 0, not 0\.5"):
        train(layers, x, labels, steps=0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="learning_rate must be positive and finite, not 0"):
        train(layers, x, labels, learning_rate=0)
    with pytest.raises(ValueError, match=r"x must have shape \(N, features\), not \(4,\)"):
        train(layers, x[0], labels)
    with pytest.raises(ValueError, match=r"x\[0, 0\] is not finite"):
        accuracy(layers, x * math.nan, labels)
    with pytest.raises(ValueError, match=r"labels\[40\] is 3, outside 0…2"):
        accuracy(layers, x, np.where(labels == 2, 3, labels))
    with pytest.raises(ValueError, match="there must be at least one sample"):
        accuracy(layers, np.empty((0, 4)), [])
    with pytest.raises(ValueError, match="there must be at least one layer"):
        with_new_head((), 3, 0)
    with pytest.raises(ValueError, match=r"sizes\[1\] must be a whole number of at least 1, not 0"):
        with_new_head(layers, 0, 0)

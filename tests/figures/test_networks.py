"""Small networks: torch, differences, the complex step, and the laws of gradient descent."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.networks import (
    backward,
    descend,
    forward,
    gradient_check,
    initialise,
    loss_and_gradients,
    numeric_gradient,
    softmax_head,
    squared_head,
)
from tests.figures.golden.networks import ask, two_layers

ACTIVATIONS: list[Any] = ["tanh", "relu", "sigmoid"]


def layers_of(parameters: Any) -> Any:
    arrays = [np.array(parameter) for parameter in parameters]
    return tuple(zip(arrays[::2], arrays[1::2], strict=True))


def flat(layers: Any) -> Any:
    return np.concatenate([a.ravel() for layer in layers for a in layer])


def unflat(vector: Any, like: Any) -> Any:
    """Layers from one vector, real or complex."""
    sizes = np.cumsum([a.size for layer in like for a in layer])
    pieces = iter(np.split(vector, sizes[:-1]))
    return tuple(tuple(next(pieces).reshape(a.shape) for a in layer) for layer in like)


def assert_close(actual: Any, expected: Any, tolerance: float) -> None:
    scale = max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


# --- the two-layer network of the note


def assert_two_layers(case: Any) -> None:
    w1, b1, w2, b2 = (np.array(parameter) for parameter in case["parameters"])
    loss, gradients = loss_and_gradients(case["x"], case["y"], w1, b1, w2, b2)
    assert loss == pytest.approx(case["loss"], rel=2e-15)
    for ours, theirs in zip(gradients, case["gradients"], strict=True):
        assert_close(ours, theirs, 2e-15)


def test_two_layers_agree_with_committed_torch(golden: Any) -> None:
    assert_two_layers(golden("networks")["two layers"])


def test_two_layers_agree_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    assert_two_layers(two_layers(seed=5))


def test_two_layers_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(1)
    x, y = random.normal(size=(3, 5)), random.integers(0, 2, (1, 5))
    weights = [random.normal(size=shape) for shape in ((4, 3), (4, 1), (1, 4), (1, 1))]
    _, gradients = loss_and_gradients(x, y, *weights)

    def loss(w: Any, i: int) -> float:
        moved = [*weights[:i], w, *weights[i + 1 :]]
        w1, b1, w2, b2 = moved
        return loss_and_gradients(x, y, w1, b1, w2, b2)[0]

    for i, found in enumerate(gradients):
        expected = gradient(partial(loss, i=i), weights[i])
        np.testing.assert_allclose(found, expected, rtol=0, atol=2.5e-10)


def test_two_layers_stay_finite_at_extreme_outputs() -> None:
    def one_unit(bias: float) -> Any:
        return loss_and_gradients([[1.0, 1.0]], [[0, 1]], [[1.0]], [[0.0]], [[0.0]], [[bias]])

    loss, gradients = one_unit(800)
    assert loss == 400  # one is wholly wrong, one wholly right
    assert gradients[3].tolist() == [[0.5]]
    assert one_unit(-800)[0] == 400


# --- any number of layers


def assert_network(case: Any, activation: Any) -> None:
    layers = layers_of(case["parameters"])
    outputs = forward(case["x"], layers, activation)
    heads = {
        "softmax": softmax_head(outputs[-1], case["labels"]),
        "squares": squared_head(outputs[-1], case["targets"]),
    }
    for head, (loss, delta) in heads.items():
        assert loss == pytest.approx(case["losses"][head], rel=2e-15)
        found = backward(outputs, layers, delta, activation)
        for ours, theirs in zip(found, layers_of(case["gradients"][head]), strict=True):
            for a, b in zip(ours, theirs, strict=True):
                assert a.shape == b.shape
                assert_close(a, b, 3e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_networks_agree_with_committed_torch(golden: Any, activation: Any) -> None:
    assert_network(golden("networks")[activation], activation)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_networks_agree_with_live_torch(torch: Any, activation: Any) -> None:
    assert torch.__version__
    assert_network(ask(activation, seed=6), activation)


def test_gradients_agree_with_the_complex_step_to_the_last_digits() -> None:
    random = np.random.default_rng(2)
    x, y = random.normal(size=(3, 6)), random.normal(size=(2, 6))
    layers = initialise((3, 5, 4, 2), seed=3)

    def loss(vector: Any) -> Any:  # written anew, for complex weights
        (w1, b1), (w2, b2), (w3, b3) = unflat(vector, layers)
        z = w3 @ np.tanh(w2 @ np.tanh(w1 @ x + b1) + b2) + b3
        return ((z - y) ** 2).sum() / 2 / 6

    outputs = forward(x, layers)
    value, delta = squared_head(outputs[-1], y)
    assert value == pytest.approx(loss(flat(layers)), rel=2e-15)
    gradient = flat(backward(outputs, layers, delta))
    assert gradient_check(gradient, numeric_gradient(loss, flat(layers), 1e-20, "complex")) < 5e-16
    assert gradient_check(gradient, numeric_gradient(loss, flat(layers), 1e-5)) < 2.5e-10
    assert gradient_check(gradient, numeric_gradient(loss, flat(layers), 1e-8, "forward")) < 3e-7


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_softmax_network_by_central_differences(gradient: Any, activation: Any) -> None:
    random = np.random.default_rng(4)
    x, labels = random.normal(size=(3, 5)), random.integers(0, 4, 5)
    layers = initialise((3, 6, 4), seed=5)
    outputs = forward(x, layers, activation)
    found = flat(backward(outputs, layers, softmax_head(outputs[-1], labels)[1], activation))

    def loss(vector: Any) -> Any:
        return softmax_head(forward(x, unflat(vector, layers), activation)[-1], labels)[0]

    np.testing.assert_allclose(found, gradient(loss, flat(layers)), rtol=0, atol=1e-9)


def test_forward_by_hand() -> None:
    layers: Any = (([[1.0, -1.0], [2.0, 0.0]], [[0.0], [-3.0]]), ([[1.0, 4.0]], [[0.5]]))
    outputs = forward([[1.0, 2.0], [3.0, 0.0]], layers, "relu")
    assert [a.tolist() for a in outputs] == [[[1, 2], [3, 0]], [[0, 2], [0, 1]], [[0.5, 6.5]]]
    gradients = backward(outputs, layers, [[1.0, 1.0]], "relu")
    assert [[a.tolist() for a in layer] for layer in gradients] == [
        [[[2, 0], [8, 0]], [[1], [4]]],  # of the first sample no unit is active
        [[[2, 1]], [[2]]],
    ]


def test_one_layer_is_affine_whatever_the_activation() -> None:
    layers = initialise((2, 3), seed=0)
    x = np.random.default_rng(7).normal(size=(2, 4))
    for activation in ACTIVATIONS:
        np.testing.assert_array_equal(forward(x, layers, activation)[1], layers[0][0] @ x)


@given(st.floats(1e-4, 1e-2))
def test_a_small_step_lowers_the_loss_by_the_gradients_square(rate: float) -> None:
    random = np.random.default_rng(8)
    x, y = random.normal(size=(3, 20)), random.normal(size=(2, 20))
    layers = initialise((3, 4, 2), seed=9)
    outputs = forward(x, layers)
    before, delta = squared_head(outputs[-1], y)
    gradients = backward(outputs, layers, delta)
    after, _ = squared_head(forward(x, descend(layers, gradients, rate))[-1], y)
    square = (flat(gradients) ** 2).sum()
    assert before - after == pytest.approx(rate * square, rel=5 * rate)


def test_no_samples_no_gradient() -> None:
    layers = initialise((3, 4, 2), seed=0)
    outputs = forward(np.empty((3, 0)), layers)
    assert [a.shape for a in outputs] == [(3, 0), (4, 0), (2, 0)]
    assert not flat(backward(outputs, layers, np.empty((2, 0)))).any()


def test_weights_have_hes_variance_and_their_seed() -> None:
    ((w, b), (w2, _)) = initialise((50, 400, 3), seed=1)
    assert w.shape == (400, 50)
    assert w2.shape == (3, 400)
    assert w.var() == pytest.approx(2 / 50, rel=0.03)
    assert w2.var() == pytest.approx(2 / 400, rel=0.1)
    assert abs(w.mean()) < 3 * math.sqrt(2 / 50 / w.size)
    assert b.tolist() == [[0.0]] * 400
    np.testing.assert_array_equal(initialise((50, 400, 3), seed=1)[0][0], w)
    assert not np.array_equal(initialise((50, 400, 3), seed=2)[0][0], w)


# --- differences


@pytest.mark.parametrize("method", ["forward", "central", "complex"])
def test_differences_shrink_at_their_order(method: Any) -> None:
    at = np.array([0.3, -0.7])
    true = np.array([math.cos(0.3), math.exp(-0.7)])

    def error(step: float) -> float:
        found = numeric_gradient(lambda x: np.sin(x[0]) + np.exp(x[1]), at, step, method)
        return gradient_check(true, found)

    order = math.log10(error(1e-2) / error(1e-3))
    assert order == pytest.approx(1 if method == "forward" else 2, abs=0.02)


def test_the_complex_step_may_be_as_small_as_wished() -> None:
    for step in (1e-20, 1e-100, 1e-200):
        found = numeric_gradient(lambda x: np.sin(x).sum(), [[0.5, 1.0]], step, "complex")
        np.testing.assert_allclose(found, np.cos([[0.5, 1.0]]), rtol=3e-16)


def test_the_step_left_out_is_1e_5_and_central() -> None:
    def cube(x: Any) -> Any:
        return (x**3).sum()

    assert numeric_gradient(cube, [0.0])[0] == pytest.approx(1e-10, rel=1e-12)
    np.testing.assert_array_equal(
        numeric_gradient(cube, [2.0]), numeric_gradient(cube, [2.0], 1e-5, "central")
    )
    assert numeric_gradient(cube, 1.0).shape == ()
    assert numeric_gradient(cube, np.empty((0, 2))).shape == (0, 2)


def test_the_relative_error_by_hand() -> None:
    assert gradient_check([3.0, 4.0], [3.0, 4.0]) == 0
    assert gradient_check([3.0, 4.0], [0.0, 0.0]) == 1
    assert gradient_check([0.0, 0.0], [3.0, 4.0]) == 1
    assert gradient_check([1.0], [-1.0]) == 2
    assert gradient_check([0.0], [0.0]) == 0
    assert gradient_check([3.0, 4.0], [3.0, 3.0]) == 1 / 5
    assert gradient_check([3.0, 3.0], [3.0, 4.0]) == 1 / 5


# --- arguments


def test_arguments_are_never_changed_nor_handed_back() -> None:
    layers = initialise((2, 3, 2), seed=0)
    x, delta = np.ones((2, 4)), np.ones((2, 4))
    before = flat(layers), x.copy(), delta.copy()
    outputs = forward(x, layers)
    gradients = backward(outputs, layers, delta)
    moved = descend(layers, gradients, 0.1)
    squared = squared_head(x, delta)[1]
    numeric_gradient(np.sum, x)
    np.testing.assert_array_equal(flat(layers), before[0])
    np.testing.assert_array_equal(x, before[1])
    np.testing.assert_array_equal(delta, before[2])
    assert not any(np.shares_memory(x, result) for result in (*outputs, squared))
    for (w, b), (v, c) in zip(layers, moved, strict=True):
        assert not np.shares_memory(w, v)
        assert not np.shares_memory(b, c)


W1, B1, W2, B2 = np.ones((3, 2)), np.ones((3, 1)), np.ones((1, 3)), np.ones((1, 1))
X, Y = np.ones((2, 4)), np.ones((1, 4))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X[0], Y, W1, B1, W2, B2), r"x must have shape \(features, N\), not \(4,\)"),
        ((X * math.nan, Y, W1, B1, W2, B2), r"x\[0, 0\] is not finite"),
        ((X[:, :0], Y[:, :0], W1, B1, W2, B2), "there must be at least one sample"),
        ((X, Y[0], W1, B1, W2, B2), r"y must have shape \(1, N\), not \(4,\)"),
        ((X, Y[:, :3], W1, B1, W2, B2), r"y must have shape \(1, 4\), not \(1, 3\)"),
        ((X, Y * 1.5, W1, B1, W2, B2), r"y\[0, 0\] is outside \[0, 1\]"),
        ((X, -Y, W1, B1, W2, B2), r"y\[0, 0\] is outside \[0, 1\]"),
        ((X, Y, W1.T, B1, W2, B2), "W of layer 0 takes 3 features, not 2"),
        ((X, Y, W1, B1.T, W2, B2), r"b of layer 0 must have shape \(3, 1\), not \(1, 3\)"),
        ((X, Y, W1, B1, W2[:, :2], B2), "W of layer 1 takes 2 features, not 3"),
        ((X, Y, W1, B1, W2, B2 * math.inf), r"b of layer 1\[0, 0\] is not finite"),
        (
            (X, Y, W1, B1, np.ones((2, 3)), np.ones((2, 1))),
            r"w2 must have shape \(1, 3\), not \(2,",
        ),
    ],
)
def test_a_malformed_two_layer_network_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        loss_and_gradients(*arguments)


def test_malformed_networks_are_refused() -> None:
    layers = initialise((2, 3, 2), seed=0)
    outputs = forward(X, layers)
    unknown: Any = "step"
    with pytest.raises(ValueError, match="there must be at least one layer"):
        forward(X, ())
    with pytest.raises(ValueError, match=r"W of layer 0 must have shape \(outputs, inputs\)"):
        forward(X, ((B1[:, 0], B1),))
    with pytest.raises(
        ValueError, match="activation must be one of tanh, relu, sigmoid, not 'step'"
    ):
        forward(X, layers, unknown)
    with pytest.raises(ValueError, match="activation must be one of"):
        backward(outputs, layers, outputs[-1], unknown)
    with pytest.raises(ValueError, match=r"delta must have shape \(2, 4\), not \(2, 3\)"):
        backward(outputs, layers, np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"delta\[0, 0\] is not finite"):
        backward(outputs, layers, np.full((2, 4), math.nan))
    with pytest.raises(ValueError, match="2 layers give 3 outputs, not 2"):
        backward(outputs[:-1], layers, np.ones((3, 4)))
    for rate in (0.0, -1.0, math.inf):
        with pytest.raises(ValueError, match="learning_rate must be positive and finite"):
            descend(layers, layers, rate)
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        descend(layers, layers[:1], 0.1)
    with pytest.raises(ValueError, match=r"sizes must name input and output, not only \[3\]"):
        initialise((3,), seed=0)
    with pytest.raises(ValueError, match=r"sizes\[1\] must be a whole number of at least 1, not 0"):
        initialise((3, 0), seed=0)


def test_malformed_heads_and_differences_are_refused() -> None:
    unknown: Any = "backward"
    with pytest.raises(ValueError, match=r"z must have shape \(C, N\), not \(3,\)"):
        softmax_head([1.0, 2.0, 3.0], [0])
    with pytest.raises(ValueError, match=r"labels\[0\] is 2, outside 0…1"):
        softmax_head([[1.0], [2.0]], [2])
    with pytest.raises(ValueError, match="there must be at least one sample"):
        softmax_head(np.empty((2, 0)), [])
    with pytest.raises(ValueError, match="there must be at least one sample"):
        squared_head(np.empty((2, 0)), np.empty((2, 0)))
    with pytest.raises(ValueError, match=r"targets must have shape \(2, 1\), not \(1, 2\)"):
        squared_head([[1.0], [2.0]], [[1.0, 2.0]])
    with pytest.raises(ValueError, match="method must be one of forward, central, complex, not 'b"):
        numeric_gradient(np.sum, [1.0], 0.1, unknown)
    with pytest.raises(ValueError, match="step must be positive and finite, not 0"):
        numeric_gradient(np.sum, [1.0], 0)
    with pytest.raises(ValueError, match=r"at\[0\] is not finite"):
        numeric_gradient(np.sum, [math.inf])
    with pytest.raises(ValueError, match=r"numeric must have shape \(1,\), not \(2,\)"):
        gradient_check([1.0], [1.0, 2.0])

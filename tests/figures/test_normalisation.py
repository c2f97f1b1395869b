"""Batch normalisation: torch, differences, and what it must leave alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.convolution import conv2d
from figures.numerics.normalisation import (
    batch_norm,
    batch_norm_backward,
    batch_norm_eval,
    fold_batch_norm,
)
from tests.figures.golden.normalisation import SHAPES, ask

MOMENTUM, EPS = 0.3, 1e-3  # those that torch was asked with


def assert_close(actual: Any, expected: Any, tolerance: float) -> None:
    scale = max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


def assert_torch(case: Any) -> None:
    x, gamma, beta, error = (case[name] for name in ("x", "gamma", "beta", "error"))
    before_mean, before_var = case["before"]
    y, *after = batch_norm(x, gamma, beta, before_mean, before_var, MOMENTUM, EPS)
    assert_close(y, case["y"], 4e-15)
    for ours, theirs in zip(after, case["after"], strict=True):
        assert_close(ours, theirs, 2e-15)
    used = batch_norm_eval(x, gamma, beta, before_mean, before_var, EPS)
    assert_close(used, case["used"], 4e-15)
    found = batch_norm_backward(x, gamma, error, EPS)
    for ours, theirs in zip(found, case["gradients"], strict=True):
        assert_close(ours, theirs, 4e-15)


@pytest.mark.parametrize("i", range(len(SHAPES)))
def test_batch_norm_agrees_with_committed_torch(golden: Any, i: int) -> None:
    assert_torch(golden("normalisation")["cases"][i])


@pytest.mark.parametrize("shape", [(2, 3), (50, 7), (4, 3, 5, 6), (1, 2, 3, 3)])
def test_batch_norm_agrees_with_live_torch(torch: Any, shape: Any) -> None:
    assert torch.__version__
    assert_torch(ask(shape, seed=3))


def test_parameters_left_out_are_torchs(torch: Any) -> None:
    x = np.random.default_rng(1).normal(3, 1e-3, (8, 2, 3, 3))
    layer = torch.nn.BatchNorm2d(2, dtype=torch.float64)
    expected = layer(torch.tensor(x))
    y, mean, var = batch_norm(x, [1, 1], [0, 0], [0, 0], [1, 1])
    assert_close(y, expected.detach().numpy(), 1e-12)  # 1e-3 around 3 leaves 12 digits
    assert_close(mean, layer.running_mean.numpy(), 2e-15)
    assert_close(var, layer.running_var.numpy(), 2e-15)
    layer.eval()
    expected = layer(torch.tensor(x)).detach().numpy()
    assert_close(batch_norm_eval(x, [1, 1], [0, 0], mean, var), expected, 4e-15)


@given(st.integers(2, 30), st.integers(1, 4), st.integers(0, 99))
def test_each_channel_gets_mean_beta_and_deviation_gamma(m: int, channels: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(5, 3, (m, channels))
    gamma, beta = random.normal(size=(2, channels))
    y, _, _ = batch_norm(x, gamma, beta, np.zeros(channels), np.ones(channels), eps=1e-300)
    np.testing.assert_allclose(y.mean(axis=0), beta, rtol=0, atol=1e-12)
    np.testing.assert_allclose(y.std(axis=0), abs(gamma), rtol=1e-11)


@given(st.floats(0.1, 100), st.floats(-50, 50))
def test_scale_and_shift_of_the_input_do_not_matter(scale: float, shift: float) -> None:
    x = np.random.default_rng(2).normal(size=(9, 2))
    stats = [1, 2], [0.5, 0], [0, 0], [1, 1]
    moved, _, _ = batch_norm(scale * x + shift, *stats, eps=1e-300)
    expected, _, _ = batch_norm(x, *stats, eps=1e-300)
    np.testing.assert_allclose(moved, expected, rtol=0, atol=1e-11)


def test_running_statistics_by_hand() -> None:
    x = [[1.0], [3.0]]  # mean 2, biased variance 1, unbiased 2
    y, mean, var = batch_norm(x, [2.0], [5.0], [10.0], [20.0], momentum=0.25, eps=3.0)
    assert y.ravel().tolist() == [4, 6]  # ±1 / √(1 + 3) · 2 + 5
    assert mean.tolist() == [0.75 * 10 + 0.25 * 2]
    assert var.tolist() == [0.75 * 20 + 0.25 * 2]
    for momentum, expected in ((0, [10, 20]), (1, [2, 2])):
        _, mean, var = batch_norm(x, [1], [0], [10], [20], momentum)
        assert [*mean, *var] == expected
    assert batch_norm_eval([[7.0]], [2], [5], [1], [6], eps=3.0).tolist() == [[9]]


def test_at_inference_a_sample_does_not_depend_on_its_batch() -> None:
    x = np.random.default_rng(3).normal(size=(6, 2, 3, 3))
    stats = [1.5, -1], [0, 2], [0.1, 0.2], [2, 0.5]
    whole = batch_norm_eval(x, *stats)
    for i in range(6):
        np.testing.assert_array_equal(batch_norm_eval(x[i : i + 1], *stats)[0], whole[i])
    assert batch_norm_eval(np.empty((0, 2)), *stats).shape == (0, 2)


def test_a_constant_channel_becomes_beta() -> None:
    x = np.full((4, 1), 3.0)
    y, _, var = batch_norm(x, [7], [2], [0], [1])
    assert y.ravel().tolist() == [2] * 4
    assert var.tolist() == [0.9]
    dx, _, _ = batch_norm_backward(x, [7], np.arange(4.0)[:, None])
    np.testing.assert_allclose(dx[:, 0], 7 / math.sqrt(1e-5) * (np.arange(4) - 1.5), rtol=4e-15)


def test_gradients_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(4)
    for shape in ((5, 2), (2, 2, 2, 3)):
        x, error = random.normal(size=shape), random.normal(size=shape)
        gamma, beta = random.normal(size=(2, 2))

        def loss(x: Any, gamma: Any, beta: Any, error: Any = error) -> Any:
            return (batch_norm(x, gamma, beta, [0, 0], [1, 1], eps=0.01)[0] * error).sum()

        dx, d_gamma, d_beta = batch_norm_backward(x, gamma, error, eps=0.01)
        expected = gradient(lambda x: loss(x, gamma, beta), x)  # noqa: B023
        np.testing.assert_allclose(dx, expected, rtol=0, atol=1e-9)
        expected = gradient(lambda gamma: loss(x, gamma, beta), gamma)  # noqa: B023
        np.testing.assert_allclose(d_gamma, expected, rtol=0, atol=1e-10)
        expected = gradient(lambda beta: loss(x, gamma, beta), beta)  # noqa: B023
        np.testing.assert_allclose(d_beta, expected, rtol=0, atol=1e-10)


@given(st.integers(2, 20), st.integers(0, 99))
def test_the_input_gradient_neither_shifts_nor_scales(m: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, error = random.normal(size=(2, m, 3))
    dx, _, _ = batch_norm_backward(x, [1, 2, 3], error, eps=1e-300)
    scale = m * np.abs(error).max() * max(1, np.abs(x).max()) / x.std(axis=0).min()
    np.testing.assert_allclose(dx.sum(axis=0), 0, atol=1e-13 * scale)
    np.testing.assert_allclose((dx * x).sum(axis=0), 0, atol=1e-13 * scale)


def test_folding_leaves_what_a_convolution_gives() -> None:
    random = np.random.default_rng(5)
    x, w, b = random.normal(size=(2, 3, 6, 6)), random.normal(size=(4, 3, 3, 3)), random.random(4)
    gamma, beta, mean = random.normal(size=(3, 4))
    var = random.random(4)
    expected = batch_norm_eval(conv2d(x, w, b), gamma, beta, mean, var, eps=0.1)
    folded = conv2d(x, *fold_batch_norm(w, b, gamma, beta, mean, var, eps=0.1))
    assert_close(folded, expected, 4e-15)
    plain = fold_batch_norm(w, b, gamma, beta, mean, var)
    assert_close(conv2d(x, *plain), batch_norm_eval(conv2d(x, w, b), gamma, beta, mean, var), 4e-15)


def test_folding_works_for_a_dense_layer() -> None:
    w, b = fold_batch_norm([[2.0, 4.0]], [3.0], [5.0], [7.0], [1.0], [3.0], eps=1.0)
    assert w.tolist() == [[5, 10]]  # · 5 / √(3 + 1)
    assert b.tolist() == [12]  # 7 + 2.5 · (3 − 1)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    random = np.random.default_rng(6)
    x, error = random.normal(size=(2, 4, 2))
    gamma, beta, mean, var = random.random((4, 2))
    given_ = [x, error, gamma, beta, mean, var]
    before = [a.copy() for a in given_]
    w = random.normal(size=(2, 3))
    results = [
        *batch_norm(x, gamma, beta, mean, var),
        *batch_norm(x, gamma, beta, mean, var, momentum=0.0),
        batch_norm_eval(x, gamma, beta, mean, var),
        *batch_norm_backward(x, gamma, error),
        *fold_batch_norm(w, beta, gamma, beta, mean, var),
    ]
    for ours, kept in zip(given_, before, strict=True):
        np.testing.assert_array_equal(ours, kept)
        assert not any(np.shares_memory(ours, result) for result in results)


# --- arguments

ONES, TWO = [1.0, 1.0], np.ones((2, 2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones((1, 2)), ONES, ONES, ONES, ONES), "at least two values a channel, not 1"),
        ((np.ones((0, 2)), ONES, ONES, ONES, ONES), "at least two values a channel, not 0"),
        ((np.ones((2, 0)), [], [], [], []), "at least two values a channel, not 0"),
        (([1.0], [1], [1], [1], [1]), r"x must have shape \(N, C, …\), not \(1,\)"),
        ((TWO * math.nan, ONES, ONES, ONES, ONES), r"x\[0, 0\] is not finite"),
        ((TWO, [1.0], ONES, ONES, ONES), "gamma has 1 values for 2 channels"),
        ((TWO, ONES, [[1.0]], ONES, ONES), r"beta must have shape \(C,\), not \(1, 1\)"),
        ((TWO, ONES, ONES, [1.0], ONES), "running_mean has 1 values for 2 channels"),
        ((TWO, ONES, ONES, ONES, [1, -0.1]), r"running_var\[1\] is negative"),
        ((TWO, ONES, ONES, ONES, ONES, 1.5), "momentum must be between 0 and 1, not 1.5"),
        ((TWO, ONES, ONES, ONES, ONES, 0.1, 0.0), "eps must be positive and finite, not 0.0"),
    ],
)
def test_malformed_batches_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        batch_norm(*arguments)


def test_malformed_arguments_of_the_others_are_refused() -> None:
    with pytest.raises(ValueError, match=r"var\[0\] is negative"):
        batch_norm_eval(TWO, ONES, ONES, ONES, [-1, 1])
    with pytest.raises(ValueError, match=r"gradient must have shape \(2, 2\), not \(2,\)"):
        batch_norm_backward(TWO, ONES, ONES)
    with pytest.raises(ValueError, match="training needs at least two values a channel, not 1"):
        batch_norm_backward(TWO[:1], ONES, TWO[:1])
    with pytest.raises(ValueError, match="eps must be positive and finite, not -1"):
        batch_norm_backward(TWO, ONES, TWO, eps=-1)
    with pytest.raises(ValueError, match=r"w must have shape \(O, …\) with at least two axes"):
        fold_batch_norm(ONES, ONES, ONES, ONES, ONES, ONES)
    with pytest.raises(ValueError, match="b has 1 values for 2 channels"):
        fold_batch_norm(TWO, [1.0], ONES, ONES, ONES, ONES)
    with pytest.raises(ValueError, match=r"var\[1\] is negative"):
        fold_batch_norm(TWO, ONES, ONES, ONES, ONES, [0, -1])
    with pytest.raises(ValueError, match="eps must be positive and finite, not 0"):
        fold_batch_norm(TWO, ONES, ONES, ONES, ONES, ONES, eps=0)

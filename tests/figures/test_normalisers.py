"""Normalisation without a batch: torch, differences, hand-worked rows, and invariances."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.normalisation import batch_norm
from figures.numerics.normalisers import (
    block_gradient_norms,
    group_norm,
    layer_norm,
    layer_norm_backward,
    rms_norm,
    rms_norm_backward,
)
from tests.figures.golden import normalisers as asked


def assert_torch(cases: Any) -> None:
    for name, case in cases.items():
        x, gamma, beta, error = (case[key] for key in ("x", "gamma", "beta", "error"))
        if name.startswith("layer"):
            y = layer_norm(x, gamma, beta, asked.EPS)
            gradients: Any = layer_norm_backward(x, gamma, error, asked.EPS)
        elif name.startswith("rms"):
            y = rms_norm(x, gamma, asked.EPS)
            gradients = rms_norm_backward(x, gamma, error, asked.EPS)
        else:
            y, gradients = group_norm(x, asked.GROUPS, gamma, beta, asked.EPS), ()
        assert_close(y, case["y"])
        for ours, theirs in zip(gradients, case["gradients"], strict=False):
            assert_close(ours, theirs)


def assert_close(actual: Any, expected: Any) -> None:
    scale = max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=4e-15 * scale)


def assert_blocks(case: Any) -> None:
    for name in ("post", "pre"):
        norms = block_gradient_norms(case["x"], case["weights"], case["error"], pre=name == "pre")
        np.testing.assert_allclose(norms, case[name], rtol=1e-12)


def test_all_agree_with_committed_torch(golden: Any) -> None:
    cases = golden("normalisers")["cases"]
    assert len(cases) == 5
    assert_torch(cases)
    assert_blocks(golden("normalisers")["blocks"])


@pytest.mark.parametrize("seed", [1, 2])
def test_all_agree_with_live_torch(torch: Any, seed: int) -> None:
    assert torch.__version__
    assert_torch(asked.ask(seed))
    assert_blocks(asked.blocks(seed))


def test_parameters_left_out_are_torchs(torch: Any) -> None:
    x = np.random.default_rng(1).normal(0, 1e-3, (3, 4))
    ones, zeros = np.ones(4), np.zeros(4)
    f, tensor = torch.nn.functional, torch.tensor(x)
    theirs = f.layer_norm(tensor, (4,)).numpy()
    np.testing.assert_allclose(layer_norm(x, ones, zeros), theirs, atol=4e-15)
    theirs = f.group_norm(tensor, 2).numpy()
    np.testing.assert_allclose(group_norm(x, 2, ones, zeros), theirs, atol=4e-15)


def test_by_hand() -> None:
    x = [[1.0, 1.0, 5.0, 5.0]]  # mean 3, variance 4, mean square 13
    y = layer_norm(x, [1, 2, 1, 1], [0, 0, 0, 10], eps=5.0)
    np.testing.assert_allclose(y, [[-2 / 3, -4 / 3, 2 / 3, 10 + 2 / 3]], rtol=1e-15)
    y = rms_norm(x, [1, 2, 1, 1], eps=12.0)
    np.testing.assert_allclose(y, [[0.2, 0.4, 1, 1]], rtol=1e-15)


def test_gradients_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(4)
    x, error = random.normal(size=(2, 2, 3))
    gamma, beta = random.normal(size=(2, 3))

    def layer_loss(x: Any, gamma: Any, beta: Any) -> Any:
        return (layer_norm(x, gamma, beta, eps=0.1) * error).sum()

    dx, d_gamma, d_beta = layer_norm_backward(x, gamma, error, eps=0.1)
    np.testing.assert_allclose(dx, gradient(lambda v: layer_loss(v, gamma, beta), x), atol=1e-9)
    expected = gradient(lambda v: layer_loss(x, v, beta), gamma)
    np.testing.assert_allclose(d_gamma, expected, atol=1e-10)
    expected = gradient(lambda v: layer_loss(x, gamma, v), beta)
    np.testing.assert_allclose(d_beta, expected, atol=1e-10)

    def rms_loss(x: Any, gamma: Any) -> Any:
        return (rms_norm(x, gamma, eps=0.1) * error).sum()

    dx, d_gamma = rms_norm_backward(x, gamma, error, eps=0.1)
    np.testing.assert_allclose(dx, gradient(lambda v: rms_loss(v, gamma), x), atol=1e-9)
    np.testing.assert_allclose(d_gamma, gradient(lambda v: rms_loss(x, v), gamma), atol=1e-10)


@given(st.integers(0, 99), st.floats(0.1, 100), st.floats(-50, 50))
def test_layer_norm_forgets_scale_and_shift_rms_norm_only_scale(
    seed: int, scale: float, shift: float
) -> None:
    x = np.random.default_rng(seed).normal(size=(3, 5))
    ones, zeros = np.ones(5), np.zeros(5)
    expected = layer_norm(x, ones, zeros, eps=1e-300)
    moved = layer_norm(scale * x + shift, ones, zeros, eps=1e-300)
    np.testing.assert_allclose(moved, expected, atol=1e-10)
    expected = rms_norm(x, ones, eps=1e-300)
    np.testing.assert_allclose(rms_norm(scale * x, ones, eps=1e-300), expected, atol=1e-12)
    np.testing.assert_allclose((expected**2).mean(axis=-1), 1, rtol=1e-12)


def test_on_centred_rows_rms_norm_is_layer_norm() -> None:
    x = np.random.default_rng(5).normal(size=(4, 6))
    x -= x.mean(axis=1, keepdims=True)
    gamma = np.arange(6.0)
    expected = layer_norm(x, gamma, np.zeros(6), eps=0.2)
    np.testing.assert_allclose(rms_norm(x, gamma, eps=0.2), expected, atol=4e-15)


def test_the_ends_of_group_norm() -> None:
    x = np.random.default_rng(6).normal(size=(3, 4, 2, 5))
    ones, zeros = np.ones(4), np.zeros(4)
    whole = layer_norm(x.reshape(3, -1), np.ones(40), np.zeros(40))
    np.testing.assert_allclose(group_norm(x, 1, ones, zeros), whole.reshape(x.shape), atol=4e-15)
    for i in range(3):  # InstanceNorm is BatchNorm of a batch of one
        alone, _, _ = batch_norm(x[i : i + 1], ones, zeros, zeros, ones)
        np.testing.assert_allclose(group_norm(x, 4, ones, zeros)[i], alone[0], atol=4e-15)


def test_a_sample_does_not_depend_on_its_batch() -> None:
    x = np.random.default_rng(7).normal(size=(5, 4, 3))
    gamma, beta = np.arange(4.0), np.ones(4)
    whole = group_norm(x, 2, gamma, beta)
    for i in range(5):
        np.testing.assert_array_equal(group_norm(x[i : i + 1], 2, gamma, beta)[0], whole[i])


def test_arguments_are_never_changed_nor_handed_back() -> None:
    random = np.random.default_rng(8)
    x, error = random.normal(size=(2, 3, 4))
    gamma, beta = random.random((2, 4))
    before = [each.copy() for each in (x, error, gamma, beta)]
    results = [
        layer_norm(x, gamma, beta),
        *layer_norm_backward(x, gamma, error),
        rms_norm(x, gamma),
        *rms_norm_backward(x, gamma, error),
        group_norm(x, 2, gamma, beta),
        block_gradient_norms(x, [(np.eye(4), np.eye(4))], error, pre=True),
    ]
    for ours, kept in zip((x, error, gamma, beta), before, strict=True):
        np.testing.assert_array_equal(ours, kept)
        assert not any(np.shares_memory(ours, result) for result in results)


# --- arguments

ONES, TWO = np.ones(2), np.ones((2, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: layer_norm(1.0, ONES, ONES), r"x must have shape \(…, D\) with D ≥ 1, not \(\)"),
        (lambda: layer_norm(np.ones((2, 0)), [], []), r"with D ≥ 1, not \(2, 0\)"),
        (lambda: layer_norm(TWO * math.nan, ONES, ONES), r"x\[0, 0\] is not finite"),
        (lambda: layer_norm(TWO, np.ones(3), ONES), r"gamma must have shape \(2,\), not \(3,\)"),
        (lambda: layer_norm(TWO, ONES, TWO), r"beta must have shape \(D,\), not \(2, 2\)"),
        (lambda: layer_norm(TWO, ONES, ONES, 0), "eps must be positive"),
        (lambda: layer_norm_backward(TWO, ONES, ONES), r"gradient must have shape \(2, 2\)"),
        (lambda: layer_norm_backward(TWO, ONES, TWO, -1), "eps must be positive"),
        (lambda: rms_norm(TWO, np.ones(3)), r"gamma must have shape \(2,\)"),
        (lambda: rms_norm(TWO, ONES, math.inf), "eps must be positive"),
        (lambda: rms_norm_backward(TWO, ONES, ONES), r"gradient must have shape \(2, 2\)"),
        (lambda: block_gradient_norms(ONES, [], TWO, True), r"x must have shape \(N, D\)"),
        (lambda: block_gradient_norms(TWO, [(TWO, ONES)], TWO, True), r"blocks\[0\]\[1\] must have"),
        (lambda: block_gradient_norms(TWO, [], ONES, True), r"gradient must have shape \(2, 2\)"),
        (lambda: block_gradient_norms(TWO, [], TWO, True, 0), "eps must be positive"),
        (lambda: group_norm(ONES, 1, ONES, ONES), r"x must have shape \(N, C, …\) with values"),
        (lambda: group_norm(np.ones((2, 0)), 1, [], []), r"with values, not \(2, 0\)"),
        (lambda: group_norm(TWO, 0, ONES, ONES), "groups must be a whole number of at least 1"),
        (lambda: group_norm(np.ones((1, 4)), 3, ONES, ONES), "4 channels cannot be shared out"),
        (lambda: group_norm(TWO, 1, ONES, np.ones(3)), r"beta must have shape \(2,\), not \(3,\)"),
        (lambda: group_norm(TWO, 1, ONES, ONES, 0), "eps must be positive"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

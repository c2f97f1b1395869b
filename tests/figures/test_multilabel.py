"""Multi-label losses: torch, what they reduce to, central differences, and extreme logits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    focal_loss,
    focal_loss_grad,
)
from figures.numerics.multilabel import (
    asymmetric_loss,
    asymmetric_loss_grad,
    multilabel_bce,
    multilabel_bce_grad,
)
from tests.figures.golden.multilabel import SETTINGS, asymmetric, bce

if TYPE_CHECKING:
    from collections.abc import Callable

EXTREME = [-800.0, 0.0, 800.0]
LIVE_SEED = 11


def assert_close(actual: Any, expected: Any, tolerance: float = 3e-15) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# --- cross-entropy of several labels


def test_bce_is_the_mean_over_the_labels_of_each_sample() -> None:
    logits, targets = [[0.0, 2.0, -1.0]], [[1, 0, 1]]
    p = [1 / (1 + math.exp(-z)) for z in logits[0]]
    expected = -(math.log(p[0]) + math.log(1 - p[1]) + math.log(p[2])) / 3
    assert multilabel_bce(logits, targets) == pytest.approx([expected], rel=1e-15)
    weighted = -(5 * math.log(p[0]) + math.log(1 - p[1]) + 0.5 * math.log(p[2])) / 3
    assert multilabel_bce(logits, targets, [5, 7, 0.5]) == pytest.approx([weighted], rel=1e-15)


@pytest.mark.parametrize("name", ["bce", "weighted bce"])
def test_bce_agrees_with_committed_torch(golden: Any, name: str) -> None:
    case = golden("multilabel")
    weights = case["pos_weight"] if name == "weighted bce" else None
    arguments = case["logits"], case["targets"], weights
    assert_close(multilabel_bce(*arguments), case[name]["value"])
    assert_close(multilabel_bce_grad(*arguments), case[name]["grad"])


@given(st.floats(-800, 800), st.floats(0, 1))
def test_bce_of_one_label_is_binary_cross_entropy(x: float, target: float) -> None:
    expected = binary_cross_entropy([x], [target])
    np.testing.assert_allclose(multilabel_bce([[x]], [[target]]), expected, rtol=4e-16, atol=2e-13)
    expected = binary_cross_entropy_grad([x], [target])[None]
    np.testing.assert_allclose(multilabel_bce_grad([[x]], [[target]]), expected, atol=3e-16)


@given(st.integers(0, 5), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_bce_does_not_depend_on_the_order_of_the_labels(n: int, k: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    logits, targets = random.normal(0, 9, (n, k)), random.integers(0, 2, (n, k))
    weights, order = random.random(k) * 9, random.permutation(k)
    value = multilabel_bce(logits[:, order], targets[:, order], weights[order])
    assert_close(value, multilabel_bce(logits, targets, weights))
    gradient = multilabel_bce_grad(logits[:, order], targets[:, order], weights[order])
    np.testing.assert_array_equal(gradient, multilabel_bce_grad(logits, targets, weights)[:, order])


@pytest.mark.parametrize("weights", [None, [0.0, 1.0, 4.5]])
def test_bce_gradient_by_central_differences(gradient: Any, weights: Any) -> None:
    random = np.random.default_rng(3)
    logits, targets = random.normal(0, 2, (4, 3)), random.random((4, 3))
    expected = gradient(lambda z: multilabel_bce(z, targets, weights).sum(), logits)
    actual = multilabel_bce_grad(logits, targets, weights)
    np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-11)


def test_bce_is_stable() -> None:
    assert multilabel_bce([EXTREME], [[1, 1, 1]]) == pytest.approx((800 + math.log(2)) / 3)
    assert multilabel_bce([EXTREME], [[0, 1, 0]]) == pytest.approx((800 + math.log(2)) / 3)
    assert (multilabel_bce_grad([EXTREME], [[1, 1, 1]]) * 3).tolist() == [[-1, -0.5, 0]]


# --- asymmetric loss


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_asymmetric_loss_agrees_with_committed_torch(
    golden: Any, setting: tuple[float, ...], target: float
) -> None:
    case = golden("multilabel")
    expected = case["asymmetric " + " ".join(f"{number:g}" for number in (*setting, target))]
    x = np.array(case["x"])
    assert_close(asymmetric_loss(x, np.full_like(x, target), *setting), expected["value"])
    assert_close(asymmetric_loss_grad(x, np.full_like(x, target), *setting), expected["grad"])


@given(st.floats(-800, 800), st.sampled_from([0, 1]))
def test_without_focus_and_shift_it_is_binary_cross_entropy(x: float, t: int) -> None:
    value = asymmetric_loss(x, t, 0, 0, 0)
    np.testing.assert_allclose(value, binary_cross_entropy(x, t), rtol=3e-16)
    slope = asymmetric_loss_grad(x, t, 0, 0, 0)
    np.testing.assert_allclose(slope, binary_cross_entropy_grad(x, t), rtol=0, atol=4e-16)


@given(st.floats(-700, 700), st.sampled_from([0, 1]), st.sampled_from([0.5, 1.0, 2.0, 4.0]))
def test_with_one_focus_and_no_shift_it_is_focal_loss(x: float, t: int, gamma: float) -> None:
    value = asymmetric_loss(x, t, gamma, gamma, 0)
    np.testing.assert_allclose(value, focal_loss(x, t, gamma, None), rtol=3e-15, atol=1e-300)
    slope = asymmetric_loss_grad(x, t, gamma, gamma, 0)
    np.testing.assert_allclose(slope, focal_loss_grad(x, t, gamma, None), rtol=3e-15, atol=1e-300)


def test_negatives_below_the_shift_are_dropped_and_positives_are_not() -> None:
    p = np.array([0.01, 0.049, 0.051, 0.9])
    z = np.log(p) - np.log1p(-p)
    for function in (asymmetric_loss, asymmetric_loss_grad):
        for gamma in (0.0, 0.5, 4.0):
            assert (function(z, [0] * 4, 0, gamma, 0.05) != 0).tolist() == [False] * 2 + [True] * 2
        assert (function(z, [1] * 4) != 0).all()


def test_asymmetric_loss_by_hand() -> None:
    # σ(0) = ½, so pₘ = 0.3 with a shift of 0.2
    assert asymmetric_loss(0.0, 0, 3, 2, 0.2) == pytest.approx(-0.09 * math.log(0.7), rel=1e-15)
    assert asymmetric_loss(0.0, 1, 3, 2, 0.2) == pytest.approx(math.log(2) / 8, rel=1e-15)
    slope = 0.25 * (0.09 / 0.7 - 2 * 0.3 * math.log(0.7))
    assert asymmetric_loss_grad(0.0, 0, 3, 2, 0.2) == pytest.approx(slope, rel=1e-15)
    assert asymmetric_loss_grad(0.0, 1, 3, 2, 0.2) == pytest.approx(
        -(3 * math.log(2) / 2 + 0.5) / 8
    )


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("setting", [*SETTINGS, (3.0, 0.5, 0.3)], ids=str)
def test_asymmetric_gradient_by_central_differences(
    slope: Any, setting: tuple[float, ...], target: int
) -> None:
    x = np.linspace(-5, 5, 21)
    kink = math.log(setting[2]) - math.log1p(-setting[2]) if setting[2] else -math.inf
    x = x[np.abs(x - kink) > 0.01]
    t = np.full_like(x, target)
    expected = slope(lambda x: asymmetric_loss(x, t, *setting), x)
    np.testing.assert_allclose(asymmetric_loss_grad(x, t, *setting), expected, rtol=0, atol=6e-11)


@pytest.mark.parametrize("shift", [0.0, 5e-324, 1e-300, 0.05, 0.99])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 4.0])
def test_asymmetric_loss_is_stable(gamma: float, shift: float) -> None:
    positive = asymmetric_loss(EXTREME, [1] * 3, gamma, 1, shift)
    assert positive[[0, 2]].tolist() == [800, 0]
    negative = asymmetric_loss(EXTREME, [0] * 3, 1, gamma, shift)
    most = min(800, -math.log(shift)) if shift else 800
    expected = (1 - shift) ** gamma * most
    assert negative[[0, 2]] == pytest.approx([0, expected], rel=1e-13)
    slopes = asymmetric_loss_grad(EXTREME, [0] * 3, 1, gamma, shift)
    assert slopes[[0, 2]].tolist() == [0, 0 if shift >= 0.05 else pytest.approx(float(shift == 0))]
    assert asymmetric_loss_grad(EXTREME, [1] * 3, gamma, 1, shift)[[0, 2]].tolist() == [-1, 0]


def test_every_parameter_of_asymmetric_loss_matters() -> None:
    for function in (asymmetric_loss, asymmetric_loss_grad):
        for t in (0, 1):
            base = function(0.3, t).item()
            assert base == function(0.3, t, 0.0, 4.0, 0.05)
            assert (base != function(0.3, t, gamma_pos=1.0)) == (t == 1)
            assert (base != function(0.3, t, gamma_neg=3.0)) == (t == 0)
            assert (base != function(0.3, t, shift=0.1)) == (t == 0)


def test_agrees_with_live_torch(torch: Any) -> None:
    random = np.random.default_rng(LIVE_SEED)
    logits, targets = random.normal(0, 3, (200, 7)), random.integers(0, 2, (200, 7))
    weights = random.random(7) * 10
    z = torch.tensor(logits, requires_grad=True)
    expected = bce(torch, targets, weights, z)
    expected.sum().backward()
    assert_close(multilabel_bce(logits, targets, weights), expected.detach())
    assert_close(multilabel_bce_grad(logits, targets, weights), z.grad)
    for setting in SETTINGS:
        z = torch.tensor(logits, requires_grad=True)
        expected = asymmetric(torch, torch.tensor(targets), *setting, z)
        expected.sum().backward()
        assert_close(asymmetric_loss(logits, targets, *setting), expected.detach())
        assert_close(asymmetric_loss_grad(logits, targets, *setting), z.grad)


# --- arguments


@pytest.mark.parametrize("function", [multilabel_bce, multilabel_bce_grad])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0], [1]), r"logits must have shape \(N, K\), not \(1,\)"),
        ((np.empty((2, 0)), np.empty((2, 0))), r"with K > 0, not \(2, 0\)"),
        (([[0.0, math.nan]], [[1, 1]]), r"logits\[0, 1\] is not finite"),
        (([[0.0, 1.0]], [[1]]), r"targets must have shape \(1, 2\), not \(1, 1\)"),
        (([[0.0, 1.0]], [[1, 1.05]]), r"targets\[0, 1\] is outside \[0, 1\]"),
        (([[0.0, 1.0]], [[-0.5, 1]]), r"targets\[0, 0\] is outside \[0, 1\]"),
        (([[0.0, 1.0]], [[math.nan, 1]]), r"targets\[0, 0\] is not finite"),
        (([[0.0, 1.0]], [[0, 1]], [1.0]), r"pos_weight must have shape \(2,\), not \(1,\)"),
        (([[0.0, 1.0]], [[0, 1]], 1.0), r"pos_weight must have shape \(K,\), not \(\)"),
        (([[0.0, 1.0]], [[0, 1]], [0, -0.5]), r"pos_weight\[1\] is negative"),
        (([[0.0, 1.0]], [[0, 1]], [math.inf, 1]), r"pos_weight\[0\] is not finite"),
    ],
)
def test_malformed_labels_are_refused(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize("function", [asymmetric_loss, asymmetric_loss_grad])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.0], [1, 0]), r"targets must have shape \(1,\), not \(2,\)"),
        (([0.0], [0.5]), r"targets\[0\] must be 0 or 1"),
        (([0.0], [2]), r"targets\[0\] is outside"),
        (([math.inf], [1]), r"logits\[0\] is not finite"),
        ((0.0, 1, -1.0), "gamma_pos must be finite and not negative, not -1.0"),
        ((0.0, 1, 0, math.nan), "gamma_neg must be finite and not negative"),
        ((0.0, 1, 0, 0, -0.5), "shift must be at least 0 and below 1, not -0.5"),
        ((0.0, 1, 0, 0, 1), "shift must be at least 0 and below 1, not 1"),
        ((0.0, 1, 0, 0, math.nan), "shift must be at least 0"),
    ],
)
def test_unusable_asymmetric_arguments_are_refused(
    function: Callable[..., Any], arguments: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_no_samples_and_whole_numbers() -> None:
    empty = np.empty((0, 3))
    assert multilabel_bce(empty, empty).shape == (0,)
    assert multilabel_bce_grad(empty, empty).shape == (0, 3)
    assert asymmetric_loss([], []).shape == asymmetric_loss_grad([], []).shape == (0,)
    whole = np.array([[1, 2]], dtype=np.uint8)
    targets = np.array([[True, False]])
    assert multilabel_bce(whole, targets) == multilabel_bce([[1.0, 2.0]], [[1.0, 0.0]])
    assert (asymmetric_loss(whole, targets) == asymmetric_loss([[1.0, 2.0]], [[1, 0]])).all()


@pytest.mark.parametrize(
    "function", [multilabel_bce, multilabel_bce_grad, asymmetric_loss, asymmetric_loss_grad]
)
def test_arguments_are_never_changed_nor_handed_back(function: Callable[..., Any]) -> None:
    logits, targets = np.array([[-2.0, 0.5], [3.0, -1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    before = logits.copy(), targets.copy()
    result = function(logits, targets)
    np.testing.assert_array_equal((logits, targets), before)
    assert not np.shares_memory(result, logits)
    assert not np.shares_memory(result, targets)

"""Losses: torch, SciPy, the papers' numbers, central differences, and extreme logits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures.numerics.losses import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    cross_entropy,
    cross_entropy_grad,
    focal_loss,
    focal_loss_and_grad,
    focal_loss_grad,
    l1,
    l1_grad,
    l2,
    l2_grad,
    log_softmax,
    smooth_l1,
    smooth_l1_grad,
    softmax,
)
from tests.benchmarks.bench_focal import naive

if TYPE_CHECKING:
    from collections.abc import Callable

EXTREME = [-800.0, 0.0, 800.0]
LIVE_SEED = 7

logit_rows = arrays(
    np.float64,
    st.tuples(st.integers(0, 5), st.integers(1, 6)),
    elements=st.floats(-800, 800),
)


def logit(p: float) -> float:
    return math.log(p) - math.log1p(-p)


def assert_golden(expected: Any, value: Any, grad: Any, tolerance: float) -> None:
    np.testing.assert_allclose(value, expected["value"], rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(grad, expected["grad"], rtol=tolerance, atol=tolerance)


# --- softmax


@given(logit_rows)
def test_softmax_rows_are_probabilities(logits: Any) -> None:
    p = softmax(logits)
    assert p.shape == logits.shape
    assert ((p >= 0) & (p <= 1)).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-15)


@given(logit_rows, st.floats(-1000, 1000))
def test_softmax_does_not_change_when_all_logits_shift(logits: Any, shift: float) -> None:
    np.testing.assert_allclose(softmax(logits + shift), softmax(logits), rtol=2e-12, atol=1e-300)


@given(logit_rows)
def test_softmax_agrees_with_scipy(logits: Any) -> None:
    np.testing.assert_allclose(softmax(logits), scipy.special.softmax(logits, axis=-1), rtol=5e-16)
    expected = scipy.special.log_softmax(logits, axis=-1)
    np.testing.assert_allclose(log_softmax(logits), expected, rtol=5e-16, atol=5e-16)


def test_softmax_works_along_the_last_axis() -> None:
    logits = np.random.default_rng(1).normal(size=(2, 3, 4))
    np.testing.assert_array_equal(softmax(logits)[1, 2], softmax(logits[1, 2]))
    np.testing.assert_array_equal(log_softmax(logits)[1, 2], log_softmax(logits[1, 2]))


def test_log_softmax_stays_finite_where_softmax_vanishes() -> None:
    assert log_softmax(EXTREME).tolist() == [-1600, -800, 0]
    assert softmax(EXTREME).tolist() == [0, 0, 1]


# --- cross-entropy


def test_cross_entropy_of_a_uniform_guess_is_log_of_the_classes() -> None:
    assert cross_entropy(np.zeros((1, 7)), [3]) == pytest.approx([math.log(7)], rel=1e-15)


def test_cross_entropy_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("losses")
    arguments = case["logits"], case["labels"]
    assert_golden(
        case["cross_entropy"], cross_entropy(*arguments), cross_entropy_grad(*arguments), 5e-16
    )


@given(logit_rows, st.data())
def test_cross_entropy_gradient_is_p_minus_y(logits: Any, data: st.DataObject) -> None:
    n, classes = logits.shape
    labels = data.draw(arrays(np.int64, n, elements=st.integers(0, classes - 1)))
    one_hot = np.eye(classes)[labels]
    np.testing.assert_array_equal(cross_entropy_grad(logits, labels), softmax(logits) - one_hot)


def test_cross_entropy_gradient_by_central_differences(slope: Any) -> None:
    logits = np.random.default_rng(2).normal(0, 2, (3, 4))
    labels = [0, 3, 1]
    gradient = cross_entropy_grad(logits, labels)
    for cell in np.ndindex(*logits.shape):
        unit = np.zeros_like(logits)
        unit[cell] = 1

        def along(t: Any, unit: Any = unit) -> Any:
            return cross_entropy(logits + float(t) * unit, labels).sum()

        assert slope(along, 0.0) == pytest.approx(gradient[cell], rel=0, abs=1e-11)


def test_binary_is_two_class_cross_entropy() -> None:
    x = np.linspace(-30, 30, 61)
    two_class = np.stack([np.zeros_like(x), x], axis=1)
    for target in (0, 1):
        expected = cross_entropy(two_class, np.full(len(x), target))
        value = binary_cross_entropy(x, np.full(len(x), target))
        np.testing.assert_allclose(value, expected, rtol=4e-15, atol=4e-15)


@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
def test_binary_cross_entropy_agrees_with_committed_torch(golden: Any, target: float) -> None:
    x = np.array(golden("losses")["x"])
    t = np.full_like(x, target)
    expected = golden("losses")[f"binary_cross_entropy {target:g}"]
    value, grad = binary_cross_entropy(x, t), binary_cross_entropy_grad(x, t)
    assert_golden(expected, value, grad, 2e-15)


@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
def test_binary_cross_entropy_gradient_by_central_differences(slope: Any, target: float) -> None:
    x = np.linspace(-6, 6, 25)
    t = np.full_like(x, target)
    expected = slope(lambda x: binary_cross_entropy(x, t), x)
    np.testing.assert_allclose(binary_cross_entropy_grad(x, t), expected, rtol=0, atol=1e-11)


def test_binary_cross_entropy_is_stable() -> None:
    assert binary_cross_entropy(EXTREME, [1, 1, 1]).tolist() == [800, math.log(2), 0]
    assert binary_cross_entropy(EXTREME, [0, 0, 0]).tolist() == [0, math.log(2), 800]
    assert binary_cross_entropy_grad(EXTREME, [1, 1, 1]).tolist() == [-1, -0.5, 0]


# --- focal loss


@given(st.floats(-800, 800), st.sampled_from([0, 1]))
def test_focal_loss_without_gamma_and_alpha_is_cross_entropy(x: float, t: int) -> None:
    np.testing.assert_array_equal(focal_loss(x, t, 0, None), binary_cross_entropy(x, t))
    np.testing.assert_allclose(
        focal_loss_grad(x, t, 0, None), binary_cross_entropy_grad(x, t), rtol=0, atol=3e-16
    )


@pytest.mark.parametrize(
    ("p_t", "times"), [(0.9, 100), (0.968, 1 / 0.032**2), (0.5, 4)], ids=["0.9", "0.968", "0.5"]
)
@pytest.mark.parametrize("positive", [True, False])
def test_focal_loss_turns_down_as_the_paper_says(p_t: float, times: float, positive: bool) -> None:
    x = logit(p_t) if positive else -logit(p_t)
    target = int(positive)
    ratio = binary_cross_entropy(x, target) / focal_loss(x, target, 2, None)
    assert ratio == pytest.approx(times, rel=2e-14)
    assert p_t != 0.968 or 900 < ratio < 1100


@given(st.floats(0.001, 0.5), st.sampled_from([0, 1]))
def test_focal_loss_turns_hard_samples_down_at_most_four_times(p_t: float, target: int) -> None:
    x = logit(p_t) if target else -logit(p_t)
    assert binary_cross_entropy(x, target) <= 4 * focal_loss(x, target, 2, None) * (1 + 1e-14)


def test_focal_loss_weighs_positives_by_alpha_and_negatives_by_the_rest() -> None:
    x = np.array([0.7, 0.7])
    ratio = focal_loss(x, [1, 0], 2, 0.25) / focal_loss(x, [1, 0], 2, None)
    np.testing.assert_allclose(ratio, [0.25, 0.75], rtol=1e-15)


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_focal_loss_agrees_with_committed_torch(golden: Any, target: float) -> None:
    x = np.array(golden("losses")["x"])
    t = np.full_like(x, target)
    expected = golden("losses")[f"focal_loss {target:g}"]
    assert_golden(expected, focal_loss(x, t), focal_loss_grad(x, t), 4e-15)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("alpha", [None, 0.0, 0.25, 1.0])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_focal_gradient_by_central_differences(
    slope: Any, gamma: float, alpha: float | None, target: float
) -> None:
    x = np.linspace(-5, 5, 21)
    t = np.full_like(x, target)
    expected = slope(lambda x: focal_loss(x, t, gamma, alpha), x)
    gradient = focal_loss_grad(x, t, gamma, alpha)
    np.testing.assert_allclose(gradient, expected, rtol=0, atol=3e-11)


@pytest.mark.parametrize("alpha", [None, 0.25])
def test_one_function_gives_both_the_focal_loss_and_its_gradient(alpha: float | None) -> None:
    random = np.random.default_rng(13)
    x, t = random.normal(0, 4, (7, 50)), random.integers(0, 2, (7, 50))
    for gamma in (0.0, 0.7, 2.0):
        loss, gradient = focal_loss_and_grad(x, t, gamma, alpha)
        np.testing.assert_array_equal(loss, focal_loss(x, t, gamma, alpha))
        np.testing.assert_array_equal(gradient, focal_loss_grad(x, t, gamma, alpha))
    from_formula, slope = naive(x, t)  # γ = 2, α = 0.25
    loss, gradient = focal_loss_and_grad(x, t)
    np.testing.assert_allclose(loss, from_formula, rtol=1e-9)
    np.testing.assert_allclose(gradient, slope, rtol=1e-9)


def test_every_parameter_of_focal_loss_matters() -> None:
    for function in (focal_loss, focal_loss_grad):
        base = function(0.3, 1).item()
        assert base == function(0.3, 1, 2.0, 0.25)
        assert base not in [function(0.3, 0), function(0.3, 1, 1.0), function(0.3, 1, 2.0, 0.5)]


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_focal_loss_is_stable(gamma: float) -> None:
    assert focal_loss(EXTREME, [1, 1, 1], gamma, None)[[0, 2]].tolist() == [800, 0]
    assert focal_loss(EXTREME, [0, 0, 0], gamma, None)[[0, 2]].tolist() == [0, 800]
    assert focal_loss_grad(EXTREME, [1, 1, 1], gamma, None)[[0, 2]].tolist() == [-1, 0]


# --- smooth L1 and its parents


@pytest.mark.parametrize("beta", [0.5, 1.0, 2.0])
def test_smooth_l1_agrees_with_committed_torch(golden: Any, beta: float) -> None:
    x = golden("losses")["x"]
    expected = golden("losses")[f"smooth_l1 {beta:g}"]
    assert_golden(expected, smooth_l1(x, beta), smooth_l1_grad(x, beta), 0)


@pytest.mark.parametrize("beta", [0.3, 1.0, 2.5])
def test_smooth_l1_joins_in_value_and_slope(beta: float) -> None:
    for side in (-beta, beta):
        inside, outside = np.nextafter(side, 0), np.nextafter(side, 2 * side)
        assert smooth_l1(inside, beta) == pytest.approx(smooth_l1(outside, beta), rel=1e-14)
        assert smooth_l1(side, beta) == pytest.approx(beta / 2, rel=1e-15)
        assert smooth_l1_grad(inside, beta) == pytest.approx(np.sign(side), rel=1e-14)
        assert smooth_l1_grad(outside, beta) == np.sign(side)


def test_smooth_l1_is_half_square_then_distance_less_half() -> None:
    assert smooth_l1([0.5, -0.5, 3, -3]).tolist() == [0.125, 0.125, 2.5, 2.5]
    assert smooth_l1(1.005) == pytest.approx(0.505, rel=1e-15)  # already outside
    assert smooth_l1(0.5, beta=0.25) != smooth_l1(0.5)
    assert smooth_l1_grad(0.5, beta=2) != smooth_l1_grad(0.5)


def test_l1_and_l2_by_hand() -> None:
    x = [-3, 0, 2]
    assert l1(x).tolist() == [3, 0, 2]
    assert l1_grad(x).tolist() == [-1, 0, 1]
    assert l2(x).tolist() == [4.5, 0, 2]
    assert l2_grad(x).tolist() == x


@pytest.mark.parametrize(
    ("function", "gradient"),
    [(l1, l1_grad), (l2, l2_grad), (smooth_l1, smooth_l1_grad)],
    ids=["l1", "l2", "smooth_l1"],
)
def test_distance_gradients_by_central_differences(
    slope: Any, function: Callable[[Any], Any], gradient: Callable[[Any], Any]
) -> None:
    x = np.array([-3.1, -1.4, -0.7, -0.2, 0.3, 0.9, 1.1, 2.8])  # kinks lie elsewhere
    np.testing.assert_allclose(gradient(x), slope(function, x), rtol=5e-12)


# --- live torch


def test_losses_agree_with_live_torch(torch: Any) -> None:
    f = torch.nn.functional
    random = np.random.default_rng(LIVE_SEED)
    logits, labels = random.normal(0, 20, (200, 9)), random.integers(0, 9, 200)
    z = torch.tensor(logits, requires_grad=True)
    expected = f.cross_entropy(z, torch.tensor(labels), reduction="none")
    expected.sum().backward()
    np.testing.assert_allclose(
        cross_entropy(logits, labels), expected.detach(), rtol=2e-15, atol=2e-15
    )
    np.testing.assert_allclose(cross_entropy_grad(logits, labels), z.grad, rtol=0, atol=2e-15)
    x, beta = random.normal(0, 3, 500), 0.7
    tensor = torch.tensor(x)
    smooth = f.smooth_l1_loss(tensor, torch.zeros_like(tensor), beta=beta, reduction="none")
    np.testing.assert_allclose(smooth_l1(x, beta), smooth, rtol=3e-16)
    targets = random.random(500)
    bce = f.binary_cross_entropy_with_logits(tensor, torch.tensor(targets), reduction="none")
    np.testing.assert_allclose(binary_cross_entropy(x, targets), bce, rtol=2e-15, atol=2e-15)


# --- arguments


@pytest.mark.parametrize("function", [softmax, log_softmax])
@pytest.mark.parametrize(
    ("logits", "message"),
    [
        (1.0, r"logits must have shape \(…, C\) with C > 0, not \(\)"),
        (np.empty((3, 0)), r"with C > 0, not \(3, 0\)"),
        ([[0, 1], [math.nan, 1]], r"logits\[1, 0\] is not finite"),
        ([0, math.inf], r"logits\[1\] is not finite"),
    ],
)
def test_malformed_logits_are_refused(
    function: Callable[[Any], Any], logits: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(logits)


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_grad])
@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        ([0.0, 1.0], [0], r"logits must have shape \(N, C\), not \(2,\)"),
        ([[0.0, 1.0]], [0, 1], r"labels must have shape \(1,\), not \(2,\)"),
        ([[0.0, 1.0]], [0.5], "labels must be whole numbers, not float64"),
        ([[0.0, 1.0]] * 2, [0, 2], r"labels\[1\] is 2, outside 0…1"),
        ([[0.0, 1.0]], [-1], r"labels\[0\] is -1, outside 0…1"),
    ],
)
def test_malformed_samples_are_refused(
    function: Callable[[Any, Any], Any], logits: Any, labels: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(logits, labels)


@pytest.mark.parametrize("function", [focal_loss_and_grad, focal_loss, focal_loss_grad])
def test_malformed_focal_samples_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"targets must have shape \(2,\), not \(1,\)"):
        function([0.0, 1.0], [1])
    with pytest.raises(ValueError, match=r"logits\[1\] is not finite"):
        function([0.0, math.inf], [1, 1])


@pytest.mark.parametrize("function", [binary_cross_entropy, binary_cross_entropy_grad])
@pytest.mark.parametrize(
    ("logits", "targets", "message"),
    [
        ([0.0, 1.0], [1], r"targets must have shape \(2,\), not \(1,\)"),
        ([0.0, math.inf], [1, 1], r"logits\[1\] is not finite"),
        ([0.0, 1.0], [1, 1.05], r"targets\[1\] is outside \[0, 1\]"),
        ([0.0, 1.0], [-0.5, 1], r"targets\[0\] is outside \[0, 1\]"),
        ([0.0, 1.0], [math.nan, 1], r"targets\[0\] is outside \[0, 1\]"),
    ],
)
def test_malformed_binary_samples_are_refused(
    function: Callable[[Any, Any], Any], logits: Any, targets: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(logits, targets)


@pytest.mark.parametrize("function", [focal_loss, focal_loss_grad])
def test_unusable_focal_parameters_are_refused(function: Callable[..., Any]) -> None:
    for target in (0.5, 1.05, -0.5, math.nan):
        with pytest.raises(ValueError, match=r"targets\[1\] must be 0 or 1"):
            function([0.0, 0.0], [1, target])
    for gamma in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="gamma must be finite and not negative"):
            function(0.0, 1, gamma)
    for alpha in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="alpha must be between 0 and 1"):
            function(0.0, 1, 2.0, alpha)


@pytest.mark.parametrize("function", [smooth_l1, smooth_l1_grad])
@pytest.mark.parametrize("beta", [0.0, -1.0, math.nan, math.inf])
def test_unusable_betas_are_refused(function: Callable[..., Any], beta: float) -> None:
    with pytest.raises(ValueError, match="beta must be positive and finite"):
        function(1.0, beta)


def test_no_samples_no_losses() -> None:
    assert cross_entropy(np.empty((0, 3)), []).shape == (0,)
    assert cross_entropy_grad(np.empty((0, 3)), []).shape == (0, 3)
    assert focal_loss([], []).shape == (0,)
    assert smooth_l1([]).shape == (0,)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x = np.array([[-2.0, 0.5], [0.25, 3.0]])
    before = x.copy()
    labels, targets = np.array([0, 1]), np.array([[0.0, 1.0], [1.0, 0.0]])
    binary = (binary_cross_entropy, binary_cross_entropy_grad, focal_loss, focal_loss_grad)
    calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        *((f, ()) for f in (softmax, log_softmax)),
        *((f, ()) for f in (l1, l1_grad, l2, l2_grad, smooth_l1, smooth_l1_grad)),
        *((f, (labels,)) for f in (cross_entropy, cross_entropy_grad)),
        *((f, (targets,)) for f in binary),
    ]
    for function, rest in calls:
        assert not np.shares_memory(function(x, *rest), x)
        np.testing.assert_array_equal(x, before)

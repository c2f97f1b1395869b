"""Penalties: scikit-learn, the conditions that a minimum fulfils, slow twins, and hand-worked sums."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.numerics import shrinkage
from figures.numerics.shrinkage import (
    hard_threshold,
    largest_penalty,
    lasso,
    lasso_path,
    lasso_path_naive,
    ridge_path,
    ridge_path_naive,
    ridge_scaling,
    soft_threshold,
)
from tests.figures.golden.shrinkage import ridge

if TYPE_CHECKING:
    from collections.abc import Callable

LIVE_SEED = 7
PATHS = [lasso_path, lasso_path_naive, ridge_path, ridge_path_naive]
ELEMENTWISE = [soft_threshold, hard_threshold, ridge_scaling]


def design(seed: int, n: int = 30, d: int = 5) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, d))
    return x, x @ random.normal(0, 2, d) + random.normal(size=n)


# --- one value


def test_one_value_by_hand() -> None:
    x = [-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0]
    assert soft_threshold(x, 1).tolist() == [-2, 0, 0, 0, 0, 0, 2]
    assert hard_threshold(x, 1).tolist() == [-3, 0, 0, 0, 0, 0, 3]
    assert ridge_scaling(x, 1).tolist() == [-1.5, -0.5, -0.25, 0, 0.25, 0.5, 1.5]
    for function in ELEMENTWISE:
        assert function(x, 0).tolist() == x
        assert function(np.array([[3, -4]], dtype=np.int8), 2).shape


@pytest.mark.parametrize("a", [-2.3, -0.4, 0.0, 0.7, 1.6, 3.1])
@pytest.mark.parametrize("penalty", [0.3, 1.0, 1.7])
def test_each_is_the_minimum_that_it_says(a: float, penalty: float) -> None:
    w = np.linspace(-4, 4, 80_001)
    fit, nearest = 0.5 * (w - a) ** 2, pytest.approx
    soft = w[np.argmin(fit + penalty * np.abs(w))]
    assert soft_threshold(a, penalty) == nearest(soft, abs=1e-4)
    shrunk = w[np.argmin(fit + 0.5 * penalty * w**2)]
    assert ridge_scaling(a, penalty) == nearest(shrunk, abs=1e-4)
    counted = w[np.argmin(fit + penalty * (np.abs(w) > 1e-12))]
    assert hard_threshold(a, math.sqrt(2 * penalty)) == nearest(counted, abs=1e-4)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_soft_threshold_is_odd_and_never_passes_zero(x: float, threshold: float) -> None:
    moved = soft_threshold(x, threshold)
    assert soft_threshold(-x, threshold) == -moved
    assert abs(moved) == pytest.approx(max(abs(x) - threshold, 0))
    assert moved * x >= 0


# --- lasso


def test_lasso_agrees_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("shrinkage")
    weights = lasso_path(case["x"], case["y"], case["penalties"])
    np.testing.assert_allclose(weights, case["lasso"], rtol=0, atol=1e-13)
    np.testing.assert_array_equal(weights == 0, np.array(case["lasso"]) == 0)


def test_lasso_agrees_with_live_scikit_learn(oracle: Any) -> None:
    linear_model = oracle("sklearn.linear_model")
    x, y = design(LIVE_SEED, n=60, d=8)
    penalties = np.geomspace(0.9 * largest_penalty(x, y), 0.01, 8)
    with warnings.catch_warnings():
        # a tolerance of 0 asks for all 1,000 sweeps, which is then said to be too few
        warnings.simplefilter("ignore", oracle("sklearn.exceptions").ConvergenceWarning)
        _, weights, _ = linear_model.lasso_path(x, y, alphas=penalties, tol=0, max_iter=1000)
    np.testing.assert_allclose(lasso_path(x, y, penalties), weights.T, rtol=0, atol=3e-13)


@pytest.mark.parametrize("seed", range(3))
def test_lasso_agrees_with_its_slow_twin(seed: int) -> None:
    x, y = design(seed)
    penalties = [0.5, 0.05, 2.0]  # in no order
    expected = lasso_path_naive(x, y, penalties)
    np.testing.assert_allclose(lasso_path(x, y, penalties), expected, rtol=0, atol=3e-13)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(1, 6), st.floats(0.01, 1))
def test_lasso_fulfils_the_conditions_of_a_minimum(seed: int, n: int, d: int, share: float) -> None:
    x, y = design(seed, n, d)
    penalty = share * largest_penalty(x, y)
    (weights,) = lasso_path(x, y, [penalty])
    pull = x.T @ (y - x @ weights) / n
    tolerance = 1e-9 * penalty
    assert (np.abs(pull) <= penalty + tolerance).all()
    used = weights != 0
    np.testing.assert_allclose(pull[used], penalty * np.sign(weights[used]), rtol=0, atol=tolerance)


@given(st.integers(0, 10**6))
def test_from_the_largest_penalty_on_all_weights_are_zero(seed: int) -> None:
    x, y = design(seed, n=12, d=3)
    edge = largest_penalty(x, y)
    weights = lasso_path(x, y, [edge * (1 + 1e-12), edge * (1 - 1e-9)])
    assert not weights[0].any()
    assert weights[1].any()  # one, as a rule; two columns can be all but equally good


def test_lasso_of_orthogonal_columns_is_a_soft_threshold() -> None:
    q, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(20, 4)))
    x, y = q * math.sqrt(20), np.random.default_rng(2).normal(size=20)
    free = x.T @ y / 20
    for penalty in (0.01, 0.1, 0.3):
        (lasso,), (shrunk,) = lasso_path(x, y, [penalty]), ridge_path(x, y, [penalty])
        np.testing.assert_allclose(lasso, soft_threshold(free, penalty), rtol=0, atol=1e-15)
        np.testing.assert_allclose(shrunk, ridge_scaling(free, penalty), rtol=0, atol=1e-15)


def test_lasso_of_one_sample_by_hand() -> None:
    # ½ (6 − 2w)² + 4 |w| is least where 2 (6 − 2w) = 4
    assert lasso_path([[2.0]], [6.0], [4.0]).tolist() == [[2.0]]
    # ½ (6 − 2w)² + 2 w² is least where 2 (6 − 2w) = 4w
    np.testing.assert_allclose(ridge_path([[2.0]], [6.0], [4.0]), [[1.5]], rtol=4e-16)


def test_a_column_of_zeros_gets_no_weight() -> None:
    x, y = design(3)
    x[:, 1] = 0
    np.testing.assert_array_equal(lasso_path(x, y, [0.1, 0.2])[:, 1], 0)
    rest = np.delete(x, 1, axis=1)
    alone = lasso_path(rest, y, [0.1, 0.2])
    np.testing.assert_allclose(
        np.delete(lasso_path(x, y, [0.1, 0.2]), 1, axis=1), alone, atol=1e-14
    )
    assert largest_penalty(np.zeros((3, 2)), [1, 2, 3]) == 0
    assert not lasso_path_naive(np.zeros((3, 2)), [1, 2, 3], [0.1]).any()


def test_nearly_dependent_columns_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shrinkage, "_SWEEPS", 50)
    random = np.random.default_rng(4)
    x = random.normal(size=(20, 1)) + 1e-3 * random.normal(size=(20, 3))
    with pytest.raises(ArithmeticError, match="still move after 50 sweeps at penalty 1e-06"):
        lasso_path(x, random.normal(size=20), [1e-6])


# --- ridge


def test_ridge_agrees_with_committed_scikit_learn(golden: Any) -> None:
    case = golden("shrinkage")
    weights = ridge_path(case["x"], case["y"], case["penalties"])
    np.testing.assert_allclose(weights, case["ridge"], rtol=0, atol=1e-15)


def test_ridge_agrees_with_live_scikit_learn(oracle: Any) -> None:
    assert oracle("sklearn.linear_model")
    x, y = design(LIVE_SEED, n=60, d=8)
    penalties = [10.0, 1.0, 0.1, 0.01]
    expected = ridge(x, y, penalties)
    np.testing.assert_allclose(ridge_path(x, y, penalties), expected, rtol=0, atol=2e-15)


@pytest.mark.parametrize(("n", "d"), [(30, 5), (5, 5), (4, 9)])
def test_ridge_agrees_with_its_slow_twin(n: int, d: int) -> None:
    x, y = design(5, n, d)
    penalties = [0.3, 5.0, 0.02]
    expected = ridge_path_naive(x, y, penalties)
    np.testing.assert_allclose(ridge_path(x, y, penalties), expected, rtol=0, atol=1e-13)


@given(st.integers(0, 10**6), st.floats(0.01, 10))
def test_ridge_fulfils_the_condition_of_a_minimum(seed: int, penalty: float) -> None:
    x, y = design(seed, n=9, d=4)
    (weights,) = ridge_path(x, y, [penalty])
    pull = x.T @ (y - x @ weights) / 9
    np.testing.assert_allclose(pull, penalty * weights, rtol=0, atol=1e-12)


def test_ridge_gradient_by_central_differences(gradient: Any) -> None:
    x, y = design(6)
    (weights,) = ridge_path(x, y, [0.4])

    def objective(w: Any) -> Any:
        return np.sum((y - x @ w) ** 2) / (2 * len(x)) + 0.5 * 0.4 * np.sum(w**2)

    np.testing.assert_allclose(gradient(objective, weights), 0, atol=1e-10)


@pytest.mark.parametrize(("n", "d"), [(30, 5), (4, 9)])
def test_without_penalty_ridge_is_the_shortest_least_squares_solution(n: int, d: int) -> None:
    x, y = design(7, n, d)
    x[:, 0] = x[:, 1]  # dependent columns
    np.testing.assert_allclose(ridge_path(x, y, [0])[0], np.linalg.pinv(x) @ y, rtol=0, atol=1e-13)
    assert not ridge_path(np.zeros((3, 2)), [1, 2, 3], [0]).any()


@given(st.integers(0, 10**6))
def test_a_larger_penalty_gives_shorter_weights(seed: int) -> None:
    x, y = design(seed, n=10, d=3)
    penalties = [2.0, 0.5, 0.1, 0.02]
    assert (np.diff(np.linalg.norm(ridge_path(x, y, penalties), axis=1)) > 0).all()
    assert (np.diff(np.abs(lasso_path(x, y, penalties)).sum(axis=1)) >= 0).all()


def test_equal_columns_share_what_ridge_gives_and_one_is_enough_for_the_lasso() -> None:
    x, y = design(8, d=1)
    twice = np.hstack([x, x])
    shared = ridge_path(twice, y, [0.2])[0]
    assert shared[0] == pytest.approx(shared[1], rel=1e-14)
    assert np.count_nonzero(lasso_path(twice, y, [0.2])) == 1


# --- arguments


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_unusable_values_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"x\[1\] is not finite"):
        function([0.0, math.nan], 1.0)
    name = "penalty" if function is ridge_scaling else "threshold"
    for wrong in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"{name} must be finite and not negative"):
            function([0.0], wrong)


@pytest.mark.parametrize("function", PATHS)
@pytest.mark.parametrize(
    ("x", "y", "penalties", "message"),
    [
        ([1.0, 2.0], [1.0], [1.0], r"x must have shape \(N, D\), not \(2,\)"),
        ([[1.0]], 1.0, [1.0], r"y must have shape \(N,\), not \(\)"),
        ([[1.0], [2.0]], [1.0], [1.0], r"y must have shape \(2,\), not \(1,\)"),
        (np.empty((0, 2)), [], [1.0], r"x must have rows and columns, not shape \(0, 2\)"),
        (np.empty((2, 0)), [1, 2], [1.0], r"x must have rows and columns, not shape \(2, 0\)"),
        ([[math.inf]], [1.0], [1.0], r"x\[0, 0\] is not finite"),
        ([[1.0]], [math.nan], [1.0], r"y\[0\] is not finite"),
        ([[1.0]], [1.0], 1.0, r"penalties must have shape \(K,\), not \(\)"),
        ([[1.0]], [1.0], [math.nan], r"penalties\[0\] is not finite"),
        ([[1.0]], [1.0], [1.0, -1.0], r"penalties\[1\] must be finite and not negative"),
    ],
)
def test_malformed_designs_are_refused(
    function: Callable[..., Any], x: Any, y: Any, penalties: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(x, y, penalties)


def test_the_lasso_needs_a_penalty() -> None:
    with pytest.raises(ValueError, match="penalty must be positive and finite, not 0"):
        lasso_path([[1.0]], [1.0], [1.0, 0.0])
    for penalty in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="penalty must be positive and finite"):
            lasso([[1.0]], [1.0], penalty)


def test_the_lasso_ends_at_the_same_weights_wherever_it_starts() -> None:
    x, y = design(10)
    start = np.random.default_rng(11).normal(0, 5, 5)
    before = start.copy()
    found = lasso(x, y, 0.1, start)
    np.testing.assert_allclose(found, lasso(x, y, 0.1), rtol=0, atol=1e-13)
    np.testing.assert_array_equal(lasso(x, y, 0.1), lasso_path(x, y, [0.1])[0])
    np.testing.assert_array_equal(start, before)
    with pytest.raises(ValueError, match=r"start must have shape \(5,\), not \(4,\)"):
        lasso(x, y, 0.1, start[:4])
    with pytest.raises(ValueError, match=r"start must have shape \(D,\), not \(1, 5\)"):
        lasso(x, y, 0.1, [start])


def test_a_path_starts_from_the_weights_before(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = design(12, n=40, d=6)
    penalties = np.geomspace(largest_penalty(x, y), 1e-3, 8)
    expected = lasso_path(x, y, penalties)
    started = []

    def remember(x: Any, y: Any, penalty: float, start: Any) -> Any:
        started.append(start)
        return lasso(x, y, penalty, start)

    monkeypatch.setattr(shrinkage, "lasso", remember)
    np.testing.assert_array_equal(lasso_path(x, y, penalties[::-1]), expected[::-1])
    np.testing.assert_array_equal(started[1:], expected[:-1])
    assert not started[0].any()


@pytest.mark.parametrize("function", PATHS)
def test_no_penalties_no_weights_and_whole_numbers_will_do(function: Callable[..., Any]) -> None:
    x, y = np.array([[1, 2], [3, 5], [0, 1]], dtype=np.uint8), np.array([1, 2, 3], dtype=np.uint8)
    assert function(x, y, []).shape == (0, 2)
    expected = function(x.astype(float), y.astype(float), [1.0])
    np.testing.assert_array_equal(function(x, y, [1]), expected)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x, y = design(9)
    penalties = np.array([0.5, 0.1])
    before = [each.copy() for each in (x, y, penalties)]
    for path in PATHS:
        found = path(x, y, penalties)
        assert not any(np.shares_memory(found, each) for each in (x, y, penalties))
        assert not np.array_equal(found[0], found[1])
    largest_penalty(x, y)
    for function in ELEMENTWISE:
        assert not np.shares_memory(function(x, 0.0), x)
        assert not np.array_equal(function(x, 0.1), function(x, 0.2))
    for one, other in zip(before, (x, y, penalties), strict=True):
        np.testing.assert_array_equal(one, other)

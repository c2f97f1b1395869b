"""Transport: SciPy, POT, linear programs, earth moved by hand, and the laws of a distance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures.numerics.transport import sinkhorn, wasserstein_1d, wasserstein_1d_naive

if TYPE_CHECKING:
    from figures.numerics.checks import Floats

samples = arrays(np.float64, st.integers(1, 9), elements=st.floats(-100, 100, width=32))


# --- W₁ on a line


@given(samples, samples)
def test_w1_agrees_with_the_slow_twin(x: Floats, y: Floats) -> None:
    assert wasserstein_1d(x, y) == pytest.approx(wasserstein_1d_naive(x, y), rel=1e-15, abs=1e-300)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (50, 50), (50, 49), (12, 36), (7, 400), (1000, 999)])
def test_w1_agrees_with_scipy(n: int, m: int) -> None:
    random = np.random.default_rng(n + m)
    x, y = random.normal(0, 3, n), random.normal(1, 2, m)
    expected = scipy.stats.wasserstein_distance(x, y)
    assert wasserstein_1d(x, y) == pytest.approx(expected, rel=1e-15 * max(1, n / 40))
    assert wasserstein_1d_naive(x, y) == pytest.approx(expected, rel=1e-15 * max(1, n / 40))


def test_w1_agrees_with_pot(oracle: Any) -> None:
    x, y = np.random.default_rng(1).normal(size=(2, 30))
    expected = oracle("ot").wasserstein_1d(x, y, p=1)
    assert wasserstein_1d(x, y) == pytest.approx(np.ravel(expected)[0], rel=1e-14)


def test_w1_by_hand() -> None:
    assert wasserstein_1d([0, 1, 3], [5, 6, 8]) == 5
    assert wasserstein_1d([3, 0, 1], [8, 5, 6]) == 5
    assert wasserstein_1d([0], [1, 5]) == 3
    assert wasserstein_1d([0, 1], [0, 0, 1]) == pytest.approx(1 / 6, rel=1e-15)
    assert wasserstein_1d(np.array([0], dtype=np.uint8), np.array([255], dtype=np.uint8)) == 255
    assert wasserstein_1d([1e150], [-1e150]) == 2e150


@given(samples, samples, samples)
def test_w1_is_a_distance(x: Floats, y: Floats, z: Floats) -> None:
    assert wasserstein_1d(x, x[::-1]) == 0
    assert wasserstein_1d(x, y) == wasserstein_1d(y, x) >= 0
    detour = wasserstein_1d(x, z) + wasserstein_1d(z, y)
    assert wasserstein_1d(x, y) <= detour * (1 + 1e-14) + 1e-14
    assert wasserstein_1d(x, y) >= abs(x.mean() - y.mean()) - 1e-12  # a 1-Lipschitz function


@given(samples, st.integers(-1000, 1000), st.integers(1, 3))
def test_w1_of_a_shift_is_the_shift(x: Floats, shift: int, times: int) -> None:
    moved = np.repeat(x + shift, times)  # the same distribution, with more samples
    assert wasserstein_1d(x, moved) == pytest.approx(abs(shift), rel=1e-12, abs=1e-12)
    assert wasserstein_1d(4 * x, 4 * moved) == pytest.approx(4 * wasserstein_1d(x, moved))


# --- Sinkhorn


def problem(seed: int, n: int = 6, m: int = 5) -> tuple[Floats, Floats, Floats]:
    random = np.random.default_rng(seed)
    return random.dirichlet(np.ones(n)), random.dirichlet(np.ones(m)), random.random((n, m))


def test_sinkhorn_agrees_with_committed_pot(golden: Any) -> None:
    case = golden("divergences")
    a, b, cost = (np.array(case[name]) for name in ("a", "b", "cost"))
    plan, price = sinkhorn(a, b, cost, 0.05, 2000, 0)
    np.testing.assert_allclose(plan, case["plan 0.05"], rtol=0, atol=3e-12)
    assert price == pytest.approx((plan * cost).sum(), rel=1e-15)
    early, _ = sinkhorn(a, b, cost, 0.05, 7, 0)
    np.testing.assert_allclose(early, case["plan 0.05, 7 iterations"], rtol=0, atol=1e-14)
    assert np.abs(early - plan).max() > 1e-6
    _, nearly_least = sinkhorn(a, b, cost, 1e-3, 20000)
    assert nearly_least == pytest.approx(case["least cost"], abs=1e-5)


@pytest.mark.parametrize("epsilon", [0.02, 0.3, 5.0])
def test_sinkhorn_agrees_with_pot(oracle: Any, epsilon: float) -> None:
    a, b, cost = problem(2, 20, 30)
    ot = oracle("ot")
    expected = ot.sinkhorn(
        a, b, cost, epsilon, method="sinkhorn_log", numItermax=300, stopThr=0, warn=False
    )
    plan, _ = sinkhorn(a, b, cost, epsilon, 300, 0)
    np.testing.assert_allclose(plan, expected, rtol=0, atol=3e-12)


def test_sinkhorn_nears_the_linear_program_as_epsilon_falls(oracle: Any) -> None:
    a, b, cost = problem(3)
    least = oracle("ot").emd2(a, b, cost)
    ones = np.vstack([np.kron(np.eye(6), np.ones(5)), np.kron(np.ones(6), np.eye(5))])
    program = scipy.optimize.linprog(cost.ravel(), A_eq=ones, b_eq=np.concatenate([a, b]))
    assert program.fun == pytest.approx(least, rel=1e-9)
    prices = [sinkhorn(a, b, cost, epsilon, 30000)[1] for epsilon in (1.0, 0.1, 0.01, 0.002)]
    assert prices == sorted(prices, reverse=True)
    assert prices[-1] == pytest.approx(least, abs=1e-4)
    assert prices[0] > least + 0.01


def test_sinkhorn_with_much_entropy_forgets_the_price() -> None:
    a, b, cost = problem(4)
    plan, _ = sinkhorn(a, b, cost, 1e9)
    np.testing.assert_allclose(plan, np.outer(a, b), rtol=1e-8)


@given(
    st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32), st.sampled_from([0.03, 0.3, 3.0])
)
@settings(max_examples=30)
def test_a_plan_moves_what_is_there_to_where_it_is_wanted(
    n: int, m: int, seed: int, epsilon: float
) -> None:
    a, b, cost = problem(seed, n, m)
    plan, price = sinkhorn(a, b, cost, epsilon, 50_000)
    assert (plan >= 0).all()
    np.testing.assert_allclose(plan.sum(axis=1), a, rtol=1e-12, atol=1e-15)
    assert np.abs(plan.sum(axis=0) - b).sum() <= 1.0001e-9
    assert cost.min() * (1 - 1e-12) <= price <= cost.max() * (1 + 1e-12)
    other, _ = sinkhorn(b, a, cost.T, epsilon, 50_000)
    np.testing.assert_allclose(other.T, plan, rtol=0, atol=1e-6)


def test_the_tolerance_and_the_iterations_end_it() -> None:
    a, b, cost = problem(5)
    errors = []
    for tolerance in (1e-2, 1e-5, 0):
        plan, _ = sinkhorn(a, b, cost, 0.02, 100, tolerance)
        errors.append(np.abs(plan.sum(axis=0) - b).sum())
    assert 1e-5 < errors[0] <= 1e-2
    assert errors[2] < errors[1] <= 1e-5
    by_default, _ = sinkhorn(a, b, cost, 0.02)
    np.testing.assert_array_equal(by_default, sinkhorn(a, b, cost, 0.02, 1000, 1e-9)[0])
    assert np.abs(by_default - sinkhorn(a, b, cost, 0.03)[0]).max() > 1e-4
    # the last round is the first within the tolerance
    off = [
        np.abs(sinkhorn(a, b, cost, 0.02, rounds, 0)[0].sum(axis=0) - b).sum()
        for rounds in range(1, 100)
    ]
    enough = next(i for i, error in enumerate(off) if error <= 1e-2)
    ended, _ = sinkhorn(a, b, cost, 0.02, 1000, 1e-2)
    np.testing.assert_array_equal(ended, sinkhorn(a, b, cost, 0.02, enough + 1, 0)[0])


def test_by_default_it_gives_up_after_a_thousand_rounds() -> None:
    a, b, _ = problem(8, 30, 30)
    x = np.linspace(0, 1, 30)
    cost = (x[:, None] - x) ** 2
    slow, _ = sinkhorn(a, b, cost, 1e-4)
    np.testing.assert_array_equal(slow, sinkhorn(a, b, cost, 1e-4, 1000)[0])
    assert (slow != sinkhorn(a, b, cost, 1e-4, 999)[0]).any()


def test_sinkhorn_stays_finite_where_scaling_underflows() -> None:
    a, b, cost = problem(6)
    plan, price = sinkhorn(a, b, 1e6 * cost, 1e-3, 2000)  # exp(−10⁹) is 0
    assert np.isfinite(plan).all()
    np.testing.assert_allclose(plan.sum(axis=1), a, rtol=1e-6)
    assert 0 < price < 1e6


def test_no_mass_is_moved_where_there_is_none() -> None:
    plan, price = sinkhorn([0, 1], [0.5, 0, 0.5], [[1, 2, 3], [4, 5, 6]], 0.1)
    np.testing.assert_allclose(plan, np.array([[0, 0, 0], [0.5, 0, 0.5]]), rtol=1e-14)
    assert price == pytest.approx(5, rel=1e-14)


# --- what is refused

HALVES = [0.5, 0.5]
FREE = np.zeros((2, 2))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([], [1.0], "x must hold at least one value"),
        ([1.0], [], "y must hold at least one value"),
        ([[1.0]], [1.0], r"x must have shape \(N,\)"),
        ([1.0], [1.0, math.nan], r"y\[1\] is not finite"),
    ],
)
def test_malformed_samples_are_refused(x: Any, y: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wasserstein_1d(x, y)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5, 0.6], HALVES, FREE, 1.0), "a must sum to 1, not 1.1"),
        ((HALVES, [1.5, -0.5], FREE, 1.0), r"b\[1\] is negative"),
        (([HALVES], HALVES, FREE, 1.0), r"a must have shape \(N,\)"),
        ((HALVES, [1.0], FREE, 1.0), r"cost must have shape \(2, 1\), not \(2, 2\)"),
        ((HALVES, HALVES, [0, 0], 1.0), r"cost must have shape \(N, M\)"),
        ((HALVES, HALVES, FREE, 0.0), "epsilon must be positive"),
        ((HALVES, HALVES, FREE + 1e300, 1e-10), r"-cost / epsilon\[0, 0\] is not finite"),
        ((HALVES, HALVES, FREE, 1.0, 0), "iterations must be a whole number of at least 1"),
        ((HALVES, HALVES, FREE, 1.0, 9, -1.0), "tolerance must be finite and not negative"),
    ],
)
def test_malformed_problems_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sinkhorn(*arguments)


def test_arguments_are_not_changed() -> None:
    a, b, cost = problem(7)
    x, y = np.random.default_rng(7).normal(size=(2, 9))
    before = [each.copy() for each in (a, b, cost, x, y)]
    plan, _ = sinkhorn(a, b, cost, 0.1)
    wasserstein_1d(x, y), wasserstein_1d(x, y[1:])
    for each, was in zip((a, b, cost, x, y), before, strict=True):
        np.testing.assert_array_equal(each, was)
        assert not np.shares_memory(each, plan)

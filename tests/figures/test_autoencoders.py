"""The variational bound: torch, the exact evidence of a linear model, and samples' moments."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.autoencoders import elbo_gaussian, reparameterize
from tests.figures.golden import autoencoders as asked


def assert_torch(case: Any) -> None:
    likelihood, divergence = elbo_gaussian(
        case["x"], case["reconstruction"], case["mean"], case["log_variance"], asked.VARIANCE
    )
    np.testing.assert_allclose(likelihood, case["likelihood"], rtol=4e-15)
    np.testing.assert_allclose(divergence, case["divergence"], rtol=4e-14)


def test_it_agrees_with_committed_torch(golden: Any) -> None:
    assert_torch(golden("autoencoders"))


def test_it_agrees_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    assert_torch(asked.ask(seed=3))


@given(st.floats(-2, 2), st.floats(0.2, 2), st.floats(-2, 2), st.floats(-2, 1))
def test_the_bound_is_below_the_evidence_and_meets_it_at_the_posterior(
    x: float, variance: float, mean: float, log_variance: float
) -> None:
    """X = z + noise with z ~ N(0, 1): the evidence is N(x; 0, 1 + s), the posterior is known."""
    evidence = -(x**2) / (2 * (1 + variance)) - math.log(2 * math.pi * (1 + variance)) / 2

    def bound(mean: float, log_variance: float) -> float:
        # The mean of the squared distance over q is (x − μ)² + σ²: decode μ, and take off σ² / 2s.
        likelihood, divergence = elbo_gaussian(
            [[x]], [[mean]], [[mean]], [[log_variance]], variance
        )
        return float((likelihood - divergence)[0]) - math.exp(log_variance) / (2 * variance)

    assert bound(mean, log_variance) <= evidence + 1e-12
    best = bound(x / (1 + variance), math.log(variance / (1 + variance)))
    assert best == pytest.approx(evidence, abs=1e-12)


def test_the_divergence_is_zero_only_for_the_prior() -> None:
    zeros = np.zeros((1, 3))
    assert elbo_gaussian(zeros, zeros, zeros, zeros)[1] == 0
    assert elbo_gaussian(zeros, zeros, zeros + 1e-9, zeros)[1] > 0
    assert elbo_gaussian(zeros, zeros, zeros, zeros - 1e-6)[1] > 0


def test_samples_have_the_moments_they_should() -> None:
    noise = np.random.default_rng(2).normal(size=100_000)
    z = reparameterize(np.full_like(noise, 3.0), np.full_like(noise, math.log(4)), noise)
    assert z.mean() == pytest.approx(3, abs=0.02)
    assert z.std() == pytest.approx(2, abs=0.02)
    assert reparameterize(1.0, math.log(9), 2.0) == pytest.approx(7)


def test_slopes_of_a_sample(gradient: Any) -> None:
    mean, log_variance, noise = np.random.default_rng(3).normal(size=(3, 4))
    by_mean = gradient(lambda m: reparameterize(m, log_variance, noise).sum(), mean)
    np.testing.assert_allclose(by_mean, 1, atol=1e-10)
    by_log = gradient(lambda v: reparameterize(mean, v, noise).sum(), log_variance)
    np.testing.assert_allclose(by_log, np.exp(log_variance / 2) * noise / 2, atol=1e-10)


def test_arguments_are_never_changed() -> None:
    x, mean = np.random.default_rng(4).normal(size=(2, 2, 3))
    before = x.copy(), mean.copy()
    elbo_gaussian(x, mean, mean, x)
    assert not np.shares_memory(reparameterize(mean, x, 0 * x), mean)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(mean, before[1])


ROW = [[1.0]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reparameterize([1.0], [1.0, 2], [1.0]), r"log_variance must have shape \(1,\)"),
        (lambda: reparameterize([1.0], [1.0], [math.nan]), r"noise\[0\] is not finite"),
        (lambda: elbo_gaussian(ROW, [[1.0, 2]], ROW, ROW), r"reconstruction must have shape \(1, 1\)"),
        (lambda: elbo_gaussian(ROW, ROW, ROW, [1.0]), r"log_variance must have shape \(1, 1\)"),
        (lambda: elbo_gaussian([1.0], [1.0], ROW, ROW), r"\(N, D\) and \(N, K\), not \(1,\)"),
        (lambda: elbo_gaussian(ROW, ROW, [1.0], [1.0]), r"\(N, D\) and \(N, K\)"),
        (lambda: elbo_gaussian(ROW, ROW, [*ROW, *ROW], [*ROW, *ROW]), r"not \(1, 1\) and \(2, 1\)"),
        (lambda: elbo_gaussian(ROW, ROW, ROW, ROW, 0), "variance must be positive"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

"""Diffusion: its closed forms against many small steps, and Bayes' rule."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.diffusion import (
    ddim_step,
    ddpm_schedule,
    ddpm_step,
    guided_noise,
    predict_x0,
    q_sample,
    q_sample_naive,
)


@pytest.mark.parametrize("kind", ["linear", "cosine"])
@pytest.mark.parametrize("steps", [1, 10, 1000])
def test_schedules_fall_from_one(kind: Any, steps: int) -> None:
    bars = ddpm_schedule(steps, kind)
    assert bars.shape == (steps + 1,)
    assert bars[0] == 1
    assert (np.diff(bars) < 0).all()
    assert (bars >= 0).all()


def test_schedules_are_those_of_the_papers() -> None:
    left, linear = 1.0, ddpm_schedule(1000)
    for t in range(1, 1001):
        left *= 1 - (1e-4 + (0.02 - 1e-4) * (t - 1) / 999)
        assert linear[t] == pytest.approx(left, rel=1e-12)
    cosine = ddpm_schedule(1000, "cosine")
    for t in range(1000):
        f = math.cos((t / 1000 + 0.008) / 1.008 * math.pi / 2) ** 2
        assert cosine[t] == pytest.approx(f / math.cos(0.008 / 1.008 * math.pi / 2) ** 2, rel=1e-9)
    assert cosine[1000] == pytest.approx(cosine[999] * (1 - 0.999))  # no β is larger


def test_one_jump_has_the_distribution_of_many_steps() -> None:
    random = np.random.default_rng(0)
    bars = np.linspace(1, 0.1, 21)
    x0 = np.full(200_000, 1.5)
    many = q_sample_naive(x0, 12, random.normal(size=(12, len(x0))), bars)
    jump = q_sample(x0, 12, random.normal(size=len(x0)), bars)
    for found in (many, jump):
        assert found.mean() == pytest.approx(1.5 * math.sqrt(bars[12]), abs=0.01)
        assert found.var() == pytest.approx(1 - bars[12], abs=0.01)


@given(st.integers(0, 20), st.integers(0, 99))
def test_without_noise_one_jump_is_exactly_many_steps(t: int, seed: int) -> None:
    x0 = np.random.default_rng(seed).normal(size=(2, 3))
    bars = ddpm_schedule(20, "cosine")
    many = q_sample_naive(x0, t, np.zeros((t, 2, 3)), bars)
    np.testing.assert_allclose(q_sample(x0, t, 0 * x0, bars), many, atol=1e-12)


@given(st.integers(1, 50), st.integers(0, 99))
def test_the_true_noise_gives_the_picture_back(t: int, seed: int) -> None:
    x0, noise = np.random.default_rng(seed).normal(size=(2, 4))
    bars = ddpm_schedule(50)
    x_t = q_sample(x0, t, noise, bars)
    np.testing.assert_allclose(predict_x0(x_t, t, noise, bars), x0, atol=1e-12)
    for earlier in (0, t // 2, t):
        expected = q_sample(x0, earlier, noise, bars)
        np.testing.assert_allclose(ddim_step(x_t, t, earlier, noise, bars), expected, atol=1e-12)


@pytest.mark.parametrize("t", [2, 5, 9])
def test_a_step_back_is_bayes_rule(t: int) -> None:
    bars = np.linspace(1, 0.2, 11)
    x0, noise = 0.7, -0.4
    x_t = float(q_sample(x0, t, noise, bars))
    mean, variance = ddpm_step(x_t, t, noise, bars)
    kept = bars[t] / bars[t - 1]
    x = np.linspace(-8, 8, 400_001)  # q(x | x₀) q(x_t | x), as a sum over a fine grid
    log = -((x - math.sqrt(bars[t - 1]) * x0) ** 2) / (2 * (1 - bars[t - 1]))
    log -= (x_t - math.sqrt(kept) * x) ** 2 / (2 * (1 - kept))
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    expected = (weight * x).sum()
    assert float(mean) == pytest.approx(expected, abs=1e-10)
    assert variance == pytest.approx((weight * (x - expected) ** 2).sum(), abs=1e-10)


def test_the_last_step_has_no_variance_and_ends_at_the_picture() -> None:
    bars = ddpm_schedule(10)
    x0, noise = np.array([0.3, -0.8]), np.array([1.0, 2.0])
    mean, variance = ddpm_step(q_sample(x0, 1, noise, bars), 1, noise, bars)
    assert variance == 0
    np.testing.assert_allclose(mean, x0, atol=1e-13)


def test_guidance_by_hand() -> None:
    c, u = [3.0, 1.0], [1.0, 1.0]
    assert guided_noise(c, u, 0).tolist() == u
    assert guided_noise(c, u, 1).tolist() == c
    assert guided_noise(c, u, 7.5).tolist() == [16, 1]


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x, noise = np.random.default_rng(1).normal(size=(2, 3))
    bars = ddpm_schedule(4)
    before = x.copy(), noise.copy(), bars.copy()
    results = [
        q_sample(x, 0, noise, bars),
        predict_x0(x, 0, noise, bars),
        ddpm_step(x, 2, noise, bars)[0],
        ddim_step(x, 0, 0, noise, bars),
        guided_noise(x, noise, 1.0),
    ]
    for ours, kept in zip((x, noise, bars), before, strict=True):
        np.testing.assert_array_equal(ours, kept)
        assert not any(np.shares_memory(ours, result) for result in results)


BARS = [1.0, 0.5]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ddpm_schedule(0), "steps must be a whole number of at least 1"),
        (lambda: ddpm_schedule(5, cast("Any", "square")), "kind must be linear or cosine, not 'square'"),
        (lambda: q_sample([1.0], 1, [1.0, 2], BARS), r"noise must have shape \(1,\), not \(2,\)"),
        (lambda: q_sample([1.0], 2, [1.0], BARS), "t must be at most 1, not 2"),
        (lambda: q_sample([1.0], -1, [1.0], BARS), "t must be a whole number of at least 0"),
        (lambda: q_sample([math.nan], 1, [1.0], BARS), r"x\[0\] is not finite"),
        (lambda: q_sample([1.0], 1, [1.0], [1, 1.5]), r"alpha_bars\[1\] is outside 0…1"),
        (lambda: q_sample([1.0], 1, [1.0], 0.5), r"alpha_bars must have shape \(T \+ 1,\)"),
        (lambda: predict_x0([1.0], 1, [1.0], [1, 0]), r"alpha_bars\[1\] is 0"),
        (lambda: ddpm_step([1.0], 0, [1.0], BARS), "t must be a whole number of at least 1"),
        (lambda: ddim_step([1.0], 0, 1, [1.0], BARS), "earlier must be at most 0, not 1"),
        (lambda: guided_noise([1.0], [1.0, 2], 1), r"one shape, not \(1,\) and \(2,\)"),
        (lambda: guided_noise([1.0], [1.0], math.inf), r"scale\[\] is not finite"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

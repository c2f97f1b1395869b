"""Distillation: torch, differences, and its limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.distillation import distillation_loss
from figures.numerics.losses import softmax
from tests.figures.golden import distillation as asked


def assert_torch(cases: Any) -> None:
    for case, temperature in zip(cases, asked.TEMPERATURES, strict=True):
        value, gradient = distillation_loss(case["student"], case["teacher"], temperature)
        assert value == pytest.approx(case["value"], rel=2e-14)
        np.testing.assert_allclose(gradient, case["grad"], rtol=0, atol=2e-15)


def test_it_agrees_with_committed_torch(golden: Any) -> None:
    assert_torch(golden("distillation")["cases"])


def test_it_agrees_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    assert_torch(asked.ask(seed=3))


def test_gradient_by_central_differences(gradient: Any) -> None:
    student, teacher = np.random.default_rng(1).normal(size=(2, 2, 3))
    expected = gradient(lambda z: distillation_loss(z, teacher, 2.0)[0], student)
    np.testing.assert_allclose(distillation_loss(student, teacher, 2.0)[1], expected, atol=1e-10)


@given(st.integers(0, 99), st.floats(0.5, 50), st.floats(-20, 20))
def test_it_is_zero_only_for_the_teachers_probabilities(
    seed: int, temperature: float, shift: float
) -> None:
    student, teacher = np.random.default_rng(seed).normal(size=(2, 2, 4))
    value, gradient = distillation_loss(teacher + shift, teacher, temperature)
    assert value == pytest.approx(0, abs=1e-11)
    np.testing.assert_allclose(gradient, 0, atol=1e-11)
    assert distillation_loss(student, teacher, temperature)[0] > 1e-3


def test_hot_it_becomes_a_squared_difference_of_centred_logits() -> None:
    student, teacher = np.random.default_rng(2).normal(size=(2, 3, 5))
    _, gradient = distillation_loss(student, teacher, 1e5)
    apart = student - teacher
    expected = (apart - apart.mean(axis=1, keepdims=True)) / (3 * 5)
    np.testing.assert_allclose(gradient, expected, atol=1e-5)


def test_cold_it_is_cross_entropy_with_the_teachers_class() -> None:
    student, teacher = np.array([[0.3, -0.2, 0.1]]), np.array([[0.0, 1000.0, 0]])
    value, gradient = distillation_loss(student, teacher, 1.0)
    assert value == pytest.approx(-np.log(softmax(student)[0, 1]))
    np.testing.assert_allclose(gradient, softmax(student) - [[0, 1, 0]])


def test_the_temperature_left_out_is_four() -> None:
    student, teacher = np.random.default_rng(5).normal(size=(2, 2, 3))
    assert distillation_loss(student, teacher)[0] == distillation_loss(student, teacher, 4.0)[0]


def test_arguments_are_never_changed() -> None:
    student, teacher = np.random.default_rng(4).normal(size=(2, 2, 3))
    before = student.copy(), teacher.copy()
    assert not np.shares_memory(distillation_loss(student, teacher)[1], student)
    np.testing.assert_array_equal(student, before[0])
    np.testing.assert_array_equal(teacher, before[1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: distillation_loss([1.0], [1.0]), r"student must have shape \(N, C\), not \(1,\)"),
        (lambda: distillation_loss([[1.0]], [[1.0, 2]]), r"not \(1, 1\) and \(1, 2\)"),
        (lambda: distillation_loss(np.ones((0, 2)), np.ones((0, 2))), r"one shape \(N ≥ 1, C\)"),
        (lambda: distillation_loss([[1.0]], [[np.nan]]), r"teacher\[0, 0\] is not finite"),
        (lambda: distillation_loss([[1.0]], [[1.0]], 0), "temperature must be positive"),
    ],
)
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

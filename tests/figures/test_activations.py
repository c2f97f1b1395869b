"""Activations: torch, SciPy, central differences, and arguments far from zero."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.special
import scipy.stats

from figures.numerics import activations
from figures.numerics.activations import (
    elu,
    elu_grad,
    gelu,
    gelu_grad,
    leaky_relu,
    leaky_relu_grad,
    relu,
    relu_grad,
    sigmoid,
    sigmoid_grad,
    silu,
    softplus,
    tanh_grad,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus"]


def pair(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return getattr(activations, name), getattr(activations, f"{name}_grad")


@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_committed_torch(golden: Any, name: str) -> None:
    function, gradient = pair(name)
    expected = golden("activations")[name]
    np.testing.assert_allclose(
        function(golden("activations")["x"]), expected["value"], rtol=2e-15, atol=1e-15
    )
    np.testing.assert_allclose(
        gradient(golden("activations")["x"]), expected["grad"], rtol=2e-15, atol=1e-15
    )


@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_live_torch(torch: Any, name: str) -> None:
    reference = getattr(torch.nn.functional, name)
    options = {"threshold": 1e3} if name == "softplus" else {}
    x = torch.linspace(-30, 30, 2001, dtype=torch.float64, requires_grad=True)
    expected = reference(x, **options)
    expected.sum().backward()
    function, gradient = pair(name)
    points = x.detach().numpy()
    np.testing.assert_allclose(function(points), expected.detach(), rtol=2e-15, atol=2e-15)
    np.testing.assert_allclose(gradient(points), x.grad, rtol=2e-15, atol=2e-15)


@pytest.mark.parametrize("name", NAMES)
def test_derivative_by_central_differences(slope: Any, name: str) -> None:
    function, gradient = pair(name)
    x = np.linspace(-5, 5, 40)  # an even count: no kink at 0
    np.testing.assert_allclose(gradient(x), slope(function, x), rtol=0, atol=8e-12)


@pytest.mark.parametrize("name", NAMES)
def test_is_finite_far_from_zero_and_keeps_nan(name: str) -> None:
    for function in pair(name):
        assert np.isfinite(function([-800.0, 800.0])).all()
        assert np.isnan(function([math.nan]))[0]


@pytest.mark.parametrize("name", NAMES)
def test_keeps_shape_and_argument_and_gives_float64(name: str) -> None:
    x = np.array([[1, 0], [2, 3]], dtype=np.uint8)
    for function in pair(name):
        result = function(x)
        assert (result.shape, result.dtype) == ((2, 2), np.float64)
        assert x.tolist() == [[1, 0], [2, 3]]
        assert function([]).shape == (0,)
        reals = x.astype(float)
        assert not np.shares_memory(function(reals), reals)


def test_sigmoid_and_softplus_agree_with_scipy() -> None:
    x = np.linspace(-700, 700, 1401)
    np.testing.assert_allclose(sigmoid(x), scipy.special.expit(x), rtol=1e-15)
    np.testing.assert_allclose(softplus(x), -scipy.special.log_expit(-x), rtol=1e-15)


def test_gelu_agrees_with_scipy_even_in_its_left_tail() -> None:
    x = np.linspace(-30, 30, 601)
    distribution = scipy.stats.norm
    np.testing.assert_allclose(gelu(x), x * distribution.cdf(x), rtol=5e-13)
    np.testing.assert_allclose(
        gelu_grad(x), distribution.cdf(x) + x * distribution.pdf(x), rtol=3e-15
    )


def test_sigmoid_and_tanh_slopes_do_not_cancel_to_zero() -> None:
    assert sigmoid_grad(40.0) == pytest.approx(math.exp(-40), rel=1e-15, abs=0)
    assert tanh_grad(40.0) == pytest.approx(4 * math.exp(-80), rel=1e-15, abs=0)


def test_kinks_take_the_left_slope() -> None:
    assert relu_grad(0.0) == 0
    assert leaky_relu_grad(0.0, slope=0.1) == 0.1
    assert elu_grad(0.0, alpha=0.5) == 0.5
    assert elu_grad(0.5, alpha=0.5) == 1  # right of it, alpha has no part


def test_worked_values() -> None:
    assert relu([-1, 0, 2]).tolist() == [0, 0, 2]
    assert leaky_relu([-2, 3]).tolist() == [-0.02, 3]
    assert elu(-1.0) == pytest.approx(math.exp(-1) - 1, rel=1e-15)
    assert silu(0.0) == 0
    assert sigmoid_grad(0.0) == 0.25


def test_every_parameter_matters() -> None:
    assert leaky_relu(-1.0, slope=0.2) == -0.2
    assert leaky_relu_grad(-1.0, slope=0.2) == 0.2
    assert elu(-1.0, alpha=2) == 2 * elu(-1.0)
    assert elu_grad(-1.0, alpha=2) == 2 * elu_grad(-1.0)

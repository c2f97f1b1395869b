"""Convolution: SciPy, torch, plain loops, differences, and the laws of a linear map."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from figures.numerics.convolution import (
    conv2d,
    conv2d_backward,
    conv2d_naive,
    conv_parameters,
    dense_parameters,
    output_size,
    receptive_field,
)
from tests.figures.golden.convolution import CASES, ask

Case = tuple[Any, Any, Any, int, int]


@st.composite
def cases(draw: Any) -> Case:
    """Small images, kernels, biases, stride and padding that fit."""
    n, channels, outputs = (draw(st.integers(1, 3)) for _ in range(3))
    kh, kw = (draw(st.integers(1, 3)) for _ in range(2))
    stride, padding = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    height, width = (draw(st.integers(max(1, k - 2 * padding), 7)) for k in (kh, kw))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    x = random.normal(size=(n, channels, height, width))
    w = random.normal(size=(outputs, channels, kh, kw))
    return x, w, random.normal(size=outputs), stride, padding


def assert_close(actual: Any, expected: Any, tolerance: float) -> None:
    """Relative to the largest value: a sum of many terms is no closer than these are."""
    scale = max(1.0, float(np.abs(expected).max(initial=0)))
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


# --- forward


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 0), (2, 1), (3, 2)])
def test_one_channel_is_scipys_correlation(stride: int, padding: int) -> None:
    random = np.random.default_rng(1)
    x, w = random.normal(size=(1, 1, 8, 9)), random.normal(size=(1, 1, 3, 2))
    full = correlate2d(np.pad(x[0, 0], padding), w[0, 0], mode="valid")
    y = conv2d(x, w, stride=stride, padding=padding)
    assert_close(y[0, 0], full[::stride, ::stride], 2e-15)


def test_channels_add_up_and_each_kernel_has_its_bias() -> None:
    random = np.random.default_rng(2)
    x, w = random.normal(size=(2, 3, 6, 5)), random.normal(size=(4, 3, 2, 3))
    b = random.normal(size=4)
    y = conv2d(x, w, b)
    for n, o in np.ndindex(2, 4):
        expected = sum(correlate2d(x[n, c], w[o, c], mode="valid") for c in range(3)) + b[o]
        assert_close(y[n, o], expected, 2e-15)


@given(cases())
def test_it_is_what_plain_loops_give(case: Case) -> None:
    assert_close(conv2d(*case), conv2d_naive(*case), 5e-15)


@pytest.mark.parametrize("i", range(len(CASES)))
def test_convolution_agrees_with_committed_torch(golden: Any, i: int) -> None:
    assert_torch(golden("convolution")["cases"][i])


@pytest.mark.parametrize("case", [*CASES, ((3, 4, 11, 10), (6, 3, 3), 1, 1)])
def test_convolution_agrees_with_live_torch(torch: Any, case: Any) -> None:
    assert torch.__version__
    shape, kernel, stride, padding = case
    assert_torch(ask(shape, kernel, stride, padding, seed=5))


def assert_torch(case: Any) -> None:
    x, w, b = (np.array(given) for given in case["given"])
    where = case["stride"], case["padding"]
    assert_close(conv2d(x, w, b, *where), case["y"], 4e-15)
    gradients = conv2d_backward(x, w, case["error"], *where)
    for ours, theirs in zip(gradients, case["gradients"], strict=True):
        assert_close(ours, theirs, 4e-15)


def test_a_kernel_is_not_flipped() -> None:
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 0, 2] = 1
    w = np.array([[[[0.0, 5.0], [0.0, 7.0]]]])
    assert conv2d(x, w)[0, 0].tolist() == [[0, 5], [0, 0]]


def test_bias_is_added_once_and_may_be_left_out() -> None:
    x, w = np.ones((1, 2, 3, 3)), np.ones((1, 2, 2, 2))
    assert conv2d(x, w)[0, 0].tolist() == [[8, 8], [8, 8]]
    assert conv2d(x, w, [0.5])[0, 0].tolist() == [[8.5, 8.5], [8.5, 8.5]]


def test_stride_skips_and_padding_adds_zeros() -> None:
    x = np.arange(1.0, 6.0).reshape(1, 1, 1, 5)
    one = np.ones((1, 1, 1, 1))
    assert conv2d(x, one, stride=2).ravel().tolist() == [1, 3, 5]
    padded = conv2d(x, one, padding=1)[0, 0]
    assert padded.tolist() == [[0] * 7, [0, 1, 2, 3, 4, 5, 0], [0] * 7]


@given(cases(), st.integers(1, 2))
def test_a_shifted_image_gives_a_shifted_output(case: Case, steps: int) -> None:
    x, w, b, stride, _ = case
    x = np.pad(x, ((0, 0), (0, 0), (3, 3), (9, 9)))
    y = conv2d(x, w, b, stride)
    shifted = conv2d(np.roll(x, steps * stride, axis=3), w, b, stride)
    assert_close(shifted[..., steps:], y[..., :-steps], 5e-15)


def test_whole_numbers_and_no_images_are_welcome() -> None:
    x = np.full((1, 1, 2, 2), 255, dtype=np.uint8)
    assert conv2d(x, np.ones((1, 1, 2, 2), dtype=np.uint8)).tolist() == [[[[1020]]]]
    assert conv2d(np.empty((0, 3, 5, 5)), np.ones((2, 3, 3, 3))).shape == (0, 2, 3, 3)
    none = np.empty((0, 3, 5, 5))
    dx, dw, db = conv2d_backward(none, np.ones((2, 3, 3, 3)), np.empty((0, 2, 3, 3)))
    assert dx.shape == none.shape
    assert not dw.any()
    assert db.tolist() == [0, 0]
    assert conv2d(np.ones((1, 1, 2, 2)), np.empty((0, 1, 2, 2))).shape == (1, 0, 1, 1)


# --- backward


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_gradients_by_central_differences(gradient: Any, stride: int, padding: int) -> None:
    random = np.random.default_rng(3)
    x, w = random.normal(size=(2, 2, 4, 5)), random.normal(size=(2, 2, 3, 2))
    b = random.normal(size=2)
    error = random.normal(size=conv2d(x, w, b, stride, padding).shape)
    functions = (
        lambda x: (conv2d(x, w, b, stride, padding) * error).sum(),
        lambda w: (conv2d(x, w, b, stride, padding) * error).sum(),
        lambda b: (conv2d(x, w, b, stride, padding) * error).sum(),
    )
    found = conv2d_backward(x, w, error, stride, padding)
    for ours, function, at in zip(found, functions, (x, w, b), strict=True):
        assert_close(ours, gradient(function, at), 1e-11)


@given(cases())
def test_the_input_gradient_is_the_adjoint_of_the_layer(case: Case) -> None:
    x, w, _, stride, padding = case
    y = conv2d(x, w, None, stride, padding)
    other = np.random.default_rng(4).normal(size=y.shape)
    dx, dw, _ = conv2d_backward(x, w, other, stride, padding)
    scale = max(1.0, np.abs(y).sum() * np.abs(other).max())
    assert (y * other).sum() == pytest.approx((x * dx).sum(), rel=0, abs=1e-14 * scale)
    assert (y * other).sum() == pytest.approx((w * dw).sum(), rel=0, abs=1e-14 * scale)


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (1, 1), (2, 0), (2, 1)])
def test_the_input_gradient_is_a_transposed_convolution(
    torch: Any, stride: int, padding: int
) -> None:
    random = np.random.default_rng(6)
    x, w = random.normal(size=(2, 3, 7, 7)), random.normal(size=(4, 3, 3, 3))
    error = random.normal(size=conv2d(x, w, None, stride, padding).shape)
    theirs = torch.nn.functional.conv_transpose2d(
        torch.tensor(error), torch.tensor(w), stride=stride, padding=padding
    )
    assert_close(conv2d_backward(x, w, error, stride, padding)[0], theirs.numpy(), 4e-15)


def test_with_stride_one_the_input_gradient_is_a_full_correlation_with_the_turned_kernel() -> None:
    random = np.random.default_rng(7)
    x, w = random.normal(size=(1, 1, 6, 6)), random.normal(size=(1, 1, 3, 3))
    error = random.normal(size=(1, 1, 4, 4))
    expected = correlate2d(error[0, 0], w[0, 0, ::-1, ::-1], mode="full")
    assert_close(conv2d_backward(x, w, error)[0][0, 0], expected, 2e-15)


def test_pixels_that_no_window_reached_have_no_gradient() -> None:
    dx, _, _ = conv2d_backward(
        np.ones((1, 1, 4, 4)), np.ones((1, 1, 1, 1)), np.ones((1, 1, 2, 2)), stride=2
    )
    assert dx[0, 0].tolist() == [[1, 0, 1, 0], [0] * 4, [1, 0, 1, 0], [0] * 4]


# --- sizes and counts


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(0, 4))
def test_as_many_windows_fit_as_can_be_counted(n: int, k: int, s: int, p: int) -> None:
    if k > n + 2 * p:
        with pytest.raises(ValueError, match=rf"a kernel of {k} does not fit into {n} with pad"):
            output_size(n, k, s, p)
    else:
        starts = [i for i in range(-p, n + p, s) if i + k <= n + p]
        assert output_size(n, k, s, p) == len(starts)


@pytest.mark.parametrize(
    ("kernels", "strides"),
    [((3, 3, 3), (1, 1, 1)), ((3, 3, 3), (2, 2, 2)), ((7, 3, 1, 5), (2, 2, 1, 3)), ((1,), (4,))],
)
def test_the_receptive_field_is_where_a_gradient_arrives(kernels: Any, strides: Any) -> None:
    fields = receptive_field(kernels, strides)
    for layers in range(1, len(kernels) + 1):
        shapes = [(1, 1, 1, 200)]
        for k, s in zip(kernels[:layers], strides[:layers], strict=True):
            shapes.append((1, 1, 1, output_size(shapes[-1][3], k, s)))
        error = np.zeros(shapes[-1])
        error[0, 0, 0, 0] = 1
        for k, s, shape in reversed(list(zip(kernels, strides, shapes[:-1], strict=False))):
            kernel = np.ones((1, 1, 1, k))
            error, _, _ = conv2d_backward(np.ones(shape), kernel, error, s)
        reached = np.flatnonzero(error)
        assert fields[layers - 1] == reached[-1] - reached[0] + 1


def test_three_layers_see_seven_pixels_or_with_stride_two_fifteen() -> None:
    assert receptive_field([3, 3, 3], [1, 1, 1]).tolist() == [3, 5, 7]
    assert receptive_field([3, 3, 3], [2, 2, 2]).tolist() == [3, 7, 15]
    assert receptive_field([], []).tolist() == []


def test_parameters_are_as_many_as_the_arrays_hold(torch: Any) -> None:
    def count(layer: Any) -> int:
        return sum(parameter.numel() for parameter in layer.parameters())

    for bias in (True, False):
        layer = torch.nn.Conv2d(3, 10, 5, bias=bias)
        assert conv_parameters(3, 10, 5, bias=bias) == count(layer)
        layer = torch.nn.Linear(12, 7, bias=bias)
        assert dense_parameters((3, 2, 2), (7,), bias=bias) == count(layer)


def test_parameters_of_the_note() -> None:
    assert conv_parameters(3, 64, 3) == 3 * 3 * 3 * 64 + 64 == 1792
    assert conv_parameters(3, 64, 3, bias=False) == 1728
    image, maps = (3, 224, 224), (64, 224, 224)
    assert dense_parameters(image, maps, bias=False) == math.prod(image) * math.prod(maps)
    assert dense_parameters(image, maps) == math.prod(image) * math.prod(maps) + math.prod(maps)
    assert dense_parameters(image, maps, bias=False) == pytest.approx(4.8e11, rel=0.01)
    assert dense_parameters((), (2,)) == 4


# --- arguments


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x, w = np.random.default_rng(8).normal(size=(2, 2, 4, 4)), np.ones((1, 2, 1, 1))
    b, error = np.zeros(1), np.ones((2, 1, 4, 4))
    before = [a.copy() for a in (x, w, b, error)]
    results = [conv2d(x, w, b), conv2d_naive(x, w, b), *conv2d_backward(x, w, error)]
    for given_, kept in zip((x, w, b, error), before, strict=True):
        np.testing.assert_array_equal(given_, kept)
        assert not any(np.shares_memory(given_, result) for result in results)


X, W = np.ones((1, 2, 4, 4)), np.ones((3, 2, 2, 2))


@pytest.mark.parametrize("function", [conv2d, conv2d_naive])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X[0], W), r"x must have shape \(N, C, H, W\), not \(2, 4, 4\)"),
        ((X, W[0]), r"w must have shape \(O, C, kh, kw\), not \(2, 2, 2\)"),
        ((X * math.nan, W), r"x\[0, 0, 0, 0\] is not finite"),
        ((X, W * math.inf), r"w\[0, 0, 0, 0\] is not finite"),
        ((X, W[:, :1]), "x has 2 channels but w expects 1"),
        ((X, W, np.ones(2)), r"b must have shape \(3,\), one a kernel, not \(2,\)"),
        ((X, W, np.ones((3, 1))), r"b must have shape \(O,\), not \(3, 1\)"),
        ((X, W, None, 0), "stride must be a whole number of at least 1, not 0"),
        ((X, W, None, 1.5), "stride must be a whole number of at least 1, not 1.5"),
        ((X, W, None, 1, -1), "padding must be a whole number of at least 0, not -1"),
        ((X, np.ones((3, 2, 5, 1))), "a kernel of 5 does not fit into 4 with padding 0"),
        (
            (X, np.ones((3, 2, 1, 7)), None, 1, 1),
            "a kernel of 7 does not fit into 4 with padding 1",
        ),
        ((X, np.ones((3, 2, 0, 1))), "kernel must be a whole number of at least 1, not 0"),
        ((np.ones((1, 2, 0, 4)), W), "size must be a whole number of at least 1, not 0"),
    ],
)
def test_malformed_layers_are_refused(function: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_a_malformed_gradient_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"gradient must have shape \(1, 3, 3, 3\), not \(1, 3, 2,"
    ):
        conv2d_backward(X, W, np.ones((1, 3, 2, 3)))
    with pytest.raises(ValueError, match=r"gradient must have shape \(N, O, H′, W′\), not \(3,\)"):
        conv2d_backward(X, W, np.ones(3))
    with pytest.raises(ValueError, match=r"gradient\[0, 0, 0, 0\] is not finite"):
        conv2d_backward(X, W, np.full((1, 3, 3, 3), math.nan))
    with pytest.raises(ValueError, match="x has 2 channels but w expects 1"):
        conv2d_backward(X, W[:, :1], np.ones((1, 3, 3, 3)))


def test_malformed_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="there are 2 kernels but 1 strides"):
        receptive_field([3, 3], [1])
    with pytest.raises(
        ValueError, match=r"kernels\[1\] must be a whole number of at least 1, not 0"
    ):
        receptive_field([3, 0], [1, 1])
    with pytest.raises(
        ValueError, match=r"strides\[0\] must be a whole number of at least 1, not 0"
    ):
        receptive_field([3, 3], [0, 1])
    for i, name in enumerate(("in_channels", "out_channels", "kernel")):
        counts = [2, 2, 2]
        counts[i] = 0
        with pytest.raises(ValueError, match=f"{name} must be a whole number of at least 1, not 0"):
            conv_parameters(*counts)
    with pytest.raises(
        ValueError, match=r"inputs\[1\] must be a whole number of at least 1, not 0"
    ):
        dense_parameters((3, 0), (2,))
    with pytest.raises(ValueError, match=r"outputs\[0\] must be a whole number of at least 1"):
        dense_parameters((3,), (-2,))

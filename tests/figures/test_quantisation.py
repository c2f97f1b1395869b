"""Quantisation: torch, hand-worked numbers, brute force, and bounds of its error."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.quantisation import (
    calibrate,
    clipping_error,
    fake_quantize,
    prune_by_magnitude,
    quantisation_parameters,
    quantize,
)
from tests.figures.golden import quantisation as asked


def assert_torch(case: Any) -> None:
    columns: Any = np.array(asked.SCALES)[:, None], np.array(asked.ZEROS)[:, None]
    for name, (scale, zero) in (("tensor", (asked.SCALE, asked.ZERO)), ("channel", columns)):
        value, slope = fake_quantize(case["x"], scale, zero, asked.BITS)
        np.testing.assert_array_equal(value, case[name]["value"])
        np.testing.assert_array_equal(slope, case[name]["grad"])
    pruned = prune_by_magnitude(case["weights"], asked.SPARSITY)
    assert np.count_nonzero(pruned) == np.count_nonzero(case["pruned"])
    np.testing.assert_array_equal(np.sort(np.abs(pruned)), np.sort(np.abs(case["pruned"])))


def test_it_agrees_with_committed_torch(golden: Any) -> None:
    assert_torch(golden("quantisation"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_agrees_with_live_torch(torch: Any, seed: int) -> None:
    assert torch.__version__
    assert_torch(asked.ask(seed))


def test_parameters_by_hand() -> None:
    assert quantisation_parameters(-1, 3, 8) == (4 / 255, 64)
    assert quantisation_parameters(0, 15, 4) == (1, 0)
    assert quantisation_parameters(2, 15, 4) == (1, 0)  # widened to hold 0
    assert quantisation_parameters(-15, -3, 4) == (1, 15)
    assert quantisation_parameters(-0.5, 0.5, 1) == (1, 0)  # ties to even


@given(st.floats(-100, 100), st.floats(0, 100), st.integers(1, 16), st.integers(0, 99))
def test_inside_the_range_the_error_is_at_most_half_a_step(
    low: float, width: float, bits: int, seed: int
) -> None:
    high = low + width
    if max(abs(low), abs(high)) < 1e-3:
        return
    scale, zero = quantisation_parameters(low, high, bits)
    assert 0 <= zero <= 2**bits - 1
    assert fake_quantize(0, scale, zero, bits)[0] == 0
    x = np.random.default_rng(seed).uniform(-scale * zero, scale * (2**bits - 1 - zero), 50)
    left, slope = fake_quantize(x, scale, zero, bits)
    assert np.abs(left - x).max() <= scale / 2 * (1 + 1e-9)
    assert slope.all()
    q = quantize(x, scale, zero, bits)
    assert q.min() >= 0
    assert q.max() <= 2**bits - 1
    np.testing.assert_allclose(scale * (q - zero), left)


def test_what_lies_outside_is_clipped_and_has_no_slope() -> None:
    left, slope = fake_quantize([-9.0, -0.5, 0.2, 3.4, 9.0], scale=1, zero_point=0, bits=2)
    assert left.tolist() == [0, 0, 0, 3, 3]
    assert slope.tolist() == [0, 1, 1, 1, 0]
    assert quantize([0.5, 1.5, 2.5], 1, 0, 2).tolist() == [0, 2, 2]


def test_calibration_by_hand_and_by_brute_force() -> None:
    x = np.random.default_rng(4).laplace(size=2000)
    assert calibrate(x) == np.abs(x).max()
    assert calibrate(x, method="percentile", share=0.9) == np.quantile(np.abs(x), 0.9)
    assert calibrate([-3, 1, 2], method="percentile", share=1) == 3
    found = calibrate(x, 4, method="error")
    tried = [np.abs(x).max() * part / 100 for part in range(1, 101)]
    errors = []
    for t in tried:
        scale = 2 * t / 15
        zero = round(t / scale)
        q = [min(max(round(v / scale) + zero, 0), 15) for v in x]
        errors.append(
            np.mean([(scale * (each - zero) - v) ** 2 for each, v in zip(q, x, strict=True)])
        )
    assert found == pytest.approx(tried[int(np.argmin(errors))])
    assert min(errors) < 0.7 * errors[-1]  # clipping pays


@given(st.integers(0, 99), st.floats(0.1, 5), st.integers(1, 8))
def test_the_parts_of_the_error_are_all_of_it(seed: int, threshold: float, bits: int) -> None:
    x = np.random.default_rng(seed).normal(size=40)
    rounding, clipping = clipping_error(x, threshold, bits)
    scale, zero = quantisation_parameters(-threshold, threshold, bits)
    whole = ((fake_quantize(x, scale, zero, bits)[0] - x) ** 2).mean()
    assert rounding + clipping == pytest.approx(whole)
    assert clipping_error(x, 100.0, bits)[1] == 0
    assert clipping == 0 or (np.abs(x) > threshold).any()


@given(st.lists(st.integers(-5, 5), max_size=30), st.integers(0, 10))
def test_pruning_keeps_the_largest(weights: list[int], tenths: int) -> None:
    pruned = prune_by_magnitude(np.array(weights, dtype=float), tenths / 10)
    gone = round(tenths / 10 * len(weights))
    smallest = sorted(abs(each) for each in weights)[:gone]
    zeros = [each for each in weights if each == 0]
    assert (pruned == 0).sum() == max(gone, len(zeros))
    assert np.abs(pruned).sum() == sum(map(abs, weights)) - sum(smallest)
    assert all(p in (0, w) for p, w in zip(pruned, weights, strict=True))


def test_of_equal_weights_the_first_go_first() -> None:
    assert prune_by_magnitude(np.array([[1, -1], [1, -1]]), 0.5).tolist() == [[0, 0], [1, -1]]


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x = np.random.default_rng(5).normal(size=(3, 4))
    before = x.copy()
    results = [
        *fake_quantize(x, 1e-9, 0),
        quantize(x, 0.1, 0),
        prune_by_magnitude(x, 0.0),
        prune_by_magnitude(x.T, 0.5),
    ]
    calibrate(x, method="error")
    np.testing.assert_array_equal(x, before)
    assert not any(np.shares_memory(x, result) for result in results)


# --- arguments


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quantisation_parameters(1, -1), "low must not be above high"),
        (lambda: quantisation_parameters(0, 0), "a range of nothing but 0 has no scale"),
        (lambda: quantisation_parameters(math.nan, 1), r"range\[0\] is not finite"),
        (lambda: quantisation_parameters(0, 1, 0), "bits must be a whole number of at least 1"),
        (lambda: quantisation_parameters(0, 1, 17), "bits must be at most 16, not 17"),
        (lambda: quantize([math.inf], 1, 0), r"x\[0\] is not finite"),
        (lambda: quantize([1.0], 0, 0), r"scale\[0\] is not positive"),
        (lambda: quantize([1.0], 1, 0.5), r"zero_point\[0\] is not a whole number"),
        (lambda: quantize([1.0], [1.0, 1], 0), r"scale of shape \(2,\) does not meet x of \(1,\)"),
        (lambda: fake_quantize([1.0], 1, [[0]]), r"zero_point of shape \(1, 1\) does not meet"),
        (lambda: fake_quantize([1.0], 1, 0, 20), "bits must be at most 16"),
        (lambda: calibrate([0.0, 0]), "the threshold would be 0"),
        (lambda: calibrate([]), "the threshold would be 0"),
        (lambda: calibrate([], method="percentile"), "the threshold would be 0"),
        (lambda: calibrate([0.0], method="error"), "the threshold would be 0"),
        (lambda: calibrate([1.0], 99), "bits must be at most 16"),
        (lambda: calibrate([1.0], share=2), "share must be between 0 and 1"),
        (lambda: calibrate([1.0], method=cast("Any", "min")), "method must be max, percentile or error"),
        (lambda: clipping_error([], 1), "x must not be empty"),
        (lambda: clipping_error([1.0], -1), "low must not be above high"),
        (lambda: prune_by_magnitude([1.0], 1.1), "sparsity must be between 0 and 1"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

"""Formats of few bits: NumPy, torch and ml_dtypes; loss scales: torch; memory: hand-worked."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.precision import (
    FORMATS,
    round_to_format,
    training_memory,
    update_loss_scale,
)
from tests.figures.golden import precision as asked

finite = st.floats(-1e39, 1e39, allow_nan=False)


def assert_torch(x: Any, by_format: Any) -> None:
    for name, expected in by_format.items():
        found = round_to_format(x, name)
        np.testing.assert_array_equal(found, np.array(expected, dtype=float), err_msg=name)


def assert_ml_dtypes(x: Any, by_format: Any) -> None:
    for name, expected in by_format.items():
        theirs = np.array(expected, dtype=float)
        theirs = np.where(np.isnan(theirs), np.sign(x) * FORMATS[name].largest, theirs)
        np.testing.assert_array_equal(round_to_format(x, name), theirs, err_msg=name)


def test_rounding_agrees_with_committed_libraries(golden: Any) -> None:
    case = golden("precision")
    assert_torch(case["x"], case["torch"])
    assert_ml_dtypes(case["x"], case["ml_dtypes"])


def test_rounding_agrees_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    x = asked.numbers(seed=5, count=3000)
    assert_torch(x, {name: asked.ask_torch(x, name) for name in asked.TORCH})


def test_rounding_agrees_with_live_ml_dtypes(oracle: Any) -> None:
    assert oracle("ml_dtypes")
    x = asked.numbers(seed=6, count=3000)
    assert_ml_dtypes(x, {name: asked.ask_ml_dtypes(x, name) for name in asked.ML_DTYPES})


@given(finite)
def test_half_and_single_precision_are_numpys(x: float) -> None:
    with np.errstate(over="ignore"):
        assert round_to_format(x, "fp32") == np.float32(x)
        assert round_to_format(x, "fp16") == np.float16(x)


@pytest.mark.parametrize("name", FORMATS)
@given(st.floats(-400, 400))
def test_rounded_numbers_stay_and_none_is_nearer(name: str, x: float) -> None:
    rounded = round_to_format(x, name)
    assert round_to_format(rounded, name) == rounded
    assert round_to_format(-x, name) == -rounded
    quantum = max(abs(float(rounded)) * FORMATS[name].epsilon, FORMATS[name].smallest)
    assert abs(rounded - x) <= quantum / 2


def test_limits_are_those_of_the_standards() -> None:
    for name, kind in (("fp16", np.float16), ("fp32", np.float32)):
        info, ours = np.finfo(kind), FORMATS[name]
        assert ours.largest == info.max
        assert ours.smallest_normal == info.tiny
        assert ours.smallest == info.smallest_subnormal
        assert ours.epsilon == info.eps
    assert [FORMATS[name].largest for name in ("e4m3", "e5m2")] == [448, 57344]
    assert [FORMATS[name].smallest for name in ("e4m3", "e5m2")] == [2**-9, 2**-16]
    assert FORMATS["bf16"].largest == pytest.approx(3.3895e38, rel=1e-4)


def test_too_large_is_infinite_where_there_is_an_infinity() -> None:
    for name in ("fp16", "bf16", "e5m2", "fp32"):
        assert round_to_format([1e300, -1e300], name).tolist() == [math.inf, -math.inf]
    assert round_to_format([1e300, -1e300], "e4m3").tolist() == [448, -448]
    assert round_to_format(65519, "fp16") == 65504
    assert round_to_format(65520, "fp16") == math.inf


def follow(step: Any) -> list[float]:
    scale, good, found = 8.0, 0, []
    for overflow in asked.OVERFLOWS:
        scale, good = step(scale, bool(overflow), good)
        found.append(scale)
    return found


def test_the_loss_scale_is_torchs(golden: Any) -> None:
    found = follow(partial(update_loss_scale, interval=asked.INTERVAL))
    assert found == golden("precision")["scales"]


def test_the_loss_scale_is_live_torchs(torch: Any) -> None:
    found = follow(partial(update_loss_scale, interval=asked.INTERVAL))
    assert found == asked.scales()
    scaler = torch.amp.GradScaler("cpu")
    growth, backoff, interval = update_loss_scale.__defaults__ or ()
    assert scaler.get_growth_factor() == growth
    assert scaler.get_backoff_factor() == backoff
    assert scaler.get_growth_interval() == interval


def test_memory_by_hand() -> None:
    plain = training_memory(10)
    assert (plain.weights, plain.gradients, plain.optimiser, plain.total) == (20, 20, 120, 160)
    assert training_memory(10, precision="single").total == 160
    totals = [training_memory(10, 4, stage).total for stage in (0, 1, 2, 3)]
    assert totals == [160, 70, 55, 40]
    single = training_memory(10, 4, 1, "single")
    assert (single.weights, single.gradients, single.optimiser) == (40, 40, 20)


@given(st.floats(1, 1e12), st.integers(1, 64), st.sampled_from([1, 2, 3]))
def test_each_stage_needs_less_and_the_last_shares_all(
    parameters: float, devices: int, stage: Any
) -> None:
    now = training_memory(parameters, devices, stage).total
    assert now <= training_memory(parameters, devices, stage - 1).total
    last = training_memory(parameters, devices, 3).total
    assert last * devices == pytest.approx(training_memory(parameters).total)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x = np.array([1.0, 2.0])
    assert not np.shares_memory(round_to_format(x, "fp32"), x)
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: round_to_format([math.nan], "fp16"), r"x\[0\] is not finite"),
        (lambda: round_to_format([1.0], "fp64"), "name must be one of fp32, fp16, bf16, e5m2, e4m3"),
        (lambda: update_loss_scale(0, False, 0), "scale must be positive"),
        (lambda: update_loss_scale(1, False, -1), "good_steps must be a whole number of at least 0"),
        (lambda: update_loss_scale(1, False, 0, growth=0), "growth must be positive"),
        (lambda: update_loss_scale(1, True, 0, backoff=-1), "backoff must be positive"),
        (lambda: update_loss_scale(1, True, 0, interval=0), "interval must be a whole number"),
        (lambda: training_memory(0), "parameters must be positive"),
        (lambda: training_memory(1, 0), "devices must be a whole number of at least 1"),
        (lambda: training_memory(1, 1, cast("Any", 4)), "stage must be 0, 1, 2 or 3, not 4"),
        (lambda: training_memory(1, precision=cast("Any", "half")), "must be mixed or single"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

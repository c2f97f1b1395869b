"""Optimisers: torch, hand-worked steps, and what each must leave alone."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.optimisers import (
    adam_step,
    adamw_step,
    clip_by_norm,
    lr_schedule,
    momentum_step,
)
from figures.numerics.training import sgd_step
from tests.figures.golden import optimisers as asked


def stepping(name: str, number: int) -> tuple[Any, dict[str, Any]]:
    """Our function and arguments for what torch was asked by this name, at this step."""
    kind, settings = asked.OPTIMISERS[name]
    if kind == "SGD":
        named = {"lr": "rate"}
        return momentum_step, {named.get(key, key): value for key, value in settings.items()}
    named = {"lr": "rate", "weight_decay": "decay"}
    arguments = {named.get(key, key): value for key, value in settings.items()}
    return (adam_step if kind == "Adam" else adamw_step), {**arguments, "step": number}


def run(name: str, case: Any) -> list[Any]:
    """Our weights after each step of what torch was asked."""
    weights = np.array(case["start"])
    memory: Any = [np.zeros_like(weights)] * (2 if name.startswith("adam") else 1)
    found = []
    for number, gradient in enumerate(case["gradients"], start=1):
        step, arguments = stepping(name, number)
        weights, *memory = step(weights, gradient, *memory, **arguments)
        found.append(weights)
    return found


@pytest.mark.parametrize("name", asked.OPTIMISERS)
def test_steps_agree_with_committed_torch(golden: Any, name: str) -> None:
    case = golden("optimisers")["optimisers"][name]
    np.testing.assert_allclose(run(name, case), case["weights"], rtol=0, atol=4e-16)


@pytest.mark.parametrize("name", asked.OPTIMISERS)
def test_steps_agree_with_live_torch(torch: Any, name: str) -> None:
    assert torch.__version__
    case = asked.path(name, seed=5)
    np.testing.assert_allclose(run(name, case), case["weights"], rtol=0, atol=9e-16)


def test_parameters_left_out_are_torchs(torch: Any) -> None:
    start, gradient = np.random.default_rng(1).normal(size=(2, 5))
    for step, kind in ((adam_step, torch.optim.Adam), (adamw_step, torch.optim.AdamW)):
        parameter = torch.nn.Parameter(torch.tensor(start))
        parameter.grad = torch.tensor(gradient)
        kind([parameter]).step()
        weights, *_ = step(start, gradient, np.zeros(5), np.zeros(5), 1)
        np.testing.assert_allclose(weights, parameter.tolist(), rtol=0, atol=4e-16)


def test_momentum_by_hand() -> None:
    w, v = momentum_step([1.0], [2.0], [4.0], rate=0.5, momentum=0.25)
    assert (w.tolist(), v.tolist()) == ([1 - 0.5 * 3], [3])
    w, v = momentum_step([1.0], [2.0], [4.0], rate=0.5, momentum=0.25, nesterov=True)
    assert (w.tolist(), v.tolist()) == ([1 - 0.5 * (2 + 0.25 * 3)], [3])


def test_without_momentum_it_is_gradient_descent() -> None:
    w, g, v = np.random.default_rng(2).normal(size=(3, 4))
    for nesterov in (False, True):
        stepped, _ = momentum_step(w, g, v, 0.3, momentum=0, nesterov=nesterov)
        np.testing.assert_array_equal(stepped, sgd_step(w, g, 0.3))


def test_a_constant_gradient_ends_in_steps_that_are_one_over_one_minus_mu_as_long() -> None:
    w, v = np.zeros(1), np.zeros(1)
    for _ in range(300):
        before = w
        w, v = momentum_step(w, [1.0], v, rate=0.01, momentum=0.9)
    assert float((before - w)[0]) == pytest.approx(0.01 / (1 - 0.9), rel=1e-12)


@given(st.floats(1e-3, 1e6), st.sampled_from([-1, 1]), st.integers(1, 50))
def test_under_a_constant_gradient_adam_steps_by_the_rate(
    size: float, sign: int, steps: int
) -> None:
    w, m, v = np.zeros(1), np.zeros(1), np.zeros(1)
    for step in range(1, steps + 1):
        before = w
        w, m, v = adam_step(w, [sign * size], m, v, step, rate=0.01, eps=1e-300)
        assert float((before - w)[0]) == pytest.approx(sign * 0.01, rel=1e-10)


def test_adamw_shrinks_all_weights_alike() -> None:
    w, g = np.array([1.0, 1.0]), np.array([100.0, 0.01])
    zeros = np.zeros(2)
    plain, *_ = adam_step(w, g, zeros, zeros, 1, rate=0.1)
    decayed, *_ = adamw_step(w, g, zeros, zeros, 1, rate=0.1, decay=0.5)
    np.testing.assert_allclose(plain - decayed, [0.05, 0.05], rtol=1e-12)
    same, *_ = adamw_step(w, g, zeros, zeros, 1, rate=0.1, decay=0)
    np.testing.assert_array_equal(same, plain)


def test_clipping_agrees_with_committed_torch(golden: Any) -> None:
    assert_clipping(golden("optimisers")["clipping"])


def test_clipping_agrees_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    assert_clipping(asked.clipping(seed=6))


def assert_clipping(case: Any) -> None:
    clipped, norm = clip_by_norm(case["gradients"], asked.MOST)
    assert norm == pytest.approx(case["norm"], rel=1e-15)
    for ours, theirs in zip(clipped, case["clipped"], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)  # torch adds 1e-6 to the norm


@given(st.lists(st.lists(st.floats(-1e3, 1e3), max_size=4), max_size=3), st.floats(1e-2, 1e4))
def test_clipped_gradients_keep_their_direction_and_the_limit(
    gradients: list[list[float]], most: float
) -> None:
    clipped, norm = clip_by_norm(gradients, most)
    flat, after = (
        np.array([value for each in gradients for value in each]),
        np.concatenate([np.zeros(0), *clipped]),
    )
    assert norm == pytest.approx(np.linalg.norm(flat), rel=1e-12)
    assert np.linalg.norm(after) <= most * (1 + 1e-12)
    if norm <= most:
        np.testing.assert_array_equal(after, flat)
    else:
        np.testing.assert_allclose(after * norm, flat * most, rtol=1e-12, atol=1e-300)


def test_the_schedule_agrees_with_committed_torch(golden: Any) -> None:
    ours = lr_schedule(np.arange(asked.TOTAL), asked.TOTAL, asked.PEAK, asked.WARMUP, asked.FLOOR)
    np.testing.assert_allclose(ours, golden("optimisers")["schedule"], rtol=1e-13)


def test_the_schedule_agrees_with_live_torch(torch: Any, golden: Any) -> None:
    assert torch.__version__
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch tells of its own use of `epoch`
        live = asked.schedule()
    np.testing.assert_allclose(live, golden("optimisers")["schedule"], rtol=1e-14)


def test_the_schedule_by_its_ends() -> None:
    rates = lr_schedule([0, 1, 3, 4, 7, 10], total=10, peak=2.0, warmup=4, floor=0.5)
    np.testing.assert_allclose(rates, [0.5, 1, 2, 2, 1.25, 0.5], rtol=1e-15)
    without = lr_schedule([0, 5, 10], total=10, peak=2.0)
    np.testing.assert_allclose(without, [2, 1, 0], atol=1e-15)
    assert lr_schedule(3, total=10, peak=1.0, floor=1.0) == 1
    assert lr_schedule(0, total=10, peak=3.0, warmup=1) == 3


def test_arguments_are_never_changed_nor_handed_back() -> None:
    random = np.random.default_rng(4)
    w, g, m = random.normal(size=(3, 4))
    v = random.random(4)
    before = [each.copy() for each in (w, g, m, v)]
    results = [
        *momentum_step(w, g, m, 0.1),
        *momentum_step(w, g, m, 0.1, momentum=0),
        *adam_step(w, g, m, v, 3),
        *adam_step(w, g, m, v, 3, betas=(0, 0)),
        *adamw_step(w, g, m, v, 3, decay=0),
        *clip_by_norm([w, g], 1e9)[0],
    ]
    for ours, kept in zip((w, g, m, v), before, strict=True):
        np.testing.assert_array_equal(ours, kept)
        assert not any(np.shares_memory(ours, result) for result in results)


# --- arguments

ONE = [1.0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: momentum_step([math.nan], ONE, ONE, 0.1), r"weights\[0\] is not finite"),
        (lambda: momentum_step(ONE, [1, 2], ONE, 0.1), r"gradient must have shape \(1,\), not \(2,\)"),
        (lambda: momentum_step(ONE, ONE, [[1]], 0.1), r"velocity must have shape \(1,\)"),
        (lambda: momentum_step(ONE, ONE, ONE, 0), "rate must be positive"),
        (lambda: momentum_step(ONE, ONE, ONE, 0.1, 1), "momentum must be at least 0 and below 1"),
        (lambda: momentum_step(ONE, ONE, ONE, 0.1, -0.1), "momentum must be at least 0"),
        (lambda: adam_step(ONE, ONE, ONE, [-1.0], 1), r"square\[0\] is negative"),
        (lambda: adam_step(ONE, ONE, [1, 2], ONE, 1), r"mean must have shape \(1,\)"),
        (lambda: adam_step(ONE, ONE, ONE, ONE, 0), "step must be a whole number of at least 1"),
        (lambda: adam_step(ONE, ONE, ONE, ONE, 1, rate=-1), "rate must be positive"),
        (lambda: adam_step(ONE, ONE, ONE, ONE, 1, eps=0), "eps must be positive"),
        (lambda: adam_step(ONE, ONE, ONE, ONE, 1, betas=(1, 0)), r"betas\[0\] must be at least 0"),
        (lambda: adam_step(ONE, ONE, ONE, ONE, 1, betas=(0, 1)), r"betas\[1\] must be at least 0"),
        (lambda: adamw_step(ONE, ONE, ONE, ONE, 1, decay=-1), "decay must be finite and not neg"),
        (lambda: adamw_step([math.inf], ONE, ONE, ONE, 1), r"weights\[0\] is not finite"),
        (lambda: clip_by_norm([ONE, [math.nan]], 1), r"gradients\[1\]\[0\] is not finite"),
        (lambda: clip_by_norm([ONE], 0), "most must be positive"),
        (lambda: lr_schedule([0, 11], 10, 1), r"step\[1\] is outside 0…10"),
        (lambda: lr_schedule(-1, 10, 1), r"step\[\] is outside 0…10"),
        (lambda: lr_schedule(0, 0, 1), "total must be a whole number of at least 1"),
        (lambda: lr_schedule(0, 10, 0), "peak must be positive"),
        (lambda: lr_schedule(0, 10, 1, -1), "warmup must be a whole number of at least 0"),
        (lambda: lr_schedule(0, 10, 1, 10), "warmup must be less than the 10 steps in all, not 10"),
        (lambda: lr_schedule(0, 10, 1, 0, -1), "floor must be finite and not negative"),
        (lambda: lr_schedule(0, 10, 1, 0, 2), "floor must be at most the peak 1, not 2"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

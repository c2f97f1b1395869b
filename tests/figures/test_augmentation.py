"""CutMix by its pixels, and averages of weights by torch and by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.augmentation import cutmix, ema_update
from tests.figures.golden import augmentation as asked


@given(
    st.integers(1, 5), st.integers(1, 9), st.integers(1, 9), st.floats(0.1, 5), st.integers(0, 999)
)
def test_targets_have_the_share_of_the_pixels(n: int, h: int, w: int, a: float, seed: int) -> None:
    """Each picture is one grey, its own number, so that pixels say whose they are."""
    x = np.broadcast_to(np.arange(float(n))[:, None, None, None], (n, 2, h, w))
    mixed, targets = cutmix(x, np.eye(n), a, np.random.default_rng(seed))
    for i in range(n):
        for j in range(n):
            assert targets[i, j] == pytest.approx((mixed[i] == j).mean())
    np.testing.assert_array_equal(mixed[:, 0], mixed[:, 1])  # all channels alike
    foreign = (mixed[:, 0] != np.arange(n)[:, None, None]).any(axis=0)
    rows, columns = np.nonzero(foreign)
    if rows.size:  # what is pasted is one box
        assert foreign[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()


def test_boxes_stand_everywhere_and_have_about_the_share_drawn() -> None:
    random = np.random.default_rng(0)
    x = np.stack([np.zeros((1, 40, 40)), np.ones((1, 40, 40))])
    pasted, shares = np.zeros((40, 40)), []
    for _ in range(3000):
        mixed, targets = cutmix(x, np.eye(2), 1.0, random)
        if targets[0, 1]:
            pasted += mixed[0, 0]
            shares.append(targets[0, 1])
    assert pasted.min() > 0.1 * pasted.max()
    assert pasted[20, 20] > pasted[0, 0]  # boxes are cut at the border
    assert 0.25 < np.mean(shares) < 0.5  # ½ if they were not


def follow(case: Any) -> list[Any]:
    average = np.array(case["weights"][0])
    found = [average]
    for weights in case["weights"][1:]:
        average = ema_update(average, weights, asked.DECAY)
        found.append(average)
    return found


def test_averages_agree_with_committed_torch(golden: Any) -> None:
    case = golden("augmentation")
    np.testing.assert_allclose(follow(case), case["averages"], rtol=0, atol=2e-15)


def test_averages_agree_with_live_torch(torch: Any) -> None:
    assert torch.__version__
    case = asked.ask(seed=2)
    np.testing.assert_allclose(follow(case), case["averages"], rtol=0, atol=2e-15)


def test_early_steps_forget_the_start_faster() -> None:
    assert ema_update(0.0, 1.0, 0.999, step=0) == pytest.approx(0.9)
    assert ema_update(0.0, 1.0, 0.999, step=90) == pytest.approx(1 - 91 / 100)
    assert ema_update(0.0, 1.0, 0.5, step=10**6) == 0.5
    assert ema_update(0.0, 1.0, 0.5) == 0.5


@given(st.floats(0, 0.999), st.integers(1, 40))
def test_constant_weights_are_approached_geometrically(decay: float, steps: int) -> None:
    average: Any = 0.0
    for _ in range(steps):
        average = ema_update(average, 1.0, decay)
    assert 1 - float(average) == pytest.approx(decay**steps, abs=1e-12)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    random = np.random.default_rng(3)
    x, targets = random.normal(size=(3, 1, 4, 4)), np.eye(3)
    before = x.copy()
    for _ in range(20):
        mixed, soft = cutmix(x, targets, 1.0, random)
        assert not np.shares_memory(mixed, x)
        assert not np.shares_memory(soft, targets)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(targets, np.eye(3))
    assert not np.shares_memory(ema_update(x, x, 0.0), x)


RNG = np.random.default_rng(4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cutmix(np.ones((1, 2, 2)), [[1.0]], 1, RNG), r"x must have shape \(N, C, H, W\)"),
        (lambda: cutmix(np.ones((2, 1, 2, 2)), [[1.0]], 1, RNG), "and 1 targets do not go together"),
        (lambda: cutmix(np.ones((0, 1, 2, 2)), np.ones((0, 1)), 1, RNG), "do not go together"),
        (lambda: cutmix(np.ones((1, 1, 2, 2)), [1.0], 1, RNG), r"targets must have shape \(N, K\)"),
        (lambda: cutmix(np.ones((1, 1, 2, 2)), [[1.0]], 0, RNG), "alpha must be positive"),
        (lambda: ema_update([1.0], [1.0, 2], 0.5), r"weights must have shape \(1,\), not \(2,\)"),
        (lambda: ema_update([math.nan], [1.0], 0.5), r"average\[0\] is not finite"),
        (lambda: ema_update([1.0], [1.0], 1), "decay must be at least 0 and below 1, not 1"),
        (lambda: ema_update([1.0], [1.0], 0.5, -1), "step must be a whole number of at least 0"),
    ],
)  # fmt: skip
def test_malformed_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()

"""Remedies for overfitting: torch, the note's cases, what chance does on average, hand-worked sums."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.boxes import iou
from figures.numerics.training import (
    decayed_step,
    dropout,
    early_stopping,
    flip_horizontally,
    mixup,
    sgd_step,
)
from tests.figures.golden import training as asked

if TYPE_CHECKING:
    from collections.abc import Callable

LIVE_SEED = 7


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# --- early stopping


@pytest.mark.parametrize(
    ("losses", "patience", "expected"),
    [
        ([3, 2, 1], 1, (2, 2)),
        ([3, 1, 2, 2, 0], 2, (3, 1)),
        ([3, 1, 2, 2, 0], 3, (4, 4)),
        ([1, 1, 1], 2, (2, 0)),  # an equal loss is no better one
        ([1], 1, (0, 0)),
        ([1, 2], 1, (1, 0)),
        ([5, 4, 6, 3, 7, 7, 2], 2, (5, 3)),
    ],
)
def test_early_stopping_by_hand(
    losses: list[float], patience: int, expected: tuple[int, int]
) -> None:
    found = early_stopping(losses, patience)
    assert found == expected
    assert [type(epoch) for epoch in found] == [int, int]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(1, 8))
def test_early_stopping_stops_at_the_first_run_without_gain(
    losses: list[int], patience: int
) -> None:
    stop, best = early_stopping(losses, patience)
    assert best is not None
    seen = losses[: stop + 1]
    assert best == seen.index(min(seen))
    assert stop - best == patience or stop == len(losses) - 1
    for epoch in range(stop):  # it had no reason to stop sooner
        so_far = losses[: epoch + 1]
        assert epoch - so_far.index(min(so_far)) < patience


@given(st.lists(st.floats(0, 9), min_size=1, max_size=30), st.integers(1, 8))
def test_more_patience_never_ends_worse(losses: list[float], patience: int) -> None:
    less, more = early_stopping(losses, patience), early_stopping(losses, patience + 1)
    assert more[0] >= less[0]
    assert more[1] is not None
    assert less[1] is not None
    assert losses[more[1]] <= losses[less[1]]


@pytest.mark.parametrize("broken", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_stops_training_at_once(broken: float) -> None:
    assert early_stopping([3, 2, broken, 1], 5) == (2, 1)
    assert early_stopping([3, 2, 4, broken], 1) == (2, 1)  # it had stopped before
    assert early_stopping([3, broken], 1) == (1, 0)
    assert early_stopping([broken, 1], 5) == (0, None)  # there is nothing to restore


def test_unusable_losses_and_patience_are_refused() -> None:
    with pytest.raises(ValueError, match="losses must not be empty"):
        early_stopping([], 1)
    with pytest.raises(ValueError, match=r"losses must have shape \(E,\), not \(1, 2\)"):
        early_stopping([[1, 2]], 1)
    for patience in (0, 1.5):
        with pytest.raises(ValueError, match="patience must be a whole number of at least 1"):
            early_stopping([1], patience)  # type: ignore[arg-type]


# --- dropout


def test_dropout_keeps_the_expectation_and_drops_the_rate() -> None:
    x = np.full(200_000, 3.0)
    for rate in (0.1, 0.5, 0.8):
        dropped = dropout(x, rate, rng(1))
        assert np.mean(dropped == 0) == pytest.approx(rate, abs=0.005)
        assert set(np.unique(dropped)) == {0.0, 3 / (1 - rate)}
        # five standard errors of the mean
        assert dropped.mean() == pytest.approx(3, abs=5 * 3 * math.sqrt(rate / (1 - rate) / len(x)))


@given(st.integers(0, 10**6), st.floats(0, 0.99))
def test_dropout_gives_each_value_scaled_or_zero(seed: int, rate: float) -> None:
    x = rng(seed).normal(size=(3, 4))
    dropped = dropout(x, rate, rng(seed))
    assert dropped.shape == x.shape
    kept = dropped != 0
    np.testing.assert_allclose(dropped[kept], x[kept] / (1 - rate), rtol=1e-15)


def test_dropout_is_as_repeatable_as_its_source_and_does_nothing_at_rate_zero() -> None:
    x = rng().normal(size=100)
    np.testing.assert_array_equal(dropout(x, 0.5, rng(1)), dropout(x, 0.5, rng(1)))
    assert not np.array_equal(dropout(x, 0.5, rng(1)), dropout(x, 0.5, rng(2)))
    same = dropout(x, 0, rng())
    np.testing.assert_array_equal(same, x)
    assert not np.shares_memory(same, x)
    assert dropout([], 0.5, rng()).shape == (0,)


def test_unusable_rates_are_refused() -> None:
    for rate in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="rate must be between 0 and 1"):
            dropout([1.0], rate, rng())
    with pytest.raises(ValueError, match="rate must be below 1: something must be kept"):
        dropout([1.0], 1.0, rng())
    with pytest.raises(ValueError, match=r"x\[0\] is not finite"):
        dropout([math.inf], 0.5, rng())


# --- weight decay


def test_steps_by_hand() -> None:
    assert sgd_step([2.0, -4.0], [1.0, 0.5], 0.5).tolist() == [1.5, -4.25]
    assert sgd_step([2.0, -4.0], [1.0, 0.5], 0.5, 0.25).tolist() == [1.25, -3.75]
    assert decayed_step([2.0, -4.0], [1.0, 0.5], 0.5, 0.25).tolist() == [1.25, -3.75]
    assert decayed_step([2.0, -4.0], [1.0, 0.5], 0.5, 0).tolist() == [1.5, -4.25]


@given(st.integers(0, 10**6), st.floats(0.01, 1), st.floats(0, 2))
def test_for_plain_descent_penalty_and_decay_are_one(
    seed: int, rate: float, strength: float
) -> None:
    weights, gradient = rng(seed).normal(size=(2, 5))
    one = sgd_step(weights, gradient, rate, strength)
    other = decayed_step(weights, gradient, rate, strength)
    np.testing.assert_allclose(one, other, rtol=0, atol=4e-15)


def adam(gradient: Any) -> Any:
    """Adam's first update: both bias-corrected averages are of the one gradient."""
    return gradient / (np.abs(gradient) + 1e-8)


def test_steps_agree_with_committed_torch(golden: Any) -> None:
    case = golden("training")
    weights, gradient = np.array(case["weights"]), np.array(case["gradient"])
    sgd = sgd_step(weights, gradient, asked.RATE, asked.DECAY)
    np.testing.assert_allclose(sgd, case["sgd"], rtol=0, atol=3e-16)
    decayed = decayed_step(weights, adam(gradient), asked.RATE, asked.DECAY)
    np.testing.assert_allclose(decayed, case["adamw"], rtol=0, atol=3e-16)
    # with Adam, a penalty in the gradient is another thing
    penalised = weights - asked.RATE * adam(gradient + asked.DECAY * weights)
    assert np.abs(penalised - decayed).max() > 0.01


def test_steps_agree_with_live_torch(torch: Any) -> None:
    assert torch
    weights, gradient = rng(LIVE_SEED).normal(size=(2, 50))
    for name, update in (("SGD", gradient), ("AdamW", adam(gradient))):
        expected = asked.step(name, weights, gradient)
        found = decayed_step(weights, update, asked.RATE, asked.DECAY)
        np.testing.assert_allclose(found, expected, rtol=0, atol=5e-16)


@pytest.mark.parametrize(
    ("step", "change", "strength"),
    [(sgd_step, "gradient", "penalty"), (decayed_step, "update", "decay")],
)
def test_unusable_steps_are_refused(step: Callable[..., Any], change: str, strength: str) -> None:
    with pytest.raises(ValueError, match=rf"{change} must have shape \(2,\), not \(1,\)"):
        step([1.0, 2.0], [1.0], 0.1, 0.1)
    with pytest.raises(ValueError, match=r"weights\[0\] is not finite"):
        step([math.nan], [1.0], 0.1, 0.1)
    with pytest.raises(ValueError, match=rf"{change}\[0\] is not finite"):
        step([1.0], [math.nan], 0.1, 0.1)
    with pytest.raises(ValueError, match="rate must be positive and finite"):
        step([1.0], [1.0], 0.0, 0.1)
    with pytest.raises(ValueError, match=f"{strength} must be finite and not negative"):
        step([1.0], [1.0], 0.1, -0.1)


# --- augmentation


def test_flip_by_hand() -> None:
    image = np.array([[1, 2, 3, 4], [5, 6, 7, 8]], dtype=np.uint8)
    flipped, boxes = flip_horizontally(image, [[0, 0, 1, 2], [1, 0, 3, 1]])
    assert flipped.tolist() == [[4, 3, 2, 1], [8, 7, 6, 5]]
    assert flipped.dtype == np.uint8
    assert boxes.tolist() == [[3, 0, 4, 2], [1, 0, 3, 1]]


@given(st.integers(0, 10**6), st.booleans())
def test_flipped_boxes_hold_what_they_held(seed: int, coloured: bool) -> None:
    random = rng(seed)
    image = random.integers(0, 256, (6, 9, 3) if coloured else (6, 9), dtype=np.uint8)
    corners = np.sort(random.integers(0, 7, (4, 2, 2)), axis=1)
    placed = corners.reshape(4, 4).astype(float)
    flipped, boxes = flip_horizontally(image, placed)
    assert flipped.shape == image.shape
    for before, after in zip(placed.astype(int), boxes.astype(int), strict=True):
        held = image[before[1] : before[3], before[0] : before[2]]
        holds = flipped[after[1] : after[3], after[0] : after[2]]
        np.testing.assert_array_equal(holds, held[:, ::-1])
    again, back = flip_horizontally(flipped, boxes)
    np.testing.assert_array_equal(again, image)
    np.testing.assert_array_equal(back, placed)
    np.testing.assert_allclose(iou(boxes, boxes), iou(placed, placed), rtol=1e-15)


def test_flip_refuses_what_is_no_image_and_takes_no_boxes() -> None:
    for shape in ((4,), (1, 2, 3, 4)):
        with pytest.raises(ValueError, match=r"image must have shape \(H, W\) or \(H, W, C\)"):
            flip_horizontally(np.zeros(shape), [])
    with pytest.raises(ValueError, match=r"boxes\[0\] has x2 < x1"):
        flip_horizontally(np.zeros((2, 2)), [[1, 0, 0, 1]])
    assert flip_horizontally(np.zeros((2, 3)), [])[1].shape == (0, 4)


def test_mixup_blends_each_sample_and_target_alike() -> None:
    x, targets = np.arange(12.0).reshape(3, 2, 2), np.eye(3)
    blended, soft = mixup(x, targets, 0.4, rng(3))
    drawn = rng(3)
    share, other = drawn.beta(0.4, 0.4), drawn.permutation(3)
    assert 0 < share < 1
    np.testing.assert_array_equal(blended, share * x + (1 - share) * x[other])
    np.testing.assert_array_equal(soft, share * targets + (1 - share) * targets[other])


@given(st.integers(0, 10**6), st.integers(0, 6))
def test_mixup_keeps_sums_and_stays_between_the_samples(seed: int, n: int) -> None:
    random = rng(seed)
    x, targets = random.normal(size=(n, 3)), np.eye(4)[random.integers(0, 4, n)]
    blended, soft = mixup(x, targets, 0.7, random)
    assert (blended.shape, soft.shape) == ((n, 3), (n, 4))
    np.testing.assert_allclose(soft.sum(axis=1), 1, rtol=0, atol=1e-15)
    np.testing.assert_allclose(blended.sum(axis=0), x.sum(axis=0), rtol=0, atol=1e-13)
    if n:
        assert (np.abs(blended).max(axis=0) <= np.abs(x).max(axis=0) + 1e-15).all()


def test_a_small_alpha_blends_little() -> None:
    x = targets = np.eye(2)
    shares = [
        [mixup(x, targets, alpha, rng(seed))[1].max() for seed in range(200)]
        for alpha in (0.05, 20.0)
    ]
    assert np.mean(shares[0]) > 0.95
    assert np.mean(shares[1]) < 0.85


def test_unusable_batches_are_refused() -> None:
    with pytest.raises(ValueError, match=r"x has shape \(3, 1\), but there are 2 targets"):
        mixup(np.zeros((3, 1)), np.eye(2), 1, rng())
    with pytest.raises(ValueError, match=r"x has shape \(\), but there are 2 targets"):
        mixup(1.0, np.eye(2), 1, rng())
    with pytest.raises(ValueError, match=r"targets must have shape \(N, C\), not \(2,\)"):
        mixup(np.zeros((2, 1)), [0, 1], 1, rng())
    with pytest.raises(ValueError, match=r"x\[0\] is not finite"):
        mixup([math.nan], [[1]], 1, rng())
    for alpha in (0, math.inf):
        with pytest.raises(ValueError, match="alpha must be positive and finite"):
            mixup([1.0], [[1]], alpha, rng())


def test_arguments_are_never_changed_nor_handed_back() -> None:
    x, other = rng().normal(size=(2, 3, 4))
    boxes = np.array([[0.0, 0.0, 1.0, 2.0]])
    before = [each.copy() for each in (x, other, boxes)]
    found = [
        dropout(x, 0.0, rng()),
        sgd_step(x, other, 0.1),
        decayed_step(x, other, 0.1, 0.0),
        *flip_horizontally(x, boxes),
        *mixup(x, other, 1.0, rng()),
    ]
    early_stopping(x[0], 1)
    for each in (x, other, boxes):
        assert not any(np.shares_memory(each, result) for result in found)
    for one, after in zip(before, (x, other, boxes), strict=True):
        np.testing.assert_array_equal(one, after)

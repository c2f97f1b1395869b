"""Segmentation: torch, scikit-learn, a convolution that is run, and laws."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.segmentation import (
    confusion_matrix,
    dice_loss,
    dice_loss_grad,
    dice_loss_naive,
    dilated_footprint,
    mean_iou,
    tversky_loss,
    tversky_loss_grad,
)
from tests.figures.golden.asking import value_and_gradient
from tests.figures.golden.segmentation import dice, tversky


def close(actual: Any, expected: Any, tolerance: float = 4e-15) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# --- what is seen


@pytest.mark.parametrize("rates", [[], [1], [2, 2, 2], [1, 2, 5], [3, 1]])
def test_footprint_is_the_gradient_of_real_convolutions(torch: Any, rates: list[int]) -> None:
    ours = dilated_footprint(3, rates)
    x = torch.zeros((1, 1, *ours.shape), dtype=torch.float64, requires_grad=True)
    y = x
    for rate in rates:
        kernel = torch.ones((1, 1, 3, 3), dtype=torch.float64)
        y = torch.nn.functional.conv2d(y, kernel, dilation=rate)
    y.sum().backward()
    np.testing.assert_array_equal(ours, x.grad[0, 0].numpy())


def test_gridding_and_its_remedy() -> None:
    same, saw = dilated_footprint(3, [2, 2, 2]), dilated_footprint(3, [1, 2, 3])
    assert same.shape == saw.shape == (13, 13)
    assert [int((each > 0).sum()) for each in (same, saw)] == [49, 169]
    assert dilated_footprint(5, [1]).tolist() == np.ones((5, 5)).tolist()


# --- masks


def test_iou_agrees_with_committed_sklearn(golden: Any) -> None:
    case = golden("segmentation")
    mean, shares = mean_iou(confusion_matrix(case["predicted"], case["truth"], 4))
    close(shares, case["iou"])
    assert mean == pytest.approx(np.mean(case["iou"]))


def test_iou_agrees_with_sklearn_live(oracle: Any) -> None:
    metrics = oracle("sklearn.metrics")
    predicted, truth = np.random.default_rng(2).integers(0, 6, (2, 40, 50))
    counts = confusion_matrix(predicted, truth, 6)
    np.testing.assert_array_equal(
        counts, metrics.confusion_matrix(truth.ravel(), predicted.ravel())
    )
    theirs = metrics.jaccard_score(truth.ravel(), predicted.ravel(), average=None)
    close(mean_iou(counts)[1], theirs)


def test_ignored_pixels_and_absent_classes_do_not_count() -> None:
    counts = confusion_matrix([[0, 1], [9, 1]], [[0, 1], [255, 0]], 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    mean, shares = mean_iou(counts)
    assert shares.tolist() == [0.5, 0.5, 0]
    assert mean == 0.5
    assert confusion_matrix([], [], 2).tolist() == [[0, 0], [0, 0]]


@given(st.integers(0, 10**6))
def test_counts_of_parts_add_up(seed: int) -> None:
    predicted, truth = np.random.default_rng(seed).integers(0, 3, (2, 4, 9))
    parts = [confusion_matrix(p, t, 3) for p, t in zip(predicted, truth, strict=True)]
    np.testing.assert_array_equal(sum(parts), confusion_matrix(predicted, truth, 3))


# --- losses of overlap


@pytest.mark.parametrize(
    ("name", "loss", "slope"),
    [("dice", dice_loss, dice_loss_grad), ("tversky", tversky_loss, tversky_loss_grad)],
)
def test_losses_agree_with_committed_torch(golden: Any, name: str, loss: Any, slope: Any) -> None:
    case = golden("segmentation")
    close(loss(case["logits"], case["targets"]), case[name]["value"])
    close(slope(case["logits"], case["targets"]), case[name]["grad"])


def test_losses_agree_with_torch_live(torch: Any) -> None:
    random = np.random.default_rng(3)
    logits, targets = random.normal(0, 5, (20, 64)), random.random((20, 64))
    for theirs, loss, slope in (
        (dice, dice_loss, dice_loss_grad),
        (tversky, tversky_loss, tversky_loss_grad),
    ):
        told = value_and_gradient(partial(theirs, torch, targets.tolist()), logits)
        close(loss(logits, targets), told["value"], 1e-14)
        close(slope(logits, targets), told["grad"], 1e-14)


def test_gradients_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(4)
    logits, targets = random.normal(size=(2, 5)), random.integers(0, 2, (2, 5))
    for loss, slope in ((dice_loss, dice_loss_grad), (tversky_loss, tversky_loss_grad)):
        expected = gradient(lambda z, loss=loss: loss(z, targets).sum(), logits)
        np.testing.assert_allclose(slope(logits, targets), expected, rtol=0, atol=1e-11)


@given(st.integers(0, 10**6), st.sampled_from([0.0, 1.0, 7.0]))
def test_dice_is_its_naive_twin_and_a_case_of_tversky(seed: int, smooth: float) -> None:
    random = np.random.default_rng(seed)
    logits, targets = random.normal(0, 2, (3, 8)), random.integers(0, 2, (3, 8))
    expected = [
        dice_loss_naive(z, t, smooth)
        for z, t in zip(logits.tolist(), targets.tolist(), strict=True)
    ]
    close(dice_loss(logits, targets, smooth), expected, 1e-14)
    close(tversky_loss(logits, targets, 0.5, 0.5, smooth / 2), expected, 1e-14)


def test_of_hard_masks_dice_is_twice_iou_by_one_more() -> None:
    predicted, truth = np.array([1, 1, 1, 0, 0]), np.array([0, 1, 1, 1, 0])
    share = mean_iou(confusion_matrix(predicted, truth, 2))[1][1]
    loss = dice_loss([(predicted * 2 - 1) * 800], [truth], 0)[0]
    assert 1 - loss == pytest.approx(2 * share / (1 + share))


def test_misses_weigh_more_with_a_larger_beta() -> None:
    missed, extra = [[-800.0, 800, -800]], [[800.0, 800, 800]]
    truth = [[1, 1, 0]]
    assert tversky_loss(missed, truth) > tversky_loss(extra, truth)
    assert tversky_loss(missed, truth, 0.7, 0.3) < tversky_loss(extra, truth, 0.7, 0.3)


def test_empty_masks_cost_nothing_with_smoothing() -> None:
    empty = [[-800.0, -800]], [[0, 0]]
    assert dice_loss(*empty).tolist() == tversky_loss(*empty).tolist() == [0]
    for loss in (dice_loss, tversky_loss):
        with pytest.raises(ValueError, match="mask 0 has nothing in it, and smooth is 0"):
            loss(*empty, smooth=0)


# --- arguments


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dilated_footprint(2, [1]), "kernel must be odd, not 2"),
        (lambda: dilated_footprint(3, [0]), "rates must be a whole number of at least 1, not 0"),
        (lambda: confusion_matrix([1], [1, 2], 3), r"predicted must have shape \(2,\), not \(1,\)"),
        (lambda: confusion_matrix([3], [1], 3), "predicted holds 3, outside 0…2"),
        (lambda: confusion_matrix([1], [-1], 3), "truth holds -1, outside 0…2"),
        (lambda: confusion_matrix([0.5], [1], 3), "predicted must be whole numbers, not float64"),
        (lambda: mean_iou([[0, 0], [0, 0]]), "confusion must be a square of counts"),
        (lambda: mean_iou([[1, 2]]), "confusion must be a square of counts"),
        (lambda: dice_loss([[1, 2]], [[1]]), r"targets must have shape \(1, 2\), not \(1, 1\)"),
        (lambda: dice_loss([[1]], [[2]]), r"targets\[0, 0\] is outside \[0, 1\]"),
        (lambda: dice_loss([[1]], [[1]], -1), "smooth must be finite and not negative"),
        (lambda: tversky_loss([[1]], [[1]], -1), "alpha must be finite and not negative"),
        (lambda: tversky_loss_grad([[1]], [[1]], 1, -1), "beta must be finite and not negative"),
    ],
)
def test_unusable_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_never_changed() -> None:
    z, t = np.ones((2, 3)), np.ones((2, 3), dtype=int)
    z.flags.writeable = t.flags.writeable = False
    dice_loss_grad(z, t)
    tversky_loss_grad(z, t)
    assert confusion_matrix(t, t, 2).tolist() == [[0, 0], [0, 6]]

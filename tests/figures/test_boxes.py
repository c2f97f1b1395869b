"""Boxes: properties, the naive twins, OpenCV, and each trap of the code they replace."""

from __future__ import annotations

import inspect
import math
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.boxes import batched_nms, box_area, iou, nms, nms_greedy, nms_naive
from tests.figures.crowds import (
    CROWD,
    CROWD_SCORES,
    KINDS,
    UNIT,
    Kind,
    large_set,
    on_a_grid,
    scored_boxes,
    thresholds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Boxes = Sequence[Sequence[float]]

ALL = (nms, nms_greedy, nms_naive)


# --- iou and area


def test_iou_of_worked_examples() -> None:
    others: Boxes = [[0, 0, 1, 1], [0.5, 0, 1.5, 1], [0, 0, 0.5, 0.5], [1, 0, 2, 1], [5, 5, 6, 6]]
    np.testing.assert_array_equal(iou(UNIT, others), [[1, 1 / 3, 0.25, 0, 0]])


def test_iou_is_pairwise() -> None:
    rows: Boxes = [*UNIT, [0, 0, 2, 2], [9, 9, 10, 10]]
    columns = [[0, 0, 1, 2], [1, 1, 2, 2]]
    np.testing.assert_array_equal(iou(rows, columns), [[0.5, 0], [0.5, 0.25], [0, 0]])


def test_area_counts_no_extra_pixel() -> None:
    boxes: Boxes = [[0, 0, 0.5, 4], [1, 1, 1, 9]]
    np.testing.assert_array_equal(box_area(boxes), [2, 0])


@given(scored_boxes(), scored_boxes())
def test_iou_is_symmetric_and_a_fraction(first: Any, second: Any) -> None:
    values = iou(first[0], second[0])
    assert values.shape == (len(first[0]), len(second[0]))
    assert ((values >= 0) & (values <= 1)).all()
    np.testing.assert_array_equal(values, iou(second[0], first[0]).T)


@given(scored_boxes(least=1))
def test_iou_with_itself_is_one(case: Any) -> None:
    np.testing.assert_array_equal(np.diag(iou(case[0], case[0])), np.ones(len(case[0])))


@given(
    scored_boxes(least=1),
    st.sampled_from([1e-4, 0.1, 7.0, 1e6]),
    st.floats(-100, 100),
)
def test_iou_does_not_change_when_all_boxes_move_or_grow(
    case: Any, factor: float, shift: float
) -> None:
    boxes, _ = case
    moved = (boxes + shift) * factor
    np.testing.assert_allclose(iou(moved, moved), iou(boxes, boxes), rtol=0, atol=5e-13)


def test_iou_without_area_is_zero_and_silent() -> None:
    point = [[1, 1, 1, 1]]
    np.testing.assert_array_equal(iou(point, point), [[0]])


# --- nms


@given(scored_boxes(), thresholds)
def test_all_three_agree_with_ties(case: Any, threshold: float) -> None:
    boxes, scores = case
    expected = nms_naive(boxes, scores, threshold)
    np.testing.assert_array_equal(nms_greedy(boxes, scores, threshold), expected)
    np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)


def test_nms_agrees_with_a_compiled_kernel_written_out() -> None:
    random = np.random.default_rng(22)
    for _ in range(3000):
        boxes, scores = on_a_grid(random, int(random.integers(0, 40)))
        threshold = float(random.choice([0, 0.25, 1 / 3, 0.5, 0.6, 0.75, 1]))
        expected = kernel(boxes.tolist(), scores.tolist(), threshold)
        assert nms(boxes, scores, threshold).tolist() == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("count", "seed"), [(1000, 1), (3000, 2)])
def test_nms_agrees_with_its_greedy_twin_on_large_sets(kind: Kind, count: int, seed: int) -> None:
    boxes, scores = large_set(kind, count, seed)
    for threshold in (0.3, 0.8) if count == 1000 else (0.5,):
        expected = nms_greedy(boxes, scores, threshold)
        np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)
    some, of_some = boxes[:500], scores[:500]
    assert nms(some, of_some).tolist() == kernel(some.tolist(), of_some.tolist(), 0.5)


@given(scored_boxes(), thresholds)
def test_nms_keeps_boxes_apart_and_drops_only_for_a_reason(case: Any, threshold: float) -> None:
    boxes, scores = case
    keep = nms(boxes, scores, threshold)
    between = iou(boxes[keep], boxes[keep])
    assert (between[~np.eye(len(keep), dtype=bool)] <= threshold).all()
    for gone in set(range(len(boxes))) - set(keep.tolist()):
        better = keep[scores[keep] >= scores[gone]]
        assert (iou(boxes[[gone]], boxes[better]) > threshold).any()


@given(scored_boxes(), thresholds)
def test_nms_lists_the_best_first_and_the_earlier_of_equals(case: Any, threshold: float) -> None:
    boxes, scores = case
    keep = nms(boxes, scores, threshold)
    ranks = [(-scores[i], i) for i in keep]
    assert ranks == sorted(ranks)


@given(scored_boxes(), thresholds, st.randoms(use_true_random=False))
def test_nms_does_not_depend_on_the_order_of_boxes(
    case: Any, threshold: float, random: Any
) -> None:
    boxes, scores = case
    scores = scores + np.arange(len(scores)) * 1e-6  # no ties
    order = list(range(len(boxes)))
    random.shuffle(order)
    keep = nms(boxes[order], scores[order], threshold)
    np.testing.assert_array_equal(np.array(order, dtype=int)[keep], nms(boxes, scores, threshold))


@pytest.mark.parametrize("threshold", [0.3, 0.6])
def test_nms_agrees_with_opencv(golden: Any, threshold: float) -> None:
    case = golden("boxes")
    expected = case[f"nms {threshold:g}"]
    assert 1 < len(expected) < len(case["boxes"])
    np.testing.assert_array_equal(nms(case["boxes"], case["scores"], threshold), expected)


def test_nms_agrees_with_ensemble_boxes_as_committed(golden: Any) -> None:
    case = golden("boxes")
    expected = case["nms 0.45 of fractions"]
    assert 1 < len(expected) < len(case["boxes"])
    keep = nms(np.array(case["boxes"]) / 128, case["scores"], 0.45)
    np.testing.assert_array_equal(keep, expected)


@pytest.mark.parametrize("kind", KINDS)
def test_nms_agrees_with_opencv_live(oracle: Any, kind: Kind) -> None:
    cv2 = oracle("cv2")
    boxes, scores = large_set(kind, 600)
    placed = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])  # x, y, width, height
    for threshold in (0.3, 0.5, 0.7):
        expected = cv2.dnn.NMSBoxes(placed.tolist(), scores.tolist(), 0.0, threshold)
        assert 1 < len(expected) < len(boxes)
        np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_nms_agrees_with_ensemble_boxes(oracle: Any, kind: Kind) -> None:
    oracle("ensemble_boxes")
    kernel_of_theirs = import_module("ensemble_boxes.ensemble_boxes_nms").nms_float_fast.py_func
    # The public function around it drops boxes without area and clips to [0, 1]; of equal scores
    # it takes the later one, by an unstable sort; classes and weights are its own matter. Asked
    # without its compiler, which takes seconds to start.
    boxes, scores = large_set(kind, 600)
    boxes = boxes / (boxes.max() + 1)
    for threshold in (0.3, 0.5, 0.7):
        expected = kernel_of_theirs(boxes, scores, threshold)
        np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)


def test_nms_default_threshold_is_one_half() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 6], [0, 0, 10, 4]]
    for suppress in ALL:
        assert suppress(boxes, [3, 2, 1]).tolist() == [0, 2]
        assert suppress(boxes, [3, 2, 1], 0.5).tolist() == [0, 2]
    assert batched_nms(boxes, [3, 2, 1], [7, 7, 7]).tolist() == [0, 2]


@given(scored_boxes(), thresholds, st.integers(1, 3))
def test_batched_nms_is_nms_within_each_class(case: Any, threshold: float, classes: int) -> None:
    boxes, scores = case
    labels = np.arange(len(scores)) % classes
    expected: set[int] = set()
    for label in range(classes):
        members = np.flatnonzero(labels == label)
        kept = nms_naive(boxes[members], scores[members], threshold)
        expected |= set(members[kept].tolist())
    keep = batched_nms(boxes, scores, labels, threshold).tolist()
    assert keep == sorted(expected, key=lambda i: (-scores[i], i))


# --- the traps of the original


def test_disjoint_normalised_boxes_both_stay() -> None:
    boxes = [[0, 0, 0.1, 0.1], [0.8, 0.8, 0.9, 0.9]]
    for suppress in ALL:
        assert suppress(boxes, [0.9, 0.8], 0.5).tolist() == [0, 1]


@given(scored_boxes(least=1), st.sampled_from([0.25, 0.5, 0.75]))
def test_normalised_boxes_give_what_pixel_boxes_give(case: Any, threshold: float) -> None:
    boxes, scores = case
    np.testing.assert_array_equal(nms(boxes / 16, scores, threshold), nms(boxes, scores, threshold))


@pytest.mark.parametrize("suppress", ALL)
def test_a_box_at_the_threshold_stays_and_above_it_goes(suppress: Callable[..., Any]) -> None:
    boxes = [[0, 0, 2, 1], [0, 0, 1, 1]]  # IoU is one half exactly
    assert suppress(boxes, [0.9, 0.8], 0.5).tolist() == [0, 1]
    assert suppress(boxes, [0.9, 0.8], math.nextafter(0.5, 0)).tolist() == [0]


def test_equal_scores_are_taken_in_the_order_given() -> None:
    count = 200  # sorting is stable by chance for a few
    apart = [[10 * i, 0, 10 * i + 5, 5] for i in range(count)]
    two_values = [0.5 + 0.25 * (i % 2) for i in range(count)]
    expected = [*range(1, count, 2), *range(0, count, 2)]
    for suppress in ALL:
        assert suppress(apart, two_values).tolist() == expected
    assert batched_nms(apart, two_values, [i % 3 for i in range(count)]).tolist() == expected


def test_small_integers_do_not_overflow() -> None:
    boxes = np.array([[0, 0, 200, 200], [10, 10, 210, 210], [220, 220, 250, 250]], dtype=np.uint8)
    scores = np.array([9, 200, 7], dtype=np.uint8)
    assert iou(boxes, boxes)[0, 1] == pytest.approx(190**2 / (2 * 200**2 - 190**2))
    assert nms(boxes, scores).tolist() == [1, 2]


def test_inverted_boxes_are_refused() -> None:
    for inverted in ([5.0, 0, 4, 9], [0.0, 5, 9, 4]):
        with pytest.raises(ValueError, match=r"boxes\[1\] has x2 < x1 or y2 < y1"):
            nms([*UNIT, inverted], [0.9, 0.8])


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_scores_that_are_not_numbers_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"scores\[1\] is not finite"):
        nms(UNIT * 2, [0.9, value])


def test_indices_are_returned() -> None:
    keep = nms(CROWD, CROWD_SCORES)
    assert keep.dtype == np.intp
    assert keep.tolist() == [0, 4]


def test_classes_do_not_suppress_each_other() -> None:
    boxes, scores = UNIT * 3, [0.7, 0.9, 0.8]
    assert nms(boxes, scores).tolist() == [1]
    assert batched_nms(boxes, scores, [0, 1, 0]).tolist() == [1, 2]
    assert batched_nms(boxes, scores, np.array([5, 5, 5], dtype=np.uint8)).tolist() == [1]


# --- arguments


@pytest.mark.parametrize("suppress", ALL)
def test_nothing_in_nothing_out(suppress: Callable[..., Any]) -> None:
    for nothing in (np.empty(0), np.empty((0, 4))):
        keep = suppress(nothing, [])
        assert (keep.shape, keep.dtype) == ((0,), np.intp)
    assert batched_nms([], [], []).shape == (0,)
    assert iou([], UNIT).shape == (0, 1)


@given(scored_boxes())
def test_arguments_are_never_changed(case: Any) -> None:
    boxes, scores = (values.copy() for values in case)
    for values in case:
        values.flags.writeable = False
    for suppress in ALL:
        suppress(case[0], case[1])
    batched_nms(case[0], case[1], np.zeros(len(scores), dtype=int))
    np.testing.assert_array_equal(case[0], boxes)
    np.testing.assert_array_equal(case[1], scores)


@pytest.mark.parametrize("suppress", ALL)
@pytest.mark.parametrize(
    ("boxes", "scores", "message"),
    [
        ([1, 2, 3, 4], [1], r"boxes must have shape \(N, 4\), not \(4,\)"),
        ([[1, 2, 3]], [1], r"boxes must have shape \(N, 4\), not \(1, 3\)"),
        (UNIT, [1, 2], r"scores must have shape \(1,\), one a box, not \(2,\)"),
        (UNIT, [[1]], r"scores must have shape \(1,\), one a box, not \(1, 1\)"),
        ([*UNIT, [0, 0, math.nan, 1]], [1, 1], r"boxes\[1\] is not finite or too large: \[0"),
        ([*UNIT, [0, 0, 1, math.inf]], [1, 1], r"boxes\[1\] is not finite"),
        ([*UNIT, [0, 0, 1e200, 1e200]], [1, 1], r"boxes\[1\] is not finite or too large"),
    ],
)
def test_malformed_boxes_and_scores_are_refused(
    suppress: Callable[..., Any], boxes: Any, scores: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        suppress(boxes, scores)


def test_iou_says_which_of_its_arguments_is_malformed() -> None:
    with pytest.raises(ValueError, match=r"b must have shape"):
        iou(UNIT, [1, 2])


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_thresholds_outside_zero_to_one_are_refused(value: float) -> None:
    for suppress in ALL:
        with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
            suppress(UNIT, [1], iou_threshold=value)
    with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
        batched_nms([], [], [], value)


def test_unusable_labels_are_refused() -> None:
    with pytest.raises(ValueError, match=r"labels must have shape \(1,\)"):
        batched_nms(UNIT, [1], [1, 2])
    with pytest.raises(ValueError, match="labels must be whole numbers, not float64"):
        batched_nms(UNIT, [1], [1.5])


# --- references


def kernel(boxes: list[list[float]], scores: list[float], threshold: float) -> list[int]:
    """Greedy suppression as compiled CPU kernels do it: a flag a box, two loops over the order."""
    order = sorted(range(len(boxes)), key=lambda i: -scores[i])
    areas = [(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in boxes]
    suppressed = [False] * len(boxes)
    keep = []
    for position, i in enumerate(order):
        if suppressed[i]:
            continue
        keep.append(i)
        left, top, right, bottom = boxes[i]
        for j in order[position + 1 :]:
            x1, y1, x2, y2 = boxes[j]
            width = min(right, x2) - max(left, x1)
            height = min(bottom, y2) - max(top, y1)
            if suppressed[j] or width <= 0 or height <= 0:
                continue
            common = width * height
            suppressed[j] = common / (areas[i] + areas[j] - common) > threshold
    return keep


def test_the_largest_coordinate_is_the_one_whose_square_is_finite() -> None:
    largest = 1e150
    assert np.isfinite(box_area([[0, 0, largest, largest]])).all()
    with pytest.raises(ValueError, match="too large"):
        box_area([[0, 0, math.nextafter(largest, math.inf), 1]])


def test_all_ways_to_suppress_take_the_same_arguments() -> None:
    assert inspect.signature(nms) == inspect.signature(nms_greedy) == inspect.signature(nms_naive)
    for suppress in (nms, batched_nms):
        assert inspect.signature(suppress).parameters["iou_threshold"].default == 0.5

"""Matching and average precision: COCO's own code, scikit-learn, naive twins, worked examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.evaluation import (
    COCO_THRESHOLDS,
    average_precision,
    average_precision_naive,
    detection_ap,
    match_detections,
    match_detections_naive,
    precision_recall,
)
from tests.figures.crowds import scored_boxes, thresholds
from tests.figures.golden.evaluation import coco_ap, seeded_images

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = ("coco", "voc")
METHODS = ("coco", "all", "eleven")
MATCHERS = (match_detections, match_detections_naive)
AVERAGES = (average_precision, average_precision_naive)


def images_of(case: Any) -> list[tuple[Any, Any, Any]]:
    return [
        (np.reshape(boxes, (-1, 4)), np.array(scores), np.reshape(truths, (-1, 4)))
        for boxes, scores, truths in case["images"]
    ]


# --- oracles


def test_ap_agrees_with_coco_at_each_threshold_as_committed(golden: Any) -> None:
    case = golden("evaluation")
    ours = [detection_ap(images_of(case), t) for t in COCO_THRESHOLDS]
    np.testing.assert_allclose(ours, case["coco"], rtol=0, atol=2e-15)
    assert 0 < ours[-1] < ours[4] < ours[0] < 1


def test_ap_agrees_with_coco_live(oracle: Any) -> None:
    oracle("pycocotools.cocoeval")
    for seed in range(5):
        images = seeded_images(seed)
        ours = [detection_ap(images, t) for t in COCO_THRESHOLDS]
        np.testing.assert_allclose(ours, coco_ap(images), rtol=0, atol=2e-15)


def test_precision_and_recall_agree_with_sklearn(golden: Any) -> None:
    case = golden("evaluation")
    precision, recall = precision_recall(case["scores"], case["labels"], sum(case["labels"]))
    np.testing.assert_array_equal(precision, case["precision"])
    np.testing.assert_array_equal(recall, case["recall"])


def test_precision_and_recall_agree_with_sklearn_live(oracle: Any) -> None:
    metrics = oracle("sklearn.metrics")
    random = np.random.default_rng(8)
    scores, labels = random.permutation(200) / 200, random.integers(0, 2, 200)
    precision, recall, _ = metrics.precision_recall_curve(labels, scores)
    ours = precision_recall(scores, labels, int(labels.sum()))
    np.testing.assert_array_equal(ours, (precision[-2::-1], recall[-2::-1]))


# --- matching


@given(scored_boxes(), scored_boxes(), thresholds, st.sampled_from(RULES))
def test_matching_is_its_naive_twin(found: Any, truth: Any, threshold: float, rule: Any) -> None:
    arguments = (*found, truth[0], threshold, rule)
    matches = match_detections(*arguments)
    np.testing.assert_array_equal(matches, match_detections_naive(*arguments))
    taken = matches[matches >= 0]
    assert len(np.unique(taken)) == len(taken)  # each true box once


@pytest.mark.parametrize("match", MATCHERS)
def test_a_second_box_on_one_object_is_a_false_positive(match: Callable[..., Any]) -> None:
    truths = [[0, 0, 10, 10]]
    boxes = [[0, 0, 10, 9], [0, 0, 10, 10], [20, 0, 30, 10]]
    assert match(boxes, [0.9, 0.8, 0.7], truths).tolist() == [0, -1, -1]  # the surest, not the best
    assert match(boxes, [0.1, 0.8, 0.7], truths).tolist() == [-1, 0, -1]


@pytest.mark.parametrize("match", MATCHERS)
def test_the_rules_differ_where_the_best_true_box_is_taken(match: Callable[..., Any]) -> None:
    truths = [[0, 0, 10, 10], [0, 0, 10, 14]]
    boxes, scores = [[0, 0, 10, 10], [0, 0, 10, 11]], [0.9, 0.8]
    assert match(boxes, scores, truths, 0.5, "coco").tolist() == [0, 1]
    assert match(boxes, scores, truths, 0.5, "voc").tolist() == [0, -1]


@pytest.mark.parametrize("match", MATCHERS)
def test_matching_at_the_threshold_and_ties(match: Callable[..., Any]) -> None:
    assert match([[0, 0, 2, 1]], [1], [[0, 0, 1, 1]], 0.5).tolist() == [0]  # IoU is one half
    assert match([[0, 0, 2, 1]], [1], [[0, 0, 1, 1]], np.nextafter(0.5, 1)).tolist() == [-1]
    halves = [[0, 0, 1, 1], [1, 0, 2, 1]]
    assert match([[0, 0, 2, 1]], [1], halves, 0.5).tolist() == [1]  # the later of equals
    same = [[0, 0, 1, 1]] * 2
    assert match(same, [1, 1], [[0, 0, 1, 1]]).tolist() == [0, -1]  # the earlier of equal scores
    assert match([], [], same).shape == (0,)
    assert match(same, [1, 2], []).tolist() == [-1, -1]


# --- average precision


curves = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=30)


@given(curves, st.integers(1, 5), st.sampled_from(METHODS))
def test_average_precision_is_its_naive_twin(case: Any, missed: int, method: Any) -> None:
    scores, correct = [each[0] for each in case], [each[1] for each in case]
    curve = precision_recall(scores, correct, sum(correct) + missed)
    value = average_precision(*curve, method)
    assert value == pytest.approx(average_precision_naive(*curve, method), rel=1e-13, abs=1e-15)
    assert 0 <= value <= 1


@pytest.mark.parametrize("average", AVERAGES)
def test_average_precision_by_hand(average: Callable[..., Any]) -> None:
    # right, wrong, right, and a third object that nobody finds
    curve = precision_recall([0.9, 0.8, 0.7], [1, 0, 1], 3)
    np.testing.assert_allclose(curve, [[1, 1 / 2, 2 / 3], [1 / 3, 1 / 3, 2 / 3]])
    assert average(*curve, "all") == pytest.approx(1 / 3 + 2 / 9)
    assert average(*curve, "eleven") == pytest.approx((4 * 1 + 3 * 2 / 3) / 11)
    assert average(*curve, "coco") == pytest.approx((34 * 1 + 33 * 2 / 3) / 101)
    assert average(*curve) == average(*curve, "coco")


@pytest.mark.parametrize("average", AVERAGES)
def test_a_recall_of_a_tenth_reaches_its_tenth(average: Callable[..., Any]) -> None:
    for found in range(1, 11):
        curve = precision_recall(range(found, 0, -1), [1] * found, 10)
        assert average(*curve, "eleven") == pytest.approx((found + 1) / 11)


@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize("method", METHODS)
def test_perfect_is_one_and_nothing_is_zero(average: Callable[..., Any], method: Any) -> None:
    assert average([1.0, 1.0], [0.5, 1.0], method) == 1
    assert average([], [], method) == 0
    assert average([0.0], [0.0], method) == 0


@given(curves, st.integers(1, 5), st.sampled_from(METHODS))
def test_more_boxes_at_the_end_never_lower_it(case: Any, missed: int, method: Any) -> None:
    scores, correct = [each[0] for each in case], [each[1] for each in case]
    positives = sum(correct) + missed
    before = average_precision(*precision_recall(scores, correct, positives), method)
    for last in (False, True):
        more = precision_recall([*scores, -1], [*correct, last], positives)
        assert average_precision(*more, method) >= before - 1e-15


def test_boxes_of_all_images_are_ranked_together() -> None:
    unit = [[0, 0, 1, 1]]
    images = [(unit, [0.2], unit), ([[5, 5, 6, 6]], [0.9], unit)]
    assert detection_ap(images, 0.5, "voc", "all") == pytest.approx(0.25)
    assert detection_ap(images[:1]) == 1
    assert detection_ap([([], [], unit)]) == 0


# --- arguments


@pytest.mark.parametrize("match", MATCHERS)
def test_unusable_matching_is_refused(match: Callable[..., Any]) -> None:
    unit = [[0.0, 0, 1, 1]]
    with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
        match(unit, [1], unit, 1.5)
    with pytest.raises(ValueError, match="rule must be coco or voc, not lvis"):
        match(unit, [1], unit, 0.5, "lvis")
    with pytest.raises(ValueError, match=r"truths must have shape \(N, 4\)"):
        match(unit, [1], [1, 2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], [1], 1), r"correct must have shape \(2,\), not \(1,\)"),
        (([1], [0.5], 1), r"correct\[0\] must be 0 or 1"),
        (([1], [1], 0), "positives must be a whole number of at least 1"),
        (([1, 2], [1, 1], 1), "2 are correct, but there are 1 positives"),
        (([np.nan], [1], 1), r"scores\[0\] is not finite"),
    ],
)
def test_unusable_rankings_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        precision_recall(*arguments)


def test_no_true_box_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="positives must be a whole number of at least 1"):
        detection_ap([([[0, 0, 1, 1]], [1], [])])


@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 1], [1]), r"recall must have shape \(2,\), not \(1,\)"),
        (([1.5], [1]), r"precision\[0\] is outside \[0, 1\]"),
        (([1], [-1]), r"recall\[0\] is outside \[0, 1\]"),
        (([1, 1, 1], [0.5, 0.6, 0.4]), r"recall\[2\] is less than the one before"),
        (([1], [1], "auc"), "method must be coco, all or eleven, not auc"),
    ],
)
def test_unusable_curves_are_refused(
    average: Callable[..., Any], arguments: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        average(*arguments)


def test_arguments_are_never_changed() -> None:
    boxes, truths = np.array([[0.0, 0, 1, 1], [2, 2, 3, 3]]), np.array([[0.0, 0, 1, 1]])
    scores = np.array([0.3, 0.6])
    for values in (boxes, truths, scores):
        values.flags.writeable = False
    matches = match_detections(boxes, scores, truths)
    average_precision(*precision_recall(scores, matches >= 0, 1))
    assert matches.tolist() == [0, -1]

"""Soft-NMS: the naive twins, OpenCV, ensemble-boxes, and the traps of the code it replaces."""

from __future__ import annotations

import inspect
import math
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.boxes import nms
from figures.numerics.soft_nms import (
    Method,
    score_decay,
    soft_nms,
    soft_nms_greedy,
    soft_nms_naive,
)
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
    from collections.abc import Callable

METHODS: tuple[Method, ...] = get_args(Method)
ALL = (soft_nms, soft_nms_greedy, soft_nms_naive)


# --- the three agree


@given(scored_boxes(), thresholds, st.sampled_from(METHODS), st.sampled_from([0.0, 0.05, 0.35]))
def test_all_three_agree_with_ties(
    case: Any, threshold: float, method: Method, least: float
) -> None:
    arguments = (*case, method, threshold, 0.5, least)
    keep, scores = soft_nms(*arguments)
    greedy_keep, greedy_scores = soft_nms_greedy(*arguments)
    np.testing.assert_array_equal(keep, greedy_keep)
    np.testing.assert_array_equal(scores, greedy_scores)
    naive_keep, naive_scores = soft_nms_naive(*arguments)
    # exp of NumPy and of the C library may differ in the last place, which may reorder equals
    np.testing.assert_allclose(scores, naive_scores, rtol=4e-15)
    if method != "gaussian":
        np.testing.assert_array_equal(keep, naive_keep)
    assert sorted(keep) == sorted(naive_keep)


@pytest.mark.parametrize("method", METHODS)
def test_the_fast_one_agrees_with_its_greedy_twin_in_bulk(method: Method) -> None:
    random = np.random.default_rng(22)
    for _ in range(150):
        boxes, scores = on_a_grid(random, int(random.integers(0, 60)))
        threshold, sigma, least = random.choice([0, 0.25, 0.5, 1]), random.uniform(0.1, 2), 0.01
        expected = soft_nms_greedy(boxes, scores, method, threshold, sigma, least)
        keep, kept_scores = soft_nms(boxes, scores, method, threshold, sigma, least)
        np.testing.assert_array_equal(keep, expected[0])
        np.testing.assert_array_equal(kept_scores, expected[1])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", METHODS)
def test_the_fast_one_agrees_on_large_sets(kind: Kind, method: Method) -> None:
    boxes, scores = large_set(kind, 1000)
    keep, kept_scores = soft_nms(boxes, scores, method)
    greedy_keep, greedy_scores = soft_nms_greedy(boxes, scores, method)
    np.testing.assert_array_equal(keep, greedy_keep)
    np.testing.assert_array_equal(kept_scores, greedy_scores)
    keep, kept_scores = soft_nms(boxes[:300], scores[:300], method)
    naive_keep, naive_scores = soft_nms_naive(boxes[:300], scores[:300], method)
    np.testing.assert_array_equal(keep, naive_keep)
    np.testing.assert_allclose(kept_scores, naive_scores, rtol=1e-12)


# --- other libraries


def test_soft_nms_agrees_with_opencv(golden: Any) -> None:
    case = golden("boxes")
    keep, scores = soft_nms(case["boxes"], case["scores"])
    assert keep.tolist() == case["soft keep"]
    np.testing.assert_allclose(scores, case["soft scores"], rtol=1e-6)  # OpenCV is float32


def test_soft_nms_agrees_with_ensemble_boxes_as_committed(golden: Any) -> None:
    case = golden("boxes")
    keep, scores = soft_nms(
        np.array(case["boxes"]) / 128, case["scores"], "linear", 0.4, score_threshold=0.05
    )
    assert len(keep) < len(case["boxes"])
    assert keep.tolist() == case["linear keep"]
    np.testing.assert_allclose(scores, case["linear scores"], rtol=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_soft_nms_agrees_with_opencv_live(oracle: Any, kind: Kind) -> None:
    cv2 = oracle("cv2")
    boxes, scores = large_set(kind, 300)
    boxes = boxes.round()  # it takes whole numbers only: x, y, width, height
    placed = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]).astype(int)
    expected, expected_keep = cv2.dnn.softNMSBoxes(
        placed.tolist(), scores.tolist(), 0.01, 0.3, sigma=0.7
    )
    keep, kept_scores = soft_nms(boxes, scores, "gaussian", sigma=0.7, score_threshold=0.01)
    np.testing.assert_array_equal(keep, np.ravel(expected_keep))
    np.testing.assert_allclose(kept_scores, np.ravel(expected), rtol=0, atol=2e-7)  # float32


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("number", "method"), [(1, "linear"), (2, "gaussian"), (3, "hard")])
def test_soft_nms_agrees_with_ensemble_boxes(
    oracle: Any, kind: Kind, number: int, method: Method
) -> None:
    oracle("ensemble_boxes")
    module = import_module("ensemble_boxes.ensemble_boxes_nms")
    # Its public function gives back the scores as they were, so the one within is asked: that
    # permutes and lowers the scores passed. Boxes are in [0, 1].
    boxes, scores = large_set(kind, 300)
    boxes, lowered = boxes / (boxes.max() + 1), scores.copy()
    expected = module.cpu_soft_nms_float(boxes.copy(), lowered, 0.4, 0.6, 0.01, number)
    keep, kept_scores = soft_nms(boxes, scores, method, 0.4, 0.6, 0.01)
    np.testing.assert_array_equal(keep, expected)
    np.testing.assert_allclose(kept_scores, lowered[lowered > 0.01], rtol=1e-14)


# --- laws, and the traps of the original


@given(scored_boxes(), thresholds)
def test_hard_soft_nms_is_nms(case: Any, threshold: float) -> None:
    boxes, scores = case
    keep, kept_scores = soft_nms(boxes, scores, "hard", threshold, score_threshold=0)
    np.testing.assert_array_equal(keep, nms(boxes, scores, threshold))
    np.testing.assert_array_equal(kept_scores, scores[keep])


@given(scored_boxes(), st.sampled_from(METHODS))
def test_soft_nms_gives_falling_scores_above_the_least(case: Any, method: Method) -> None:
    _, scores = soft_nms(case[0], case[1], method, score_threshold=0.2)
    assert (np.diff(scores) <= 0).all()
    assert (scores > 0.2).all()


@pytest.mark.parametrize("method", METHODS)
def test_disjoint_normalised_boxes_keep_their_scores(method: Method) -> None:
    boxes = [[0, 0, 0.1, 0.1], [0.8, 0.8, 0.9, 0.9]]
    for soft in ALL:
        assert soft(boxes, [0.9, 0.8], method)[1].tolist() == [0.9, 0.8]


@pytest.mark.parametrize("method", ["hard", "linear"])
def test_soft_nms_at_the_threshold_lowers_nothing(method: Method) -> None:
    boxes = [[0, 0, 2, 1], [0, 0, 1, 1]]
    assert soft_nms(boxes, [0.9, 0.8], method, 0.5)[1].tolist() == [0.9, 0.8]


def test_equal_scores_are_taken_in_the_order_given() -> None:
    count = 200
    apart = [[10 * ((7 * i) % count), 0, 10 * ((7 * i) % count) + 5, 5] for i in range(count)]
    two_values = [0.5 + 0.25 * (i % 2) for i in range(count)]
    expected = [*range(1, count, 2), *range(0, count, 2)]
    for soft in ALL:
        assert soft(apart, two_values)[0].tolist() == expected


def test_a_score_at_the_least_goes() -> None:
    for soft in ALL:
        apart = [[0, 0, 1, 1], [5, 5, 6, 6]]
        assert soft(apart, [0.5, 0.25], score_threshold=0.25)[0].tolist() == [0]
        assert soft(UNIT, [-0.5], score_threshold=0)[0].tolist() == []


@pytest.mark.parametrize("method", METHODS)
def test_soft_nms_leaves_the_scores_of_the_caller_alone(method: Method) -> None:
    scores = np.array(CROWD_SCORES)
    keep, kept_scores = soft_nms(CROWD, scores, method)
    assert scores.tolist() == CROWD_SCORES
    assert (kept_scores <= scores[keep]).all()


def test_whole_number_scores_are_not_truncated() -> None:
    _, kept_scores = soft_nms(CROWD, [9, 8, 7, 6, 5], score_threshold=0)
    assert kept_scores == pytest.approx(10 * soft_nms(CROWD, CROWD_SCORES)[1], rel=1e-15)
    assert (kept_scores % 1 != 0).any()


def test_soft_nms_demo_of_the_notes() -> None:
    keep, kept_scores = soft_nms(CROWD, CROWD_SCORES)
    assert keep.tolist() == [0, 4, 1, 2, 3]
    np.testing.assert_allclose(kept_scores, [0.9, 0.5, 0.31671, 0.11393, 0.06271], atol=5e-6)


def test_every_parameter_of_soft_nms_matters() -> None:
    base: dict[str, Any] = {"method": "linear", "iou_threshold": 0.3, "score_threshold": 0.001}
    reference = soft_nms(CROWD, CROWD_SCORES, **base)[1].tolist()
    for change in ({"method": "hard"}, {"iou_threshold": 0.68}, {"score_threshold": 0.2}):
        assert soft_nms(CROWD, CROWD_SCORES, **(base | change))[1].tolist() != reference
    narrow = soft_nms(CROWD, CROWD_SCORES, "gaussian", sigma=0.4)[1]
    assert narrow.tolist() != soft_nms(CROWD, CROWD_SCORES, "gaussian", sigma=0.5)[1].tolist()


def test_decay_by_its_formulas() -> None:
    overlap = [0.0, 0.3, 0.6, 1.0]
    assert score_decay(overlap, "hard", 0.3).tolist() == [1, 1, 0, 0]
    assert score_decay(overlap, "linear", 0.3).tolist() == [1, 1, 0.4, 0]
    expected = [math.exp(-(o**2) / 0.25) for o in overlap]
    np.testing.assert_allclose(score_decay(overlap, "gaussian", sigma=0.25), expected, rtol=1e-15)


def test_the_defaults_are_those_of_the_paper() -> None:
    boxes, scores = large_set("mid", 60)
    for soft in ALL:
        keep, kept_scores = soft(boxes, scores)
        same = soft(boxes, scores, "gaussian", 0.3, 0.5, 0.001)
        np.testing.assert_array_equal(keep, same[0])
        np.testing.assert_array_equal(kept_scores, same[1])
        linear = soft(boxes, scores, "linear")[1]
        np.testing.assert_array_equal(linear, soft(boxes, scores, "linear", 0.3)[1])


# --- arguments


@pytest.mark.parametrize("soft", ALL)
def test_nothing_in_nothing_out(soft: Callable[..., Any]) -> None:
    for nothing in (np.empty(0), np.empty((0, 4))):
        keep, scores = soft(nothing, [])
        assert (keep.shape, keep.dtype) == ((0,), np.intp)
        assert (scores.shape, scores.dtype) == ((0,), np.float64)


@given(scored_boxes(), st.sampled_from(METHODS))
def test_arguments_are_never_changed(case: Any, method: Method) -> None:
    boxes, scores = (values.copy() for values in case)
    for values in case:
        values.flags.writeable = False
    for soft in ALL:
        soft(case[0], case[1], method)
    np.testing.assert_array_equal(case[0], boxes)
    np.testing.assert_array_equal(case[1], scores)


@pytest.mark.parametrize("soft", ALL)
def test_malformed_arguments_are_refused(soft: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"boxes must have shape \(N, 4\), not \(4,\)"):
        soft([1, 2, 3, 4], [1])
    with pytest.raises(ValueError, match=r"scores must have shape \(1,\), one a box"):
        soft(UNIT, [1, 2])
    for value in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
            soft(UNIT, [1], iou_threshold=value)
        with pytest.raises(ValueError, match="score_threshold must be between 0 and 1"):
            soft(UNIT, [1], score_threshold=value)


@pytest.mark.parametrize("soft", ALL)
def test_unusable_methods_and_sigmas_are_refused(soft: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="one of hard, linear, gaussian, not 'cubic'"):
        soft(UNIT, [1], "cubic")
    for sigma in (-0.5, 0.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="sigma must be positive"):
            soft([], [], sigma=sigma)


def test_decay_refuses_what_soft_nms_refuses() -> None:
    with pytest.raises(ValueError, match="not 'cubic'"):
        score_decay([0.5], "cubic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
        score_decay([0.5], "linear", 2)
    with pytest.raises(ValueError, match="sigma must be positive"):
        score_decay([0.5], sigma=0)


def test_all_ways_to_soften_take_the_same_arguments() -> None:
    stated = inspect.signature(soft_nms)
    assert stated == inspect.signature(soft_nms_greedy) == inspect.signature(soft_nms_naive)
    assert [each.default for each in stated.parameters.values()][2:] == [
        "gaussian",
        0.3,
        0.5,
        0.001,
    ]

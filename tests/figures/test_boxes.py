"""Boxes: properties, the naive twins, OpenCV, and each trap of the code they replace."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures.numerics.boxes import (
    Method,
    batched_nms,
    box_area,
    iou,
    nms,
    nms_naive,
    score_decay,
    soft_nms,
    soft_nms_naive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Boxes = Sequence[Sequence[float]]

METHODS: tuple[Method, ...] = get_args(Method)

# The example of the notes: four boxes of one crowd and one far off.
CROWD = [
    [200, 200, 400, 400],
    [220, 220, 420, 420],
    [240, 200, 440, 400],
    [200, 240, 400, 440],
    [1, 1, 2, 2],
]
CROWD_SCORES = [0.9, 0.8, 0.7, 0.6, 0.5]
UNIT: list[list[float]] = [[0, 0, 1, 1]]


@st.composite
def scored_boxes(draw: st.DrawFn, least: int = 0) -> Any:
    """Up to 25 boxes on a coarse grid, so that IoU and scores tie often; sides from ``least``."""
    count = draw(st.integers(0, 25))
    corners = draw(arrays(np.int64, (count, 2), elements=st.integers(0, 8)))
    size = draw(arrays(np.int64, (count, 2), elements=st.integers(least, 6)))
    scores = draw(arrays(np.int64, count, elements=st.integers(1, 10)))
    return np.hstack([corners, corners + size]).astype(float), scores / 10


thresholds = st.sampled_from([0.0, 1 / 7, 0.25, 1 / 3, 0.5, 0.75, 1.0])


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
def test_nms_equals_its_naive_twin_with_ties(case: Any, threshold: float) -> None:
    boxes, scores = case
    expected = nms_naive(boxes, scores, threshold)
    np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)


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


def test_nms_default_threshold_is_one_half() -> None:
    boxes = [[0, 0, 10, 10], [0, 0, 10, 6], [0, 0, 10, 4]]
    assert nms(boxes, [3, 2, 1]).tolist() == nms(boxes, [3, 2, 1], 0.5).tolist() == [0, 2]


# --- the traps of the original


def test_disjoint_normalised_boxes_both_stay() -> None:
    boxes = [[0, 0, 0.1, 0.1], [0.8, 0.8, 0.9, 0.9]]
    assert nms(boxes, [0.9, 0.8], 0.5).tolist() == [0, 1]
    for method in METHODS:
        assert soft_nms(boxes, [0.9, 0.8], method)[1].tolist() == [0.9, 0.8]


@given(scored_boxes(least=1), st.sampled_from([0.25, 0.5, 0.75]))
def test_normalised_boxes_give_what_pixel_boxes_give(case: Any, threshold: float) -> None:
    boxes, scores = case
    np.testing.assert_array_equal(nms(boxes / 16, scores, threshold), nms(boxes, scores, threshold))


@pytest.mark.parametrize("suppress", [nms, nms_naive])
def test_a_box_at_the_threshold_stays_and_above_it_goes(suppress: Callable[..., Any]) -> None:
    boxes = [[0, 0, 2, 1], [0, 0, 1, 1]]  # IoU is one half exactly
    assert suppress(boxes, [0.9, 0.8], 0.5).tolist() == [0, 1]
    assert suppress(boxes, [0.9, 0.8], math.nextafter(0.5, 0)).tolist() == [0]


@pytest.mark.parametrize("method", ["hard", "linear"])
def test_soft_nms_at_the_threshold_lowers_nothing(method: Method) -> None:
    boxes = [[0, 0, 2, 1], [0, 0, 1, 1]]
    assert soft_nms(boxes, [0.9, 0.8], method, 0.5)[1].tolist() == [0.9, 0.8]


def test_equal_scores_are_taken_in_the_order_given() -> None:
    count = 200  # sorting is stable by chance for a few
    apart = [[10 * i, 0, 10 * i + 5, 5] for i in range(count)]
    two_values = [0.5 + 0.25 * (i % 2) for i in range(count)]
    expected = [*range(1, count, 2), *range(0, count, 2)]
    assert nms(apart, two_values).tolist() == expected
    assert soft_nms(apart, two_values)[0].tolist() == expected
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


# --- soft_nms


@given(scored_boxes(), thresholds, st.sampled_from(METHODS), st.sampled_from([0.0, 0.05, 0.35]))
def test_soft_nms_equals_its_naive_twin(
    case: Any, threshold: float, method: Method, least: float
) -> None:
    arguments = (*case, method, threshold, 0.5, least)
    keep, scores = soft_nms(*arguments)
    naive_keep, naive_scores = soft_nms_naive(*arguments)
    # exp of NumPy and of the C library may differ in the last place, which may reorder equals
    np.testing.assert_allclose(scores, naive_scores, rtol=4e-15)
    if method != "gaussian":
        np.testing.assert_array_equal(keep, naive_keep)
    assert sorted(keep) == sorted(naive_keep)


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


def test_soft_nms_agrees_with_opencv(golden: Any) -> None:
    case = golden("boxes")
    keep, scores = soft_nms(case["boxes"], case["scores"])
    assert keep.tolist() == case["soft keep"]
    np.testing.assert_allclose(scores, case["soft scores"], rtol=1e-6)  # OpenCV is float32


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


# --- arguments


@pytest.mark.parametrize("suppress", [nms, nms_naive, soft_nms, soft_nms_naive])
def test_nothing_in_nothing_out(suppress: Callable[..., Any]) -> None:
    for nothing in (np.empty(0), np.empty((0, 4))):
        result = suppress(nothing, [])
        keep = result[0] if isinstance(result, tuple) else result
        assert (keep.shape, keep.dtype) == ((0,), np.intp)
    assert batched_nms([], [], []).shape == (0,)
    assert iou([], UNIT).shape == (0, 1)


@given(scored_boxes())
def test_arguments_are_never_changed(case: Any) -> None:
    boxes, scores = (values.copy() for values in case)
    for values in case:
        values.flags.writeable = False
    nms(case[0], case[1])
    nms_naive(case[0], case[1])
    batched_nms(case[0], case[1], np.zeros(len(scores), dtype=int))
    for method in METHODS:
        soft_nms(case[0], case[1], method)
        soft_nms_naive(case[0], case[1], method)
    np.testing.assert_array_equal(case[0], boxes)
    np.testing.assert_array_equal(case[1], scores)


@pytest.mark.parametrize("suppress", [nms, nms_naive, soft_nms, soft_nms_naive])
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
    for suppress in (nms, nms_naive, soft_nms, soft_nms_naive):
        with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
            suppress(UNIT, [1], iou_threshold=value)
    with pytest.raises(ValueError, match="iou_threshold must be between 0 and 1"):
        batched_nms([], [], [], value)
    for soft in (soft_nms, soft_nms_naive):
        with pytest.raises(ValueError, match="score_threshold must be between 0 and 1"):
            soft(UNIT, [1], score_threshold=value)


@pytest.mark.parametrize("soft", [soft_nms, soft_nms_naive])
def test_unusable_methods_and_sigmas_are_refused(soft: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="one of hard, linear, gaussian, not 'cubic'"):
        soft(UNIT, [1], "cubic")
    for sigma in (-0.5, 0.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="sigma must be positive"):
            soft([], [], sigma=sigma)


def test_unusable_labels_are_refused() -> None:
    with pytest.raises(ValueError, match=r"labels must have shape \(1,\)"):
        batched_nms(UNIT, [1], [1, 2])
    with pytest.raises(ValueError, match="labels must be whole numbers, not float64"):
        batched_nms(UNIT, [1], [1.5])

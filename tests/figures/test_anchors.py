"""Anchors, offsets, labels and the RPN's loss: torch, the paper's numbers, and laws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from figures.numerics.anchors import (
    IGNORED,
    MOST_LOG_SIZE,
    NEGATIVE,
    POSITIVE,
    anchors,
    decode_boxes,
    encode_boxes,
    label_anchors,
    rpn_loss,
    rpn_loss_grad,
)
from figures.numerics.boxes import box_area, iou
from tests.figures.golden import anchors as reference

if TYPE_CHECKING:
    from collections.abc import Callable

BOX = [[10.0, 20.0, 30.0, 60.0]]
PREDICTIONS: dict[str, Any] = {
    "logits": [0.3, -1.2, 2.0, 0.7],
    "offsets": [[0.5, -2.0, 0.1, 0.0], [1.0] * 4, [3.0] * 4, [0.2, 0.0, -0.4, 1.25]],
    "labels": [1, 0, -1, 1],
    "targets": [[0.0, 0.0, 0.0, 0.25], [9.0] * 4, [9.0] * 4, [0.0, 0.5, 0.5, 0.5]],
}


@st.composite
def solid_boxes(draw: Any, count: int | None = None) -> Any:
    """Boxes with an extent; corners within a kilopixel."""
    n = draw(st.integers(0, 6)) if count is None else count
    corner = draw(arrays(np.float64, (n, 2), elements=st.floats(-1000, 1000)))
    size = draw(arrays(np.float64, (n, 2), elements=st.floats(0.5, 1000)))
    return np.hstack([corner, corner + size])


# --- anchors


def test_anchors_of_one_cell_by_hand() -> None:
    # the cell's centre is (8, 8); a scale of 8 at ratio 4 is 4 wide and 16 high
    expected = [[4, 4, 12, 12], [6, 0, 10, 16], [-8, -8, 24, 24], [0, -24, 16, 40]]
    assert anchors(1, 1, 16, [8, 32], [1, 4]).tolist() == expected


def test_anchors_follow_the_cells_row_by_row() -> None:
    boxes = anchors(2, 3, 4, [2], [1]).reshape(2, 3, 4)
    for i, j in np.ndindex(2, 3):
        assert boxes[i, j].tolist() == [4 * j + 1, 4 * i + 1, 4 * j + 3, 4 * i + 3]
    finer = anchors(1, 2, 0.5, [2], [1])
    assert finer.tolist() == [[-0.75, -0.75, 1.25, 1.25], [-0.25, -0.75, 1.75, 1.25]]


def test_the_nine_anchors_of_the_paper() -> None:
    boxes = anchors(1, 1, 16)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    areas = np.repeat([128**2, 256**2, 512**2], 3)
    np.testing.assert_allclose(box_area(boxes), areas, rtol=4e-16)
    np.testing.assert_allclose(height / width, np.tile([0.5, 1, 2], 3), rtol=4e-16)
    np.testing.assert_allclose((boxes[:, :2] + boxes[:, 2:]) / 2, 8, rtol=1e-14)


def test_the_papers_image_has_about_20000_anchors() -> None:
    boxes = anchors(600 // 16, 1000 // 16, 16)  # section 3.1.3 counts 60 × 40 × 9
    assert len(boxes) == 37 * 62 * 9 == 20646
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    assert (centres > 0).all()
    assert (centres < [1000, 600]).all()


def test_no_cells_no_scales_no_anchors() -> None:
    for none in (
        anchors(0, 3, 16),
        anchors(3, 0, 16),
        anchors(2, 2, 16, []),
        anchors(2, 2, 16, [1], []),
    ):
        assert none.shape == (0, 4)


# --- offsets


def test_offsets_by_hand() -> None:
    anchor = [[0.0, 0.0, 10.0, 20.0]]
    # centres (20, 40) and (5, 10); sizes 20 × 40 and 10 × 20
    np.testing.assert_allclose(
        encode_boxes(BOX, anchor), [[1.5, 1.5, math.log(2), math.log(2)]], rtol=1e-15
    )
    decoded = decode_boxes([[0.1, -0.2, math.log(2), math.log(0.5)]], anchor)
    np.testing.assert_allclose(decoded, [[-4, 1, 16, 11]], rtol=1e-15)


@given(solid_boxes())
def test_a_box_is_at_no_offset_from_itself(boxes: Any) -> None:
    np.testing.assert_array_equal(encode_boxes(boxes, boxes), np.zeros_like(boxes))


@given(solid_boxes(4), solid_boxes(4))
def test_decoding_undoes_encoding(boxes: Any, others: Any) -> None:
    offsets = encode_boxes(boxes, others)
    assume(offsets[:, 2:].max() <= MOST_LOG_SIZE)
    back = decode_boxes(offsets, others)
    np.testing.assert_allclose(back, boxes, rtol=0, atol=1e-11)


@given(arrays(np.float64, (4, 4), elements=st.floats(-3, 3)), solid_boxes(4))
def test_encoding_undoes_decoding(offsets: Any, others: Any) -> None:
    back = encode_boxes(decode_boxes(offsets, others), others)
    np.testing.assert_allclose(back, offsets, rtol=0, atol=1e-9)


@given(solid_boxes(3), solid_boxes(3), st.floats(0.1, 10), st.floats(-100, 100))
def test_offsets_do_not_change_with_the_images_scale_or_origin(
    boxes: Any, others: Any, scale: float, shift: float
) -> None:
    moved = encode_boxes(boxes * scale + shift, others * scale + shift)
    np.testing.assert_allclose(moved, encode_boxes(boxes, others), rtol=0, atol=1e-9)


def test_whole_numbers_of_a_byte_do_not_wrap() -> None:
    boxes, others = (
        np.array([[200, 200, 250, 250]], np.uint8),
        np.array([[0, 0, 250, 250]], np.uint8),
    )
    offsets = encode_boxes(boxes, others)
    np.testing.assert_allclose(offsets, [[0.4, 0.4, math.log(0.2), math.log(0.2)]], rtol=1e-15)


def test_no_box_is_decoded_to_more_than_62_times_its_anchor() -> None:
    anchor = [[0.0, 0.0, 16.0, 32.0]]
    for wild in (MOST_LOG_SIZE, 5.0, 89.0, 800.0, 1e300):
        x1, y1, x2, y2 = decode_boxes([[0, 0, wild, wild]], anchor)[0]
        assert (x2 - x1, y2 - y1) == pytest.approx((1000, 2000), rel=1e-12)
        assert ((x1 + x2) / 2, (y1 + y2) / 2) == pytest.approx((8, 16), rel=1e-12)
    near = decode_boxes([[0, 0, 4.13, 4.13]], anchor)[0]
    assert near[2] - near[0] == pytest.approx(16 * math.exp(4.13), rel=1e-12)  # left alone
    tiny = decode_boxes([[0, 0, -800, -800]], anchor)  # nothing is held from below
    assert tiny.tolist() == [[8, 16, 8, 16]]


def test_the_box_coder_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("anchors")
    offsets = encode_boxes(case["boxes"], case["anchors"])
    np.testing.assert_allclose(offsets, case["offsets"], rtol=4e-16, atol=4e-16)
    decoded = decode_boxes(case["offsets"], case["anchors"])
    np.testing.assert_allclose(decoded, case["decoded"], rtol=4e-16)
    wild = decode_boxes(case["wild"], case["anchors"])
    np.testing.assert_allclose(wild, case["decoded wild"], rtol=1e-15, atol=1e-11)


def test_the_box_coder_agrees_with_live_torch(torch: Any) -> None:
    random = np.random.default_rng(5)
    boxes, others = (reference.some_boxes(random, 500) for _ in range(2))
    expected = reference.coder(torch, boxes, others)
    offsets = encode_boxes(boxes, others)
    np.testing.assert_allclose(offsets, expected["offsets"], rtol=4e-16, atol=4e-16)
    decoded = decode_boxes(expected["offsets"], others)
    np.testing.assert_allclose(decoded, expected["decoded"], rtol=4e-16, atol=2e-13)
    wild = reference.wild_offsets(random, 500)
    expected = reference.decoded(torch, wild, others)
    np.testing.assert_allclose(decode_boxes(wild, others), expected, rtol=1e-15, atol=1e-11)


# --- labels


def test_labels_by_hand() -> None:
    objects = [[0, 0, 10, 10], [100, 100, 110, 110], [500, 500, 501, 501]]
    boxes: Any = [
        [0, 0, 10, 8],  # IoU 0.8 with the first: positive
        [0, 0, 10, 7],  # 0.7: not above it
        [0, 0, 10, 3],  # 0.3: not below it
        [0, 0, 10, 2.9],  # 0.29: negative
        [100, 100, 110, 104],  # 0.4, the best of the second object: positive
        [100, 106, 110, 110],  # 0.4, too: positive
        [300, 300, 310, 310],  # touches nothing, nor does anything touch the third object
    ]
    labels, which = label_anchors(boxes, objects)
    assert labels.tolist() == [POSITIVE, IGNORED, IGNORED, NEGATIVE, POSITIVE, POSITIVE, NEGATIVE]
    assert which.tolist()[:6] == [0, 0, 0, 0, 1, 1]


def test_an_objects_best_anchor_is_positive_below_the_lower_threshold() -> None:
    labels, which = label_anchors([[0, 0, 10, 1.0], [0, 0, 10, 0.5]], [[0, 0, 10, 10]])
    assert labels.tolist() == [POSITIVE, NEGATIVE]
    assert which.tolist() == [0, 0]


def test_an_anchor_goes_to_the_object_it_overlaps_most() -> None:
    # the best anchor of the second object, yet it overlaps the first more
    labels, which = label_anchors([[0, 0, 10, 10]], [[0, 0, 10, 9], [0, 5, 10, 10]])
    assert labels.tolist() == [POSITIVE]
    assert which.tolist() == [0]


def test_both_thresholds_matter() -> None:
    boxes, objects = [[0, 0, 10, 6], [0, 0, 10, 4], [0, 0, 10, 10]], [[0, 0, 10, 10]]
    assert label_anchors(boxes, objects)[0].tolist() == [IGNORED, IGNORED, POSITIVE]
    assert label_anchors(boxes, objects, 0.5)[0].tolist() == [POSITIVE, IGNORED, POSITIVE]
    assert label_anchors(boxes, objects, 0.7, 0.5)[0].tolist() == [IGNORED, NEGATIVE, POSITIVE]
    assert label_anchors(boxes, objects, 0.5, 0.5)[0].tolist() == [POSITIVE, NEGATIVE, POSITIVE]


@given(solid_boxes(), solid_boxes())
def test_labels_follow_the_rule_one_anchor_at_a_time(boxes: Any, objects: Any) -> None:
    overlap = iou(boxes, objects).tolist()
    labels, which = label_anchors(boxes, objects)
    for i, row in enumerate(overlap):
        best = any(o > 0 and o == max(other[j] for other in overlap) for j, o in enumerate(row))
        most = max(row, default=0.0)
        expected = POSITIVE if best or most > 0.7 else NEGATIVE if most < 0.3 else IGNORED
        assert labels[i] == expected
        assert which[i] == (row.index(most) if row else -1)


def test_without_objects_all_is_background() -> None:
    labels, which = label_anchors(BOX * 2, [])
    assert labels.tolist() == [NEGATIVE, NEGATIVE]
    assert which.tolist() == [-1, -1]
    assert [each.shape for each in label_anchors([], BOX)] == [(0,), (0,)]


# --- loss


def test_the_loss_by_hand() -> None:
    classification, regression = rpn_loss(**PREDICTIONS)
    # log(1 + e^−z) for the positives, log(1 + e^z) for the negative
    expected = sum(math.log1p(math.exp(z)) for z in (-0.3, -1.2, -0.7)) / 256
    assert classification == pytest.approx(expected, rel=1e-15)
    # ½ of 0.25, 0.01, 0.0625; 2 − ½; and ½ of 0.04, 0.25, 0.81, 0.5625
    assert regression == pytest.approx(10 * (0.16125 + 1.5 + 0.83125) / 2400, rel=1e-15)


def test_where_the_loss_looks() -> None:
    base, base_grad = rpn_loss(**PREDICTIONS), rpn_loss_grad(**PREDICTIONS)
    for row in (1, 2):  # offsets of what is not positive
        offsets = np.array(PREDICTIONS["offsets"])
        offsets[row] = 77
        assert rpn_loss(**PREDICTIONS | {"offsets": offsets}) == base
        assert not base_grad[1][row].any()
    logits = np.array(PREDICTIONS["logits"])
    logits[2] = 77  # ignored
    assert rpn_loss(**PREDICTIONS | {"logits": logits}) == base
    assert base_grad[0][2] == 0
    assert base_grad[0].astype(bool).tolist() == [True, True, False, True]


@pytest.mark.parametrize("change", [{"n_cls": 128}, {"n_reg": 1200}, {"weight": 5}])
def test_every_weight_of_the_loss_matters(change: dict[str, float]) -> None:
    part = 0 if "n_cls" in change else 1
    factor = 0.5 if "weight" in change else 2
    base, changed = rpn_loss(**PREDICTIONS), rpn_loss(**PREDICTIONS, **change)
    assert changed[part] == pytest.approx(factor * base[part], rel=1e-15)
    assert changed[1 - part] == base[1 - part]
    base_grad, grad = rpn_loss_grad(**PREDICTIONS), rpn_loss_grad(**PREDICTIONS, **change)
    np.testing.assert_allclose(grad[part], factor * base_grad[part], rtol=1e-15)
    np.testing.assert_array_equal(grad[1 - part], base_grad[1 - part])


def test_the_gradient_by_central_differences(gradient: Any) -> None:
    def of(name: str) -> Callable[[Any], float]:
        return lambda x: sum(rpn_loss(**PREDICTIONS | {name: x}))

    by_logits, by_offsets = rpn_loss_grad(**PREDICTIONS)
    for name, found in (("logits", by_logits), ("offsets", by_offsets)):
        expected = gradient(of(name), PREDICTIONS[name])
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


def assert_rpn(expected: Any, arguments: Any) -> None:
    by_logits, by_offsets = rpn_loss_grad(**arguments)
    np.testing.assert_allclose(rpn_loss(**arguments), expected["parts"], rtol=2e-15)
    np.testing.assert_allclose(by_logits, expected["by logits"], rtol=4e-15, atol=1e-18)
    np.testing.assert_allclose(by_offsets, expected["by offsets"], rtol=4e-15, atol=1e-18)


def test_the_loss_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("anchors")
    assert_rpn(case["loss said"], case["loss"])


def test_the_loss_agrees_with_live_torch(torch: Any) -> None:
    arguments = reference.some_predictions(np.random.default_rng(6), 60)
    assert_rpn(reference.rpn(torch, **arguments), arguments)


def test_no_anchors_no_loss() -> None:
    assert rpn_loss([], [], [], []) == (0, 0)
    assert [each.shape for each in rpn_loss_grad([], [], [], [])] == [(0,), (0, 4)]
    ignored = rpn_loss([800.0, -800.0], np.zeros((2, 4)), [1, 0], np.zeros((2, 4)))
    assert ignored == (0, 0)


# --- arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 2, 16), "rows must be a whole number of at least 0, not -1"),
        ((2, 1.5, 16), "columns must be a whole number of at least 0, not 1.5"),
        ((2, 2, 0), "stride must be positive and finite, not 0"),
        ((2, 2, 16, [1, 0]), r"scales\[1\] must be positive"),
        ((2, 2, 16, [1], [-1]), r"ratios\[0\] must be positive"),
        ((2, 2, 16, [[1]]), r"scales must have shape \(N,\), not \(1, 1\)"),
        ((2, 2, 16, [1], [math.nan]), r"ratios\[0\] is not finite"),
    ],
)
def test_malformed_grids_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        anchors(*arguments)


@pytest.mark.parametrize(
    ("boxes", "others", "message"),
    [
        (BOX * 2, BOX, "there are 2 boxes for 1 anchors"),
        ([[0, 0, 0, 1]], BOX, r"boxes\[0\] has no width or no height"),
        (BOX * 2, [*BOX, [0, 1, 1, 1]], r"anchors\[1\] has no width or no height"),
        ([[0, 0, math.nan, 1]], BOX, r"boxes\[0\] is not finite"),
        (BOX, [[1, 0, 0, 1]], r"anchors\[0\] has x2 < x1"),
    ],
)
def test_malformed_pairs_are_refused(boxes: Any, others: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode_boxes(boxes, others)


@pytest.mark.parametrize(
    ("offsets", "message"),
    [
        ([[0, 0, 0]], r"offsets must have shape \(N, 4\), not \(1, 3\)"),
        ([0, 0, 0, 0], r"offsets must have shape \(N, 4\), not \(4,\)"),
        ([[0, 0, math.inf, 0]], r"offsets\[0, 2\] is not finite"),
        ([[0] * 4] * 2, "there are 2 offsets for 1 anchors"),
        ([[1e150, 0, 0, 0]], r"decoded box\[0\] is not finite or too large"),
        ([[0, -1e308, 0, 0]], r"decoded box\[0\] is not finite or too large"),
    ],
)
def test_malformed_offsets_are_refused(offsets: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decode_boxes(offsets, BOX)


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        ((1.1, 0.3), "positive_iou must be between 0 and 1"),
        ((0.7, -0.1), "negative_iou must be between 0 and 1"),
        ((0.3, 0.7), "negative_iou 0.7 is above positive_iou 0.3"),
    ],
)
def test_malformed_thresholds_are_refused(thresholds: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        label_anchors(BOX, BOX, *thresholds)


@pytest.mark.parametrize("function", [rpn_loss, rpn_loss_grad])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"logits": [[0.0] * 4]}, r"logits must have shape \(N,\), not \(1, 4\)"),
        ({"offsets": np.zeros((3, 4))}, "there are 3 offsets for 4 anchors"),
        ({"targets": np.zeros((5, 4))}, "there are 5 targets for 4 anchors"),
        ({"targets": np.zeros((4, 2))}, r"targets must have shape \(N, 4\), not \(4, 2\)"),
        ({"labels": [1, 0, 2, 0]}, r"labels\[2\] must be 1, 0 or −1"),
        ({"labels": [1, 0]}, r"labels must have shape \(4,\), not \(2,\)"),
        ({"n_cls": 0}, "n_cls must be positive"),
        ({"n_reg": -1}, "n_reg must be positive"),
        ({"weight": -1}, "weight must be finite and not negative"),
    ],
)
def test_malformed_losses_are_refused(function: Any, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(**PREDICTIONS | change)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    boxes, others = np.array(BOX * 4), np.array([[0.0, 0.0, 10.0, 20.0]] * 4)
    given_arrays: dict[str, Any] = {name: np.array(value) for name, value in PREDICTIONS.items()}
    inputs = [boxes, others, *given_arrays.values()]
    before = [each.copy() for each in inputs]
    outputs = [
        encode_boxes(boxes, others),
        decode_boxes(given_arrays["offsets"], others),
        *label_anchors(boxes, others),
        *rpn_loss_grad(**given_arrays),
    ]
    rpn_loss(**given_arrays)
    for each, old in zip(inputs, before, strict=True):
        np.testing.assert_array_equal(each, old)
        assert not any(np.shares_memory(each, output) for output in outputs)

"""YOLO v1: one cell worked by hand, round trips, and torch's gradient."""

from __future__ import annotations

import math
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.yolo import (
    YoloLoss,
    class_scores,
    decode_grid,
    encode_grid,
    responsible_boxes,
    yolo_loss,
    yolo_loss_grad,
)
from tests.figures.golden import yolo as reference

# One cell of a 2 × 2 grid, row 0 and column 1, with two boxes and three classes. The object is
# 0.4 × 0.2 around (0.7, 0.3); the first guess lies too far right, the second is too small.
TRUTH = [[0.5, 0.2, 0.9, 0.4]]
FIRST, SECOND = [0.6, 0.6, 0.4, 0.2, 0.3], [0.4, 0.6, 0.1, 0.2, 0.8]
CLASSES = [0.1, 0.7, 0.2]


def by_hand() -> tuple[Any, Any]:
    grid = np.zeros((2, 2, 13))
    grid[0, 1] = [*FIRST, *SECOND, *CLASSES]
    grid[1, 0, 4], grid[1, 0, 9] = 0.5, 0.1  # boxes seen where there is nothing
    return grid, encode_grid(TRUTH, [1], cells=2, classes=3)


@st.composite
def objects(draw: Any) -> Any:
    """Objects of different cells, with labels of 20."""
    n = draw(st.integers(0, 5))
    cells = draw(st.lists(st.integers(0, 48), min_size=n, max_size=n, unique=True))
    boxes = []
    for cell in cells:
        x, y = ((at + draw(st.floats(0.01, 0.99))) / 7 for at in (cell % 7, cell // 7))
        w, h = (draw(st.floats(0.01, 1)) * min(2 * c, 2 - 2 * c) for c in (x, y))
        boxes.append([max(x - w / 2, 0), max(y - h / 2, 0), min(x + w / 2, 1), min(y + h / 2, 1)])
    return (
        np.array(boxes).reshape(-1, 4),
        np.array(draw(st.lists(st.integers(0, 19), min_size=n, max_size=n)), int),
        cells,
    )


# --- the grid


def test_encoding_by_hand() -> None:
    grid = encode_grid(TRUTH, [1], cells=2, classes=3)
    assert grid.shape == (2, 2, 13)
    # the centre (0.7, 0.3) is at (1.4, 0.6) in cells: column 1, row 0
    box = [0.4, 0.6, 0.4, 0.2, 1]
    np.testing.assert_allclose(grid[0, 1], [*box, *box, 0, 1, 0], rtol=1e-15, atol=1e-16)
    grid[0, 1] = 0
    assert not grid.any()


def test_the_grid_of_the_paper_holds_1470_numbers() -> None:
    assert encode_grid([], []).shape == (7, 7, 30)
    assert encode_grid([], []).size == 1470


@given(objects())
def test_decoding_undoes_encoding(case: Any) -> None:
    boxes, labels, cells = case
    grid = encode_grid(boxes, labels)
    found = decode_grid(grid).reshape(49, 2, 4)
    scores = class_scores(grid).reshape(49, 2, 20)
    for box, label, cell in zip(boxes, labels, cells, strict=True):
        for b in range(2):
            np.testing.assert_allclose(found[cell, b], box, rtol=0, atol=1e-15)
            assert scores[cell, b].tolist() == [float(c == label) for c in range(20)]
    assert scores.sum() == 2 * len(boxes)


def test_an_object_belongs_to_the_cell_of_its_centre_alone() -> None:
    grid = encode_grid([[0.0, 0.0, 1.0, 1.0]], [3])
    assert np.argwhere(grid.any(axis=-1)).tolist() == [[3, 3]]
    assert grid[3, 3, :5].tolist() == [0.5, 0.5, 1, 1, 1]


def test_a_centre_on_the_far_edge_belongs_to_the_last_cell() -> None:
    grid = encode_grid([[1 - 1e-17, 0.2, 1.0, 0.4], [0.999999999999999, 0.9, 1, 1]][1:], [0])
    assert grid[6, 6, 4] == 1
    tiny = encode_grid([[1 - 2**-53, 0, 1, 2**-53]], [0])  # its centre rounds to 1
    assert tiny[0, 6, :2].tolist() == [1, 7 * 2**-54]


def test_of_two_objects_in_one_cell_the_first_stays() -> None:
    boxes, labels = [[0.1, 0.1, 0.2, 0.2], [0.11, 0.1, 0.21, 0.2]], [4, 5]
    for order in ([0, 1], [1, 0]):
        chosen = np.array(boxes)[order]
        grid = encode_grid(chosen, np.array(labels)[order])
        np.testing.assert_allclose(decode_grid(grid)[1, 1, 0], chosen[0], rtol=1e-14)
        assert grid[1, 1, 10:].argmax() == labels[order[0]]
        assert grid[..., 4].sum() == 1


def test_every_parameter_of_the_grid_matters() -> None:
    assert encode_grid(TRUTH, [1], 3, 4, 5).shape == (3, 3, 25)
    assert decode_grid(np.zeros((3, 3, 25)), 4).shape == (3, 3, 4, 4)
    assert class_scores(np.zeros((3, 3, 25)), 4).shape == (3, 3, 4, 5)
    assert decode_grid(np.zeros((3, 3, 25))).shape == (3, 3, 2, 4)
    assert class_scores(np.zeros((3, 3, 25))).shape == (3, 3, 2, 15)


def test_scores_are_probability_times_confidence() -> None:
    grid, _ = by_hand()
    scores = class_scores(grid)
    np.testing.assert_allclose(scores[0, 1, 0], [0.03, 0.21, 0.06], rtol=1e-15)
    np.testing.assert_allclose(scores[0, 1, 1], [0.08, 0.56, 0.16], rtol=1e-15)
    assert not scores[1, 0].any()  # surely a box, but of no class


# --- the loss


def test_the_box_of_larger_iou_answers() -> None:
    # the first is moved by 0.1 of 0.4: 0.3 / 0.5; the second is a quarter of the object
    responsible, overlap = responsible_boxes(*by_hand())
    assert np.argwhere(responsible).tolist() == [[0, 1, 0]]
    np.testing.assert_allclose(overlap[0, 1], [0.6, 0.25], rtol=1e-14)
    overlap[0, 1] = 0
    assert not overlap.any()


def test_of_equal_boxes_the_first_answers() -> None:
    grid, target = by_hand()
    for both in (FIRST, [0.9, 0.9, 0.01, 0.01, 0.5]):  # the latter misses the object
        grid[0, 1, :10] = both * 2
        assert responsible_boxes(grid, target)[0][0, 1].tolist() == [True, False]


def test_the_loss_by_hand() -> None:
    loss = yolo_loss(*by_hand())
    assert loss.centre == pytest.approx(5 * 0.2**2, rel=1e-14)
    assert loss.size == pytest.approx(0, abs=1e-30)
    assert loss.confidence == pytest.approx((0.3 - 0.6) ** 2, rel=1e-14)
    # the other box of the cell, and both where nothing is
    assert loss.no_object == pytest.approx(0.5 * (0.8**2 + 0.5**2 + 0.1**2), rel=1e-14)
    assert loss.classes == pytest.approx(0.1**2 + 0.3**2 + 0.2**2, rel=1e-14)
    assert loss.total == pytest.approx(0.2 + 0.09 + 0.45 + 0.14, rel=1e-14)


def test_the_same_error_costs_a_small_box_more() -> None:
    """0.05 too wide, at 0.10 and at 0.90: 0.00505 and 0.00068, as in the notes."""
    found = []
    for width in (0.10, 0.90):
        target = encode_grid([[0.5 - width / 2, 0.4, 0.5 + width / 2, 0.6]], [0], 1, 1, 1)
        grid = target.copy()
        grid[0, 0, 2] += 0.05
        found.append(yolo_loss(grid, target, 1).size / 5)
    assert found[0] == pytest.approx((math.sqrt(0.15) - math.sqrt(0.1)) ** 2, rel=1e-12)
    assert [round(each, 5) for each in found] == [0.00505, 0.00068]


def test_a_perfect_prediction_costs_nothing() -> None:
    target = encode_grid([[0.1, 0.2, 0.4, 0.9]], [7])
    grid = target.copy()
    grid[..., 9] = 0  # one box an object is enough; the other is to be silent
    assert yolo_loss(grid, target).total == pytest.approx(0, abs=1e-30)
    assert yolo_loss(target, target).no_object == 0.5


def test_classes_count_only_where_there_is_an_object() -> None:
    grid, target = by_hand()
    before = yolo_loss(grid, target)
    grid[1, 1, 10:] = 0.9
    assert yolo_loss(grid, target) == before
    assert not yolo_loss_grad(grid, target)[1, 1, 10:].any()


def test_both_weights_matter() -> None:
    grid, target = by_hand()
    grid[0, 1, 1:4] = 0.7, 0.5, 0.3  # so that all numbers of the box are wrong
    base = np.array(astuple(yolo_loss(grid, target)))
    doubled = np.array(astuple(yolo_loss(grid, target, coordinates=10)))
    np.testing.assert_allclose(doubled, base * [2, 2, 1, 1, 1], rtol=1e-15)
    doubled = np.array(astuple(yolo_loss(grid, target, no_object=1)))
    np.testing.assert_allclose(doubled, base * [1, 1, 1, 2, 1], rtol=1e-15)
    grad = yolo_loss_grad(grid, target)
    box = yolo_loss_grad(grid, target, coordinates=10) / np.where(grad, grad, 1)
    np.testing.assert_allclose(box[0, 1], [2, 2, 2, 2, 1, *[0] * 4, 1, 1, 1, 1], rtol=1e-15)
    silent = yolo_loss_grad(grid, target, no_object=1) / np.where(grad, grad, 1)
    np.testing.assert_allclose(silent[0, 1], [1, 1, 1, 1, 1, *[0] * 4, 2, 1, 1, 1], rtol=1e-15)


def assert_said(expected: Any, grid: Any, target: Any, **weights: Any) -> None:
    terms = astuple(yolo_loss(grid, target, **weights))
    np.testing.assert_allclose(terms, expected["terms"], rtol=4e-15)
    gradient = yolo_loss_grad(grid, target, **weights)
    np.testing.assert_allclose(gradient, expected["grad"], rtol=1e-14, atol=1e-15)


def test_the_loss_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("yolo")
    assert_said(case["loss"], case["grid"], case["target"])


@pytest.mark.parametrize("seed", range(5))
def test_the_loss_agrees_with_live_torch(torch: Any, seed: int) -> None:
    grid, target = reference.some_grids(np.random.default_rng(seed))
    assert_said(reference.loss(torch, grid, target), grid, target)
    expected = reference.loss(torch, grid, target, 3.0, 0.7)
    assert_said(expected, grid, target, coordinates=3.0, no_object=0.7)


def test_the_gradient_by_central_differences(gradient: Any) -> None:
    """Of all but the confidence that the IoU sets: that target moves with the box."""
    grid, target = reference.some_grids(np.random.default_rng(8))

    def terms(grid: Any) -> float:
        loss = yolo_loss(grid, target)
        return loss.total - loss.confidence

    responsible = responsible_boxes(grid, target)[0]
    found = yolo_loss_grad(grid, target)
    numbers = found[..., :10].reshape(3, 3, 2, 5)
    numbers[responsible, 4] = 0
    np.testing.assert_allclose(found, gradient(terms, grid), rtol=0, atol=2e-9)


def test_no_objects_leave_the_confidences_alone() -> None:
    grid = np.full((3, 3, 14), 0.5)
    loss = yolo_loss(grid, np.zeros_like(grid))
    assert loss == YoloLoss(0, 0, 0, 0.5 * 18 * 0.25, 0)
    gradient = yolo_loss_grad(grid, np.zeros_like(grid))
    assert np.count_nonzero(gradient) == 18


# --- arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0, 0, 1.1, 1]], [0]), r"boxes\[0, 2\] is outside the image, 0…1"),
        (([[-0.1, 0, 1, 1]], [0]), r"boxes\[0, 0\] is outside the image, 0…1"),
        (([*TRUTH, [0.5, 0, 0.5, 1]], [0, 0]), r"boxes\[1\] has no width or no height"),
        (([[0, 0.5, 1, 0.5]], [0]), r"boxes\[0\] has no width or no height"),
        ((TRUTH, [20]), r"labels\[0\] is 20, outside 0…19"),
        ((TRUTH, [0, 1]), r"labels must have shape \(1,\)"),
        ((TRUTH, [0], 0), "cells must be a whole number of at least 1"),
        ((TRUTH, [0], 7, 0), "boxes_per_cell must be a whole number of at least 1"),
        ((TRUTH, [0], 7, 2, 0), "classes must be a whole number of at least 1"),
    ],
)
def test_malformed_objects_are_refused(arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode_grid(*arguments)


@pytest.mark.parametrize("function", [decode_grid, class_scores])
@pytest.mark.parametrize(
    ("grid", "message"),
    [
        (np.zeros((2, 2)), r"grid must have shape \(S, S, 5 B \+ K\), not \(2, 2\)"),
        (np.zeros((2, 3, 13)), r"with B = 2, not \(2, 3, 13\)"),
        (np.zeros((2, 2, 10)), r"with B = 2, not \(2, 2, 10\)"),
        (np.full((1, 1, 13), math.nan), r"grid\[0, 0, 0\] is not finite"),
        (np.eye(13)[None, 2:3] * -0.1, r"grid: box \[0, 0, 0\] has a negative width or height"),
        (np.eye(13)[None, 8:9] * -0.1, r"grid: box \[0, 0, 1\] has a negative width or height"),
    ],
)
def test_malformed_grids_are_refused(function: Any, grid: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        function(grid)
    with pytest.raises(ValueError, match="boxes_per_cell must be a whole number"):
        function(np.zeros((1, 1, 13)), 0)


@pytest.mark.parametrize("function", [yolo_loss, yolo_loss_grad])
def test_malformed_pairs_are_refused(function: Any) -> None:
    grid, target = by_hand()
    with pytest.raises(ValueError, match=r"target must have shape \(2, 2, 13\), not \(2, 2, 12\)"):
        function(grid, target[..., :12])
    with pytest.raises(ValueError, match=r"target: box \[0, 1, 0\] must have confidence 0 or 1"):
        function(grid, 0.5 * target)
    with pytest.raises(ValueError, match="coordinates must be finite and not negative"):
        function(grid, target, coordinates=-1)
    with pytest.raises(ValueError, match="no_object must be finite and not negative"):
        function(grid, target, no_object=math.inf)


def test_the_slope_of_a_root_at_zero_is_refused() -> None:
    grid, target = by_hand()
    grid[0, 1, 2] = grid[0, 1, 7] = 0
    assert yolo_loss(grid, target).size > 0
    with pytest.raises(ValueError, match="of a responsible box is 0: √ has no slope there"):
        yolo_loss_grad(grid, target)


def test_arguments_are_never_changed_nor_handed_back() -> None:
    grid, target = by_hand()
    before = grid.copy(), target.copy()
    outputs = [
        *(function(grid) for function in (decode_grid, class_scores)),
        *responsible_boxes(grid, target),
        yolo_loss_grad(grid, target),
    ]
    yolo_loss(grid, target)
    for each, old in zip((grid, target), before, strict=True):
        np.testing.assert_array_equal(each, old)
        assert not any(np.shares_memory(each, output) for output in outputs)

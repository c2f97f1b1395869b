"""The numbers of figure ``plus-one``, and what the mistake does to suppression."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from figures.numerics.boxes import nms
from figures.plots import plus_one


def wrong_by_hand(a: Any, b: Any) -> float:
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]) + 1)
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]) + 1)
    areas = [(box[2] - box[0] + 1) * (box[3] - box[1] + 1) for box in (a, b)]
    return float(width * height / (sum(areas) - width * height))


def test_the_pair_of_the_notes_is_disjoint_and_yet_gets_a_half() -> None:
    data = plus_one.compute()
    assert data.boxes.tolist() == [[0, 0, 0.1, 0.1], [0.2, 0.2, 0.3, 0.3]]
    assert data.right == 0
    assert data.wrong == pytest.approx(0.81 / (2 * 1.21 - 0.81), rel=1e-14)
    assert round(data.wrong, 3) == 0.503
    assert data.grown.tolist() == [[0, 0, 1.1, 1.1], [0.2, 0.2, 1.3, 1.3]]


def test_curves_follow_from_the_side_alone() -> None:
    data = plus_one.compute()
    s = data.side
    assert (s[0], s[-1]) == (0.01, 1000)
    for row, shift in enumerate((2.0, 0.25)):
        common = np.maximum((1 - shift) * s + 1, 0) ** 2
        expected = common / (2 * (s + 1) ** 2 - common)
        np.testing.assert_allclose(data.wrong_by_side[row], expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(data.right_by_side[0], 0)
    np.testing.assert_allclose(data.right_by_side[1], 0.75**2 / (2 - 0.75**2), rtol=1e-12)


def test_what_is_said_of_the_curves() -> None:
    data = plus_one.compute()
    apart, overlapping = data.wrong_by_side
    assert min(apart[0], overlapping[0]) > 0.9  # both near 1 for the smallest
    far = data.side >= 300
    assert (np.abs(data.wrong_by_side - data.right_by_side)[:, far] < 0.01).all()
    assert np.interp(0.1, data.side, apart) == pytest.approx(data.wrong, rel=1e-12)  # the point


def test_most_sets_of_normalised_boxes_come_out_otherwise() -> None:
    random = np.random.default_rng(22)
    different = 0
    for _ in range(400):
        boxes, scores = normalised(random)
        different += wrong_nms(boxes, scores) != nms(boxes, scores, 0.5).tolist()
    assert different > 360


def normalised(random: np.random.Generator) -> tuple[Any, Any]:
    """5 to 20 boxes within the unit square, their corners anywhere."""
    count = int(random.integers(5, 21))
    corners = np.sort(random.uniform(0, 1, (count, 2, 2)), axis=1)
    return corners.reshape(count, 4), random.permutation(count) / count


def wrong_nms(boxes: Any, scores: Any) -> list[int]:
    """Greedy suppression by the mistaken IoU."""
    keep: list[int] = []
    for i in np.argsort(-scores):
        if all(wrong_by_hand(boxes[i], boxes[j]) <= 0.5 for j in keep):
            keep.append(int(i))
    return keep

"""Label assignment: naive twins, the rules spelled out, and worked examples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.assignment import (
    atss_assign,
    atss_naive,
    centerness,
    centre_assign,
    simota_assign,
)
from figures.numerics.boxes import iou


def grid(stride: float, count: int = 8) -> Any:
    middle = (np.arange(count) + 0.5) * stride
    x, y = np.meshgrid(middle, middle)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def anchors_on(stride: float, count: int, scale: float = 4) -> Any:
    points = grid(stride, count)
    return np.hstack([points - scale * stride / 2, points + scale * stride / 2])


def objects_of(seed: int, count: int = 3, reach: float = 64) -> Any:
    random = np.random.default_rng(seed)
    corner = random.random((count, 2)) * reach * 0.6
    return np.hstack([corner, corner + 8 + random.random((count, 2)) * reach * 0.5])


# --- centre-ness


def test_centerness_by_hand() -> None:
    box = [[0.0, 0, 8, 4]]
    found = centerness([[4, 2], [2, 2], [2, 1], [0, 2], [9, 2]], box)[:, 0]
    expected = [1, math.sqrt(1 / 3), math.sqrt(1 / 9), 0, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-15)


@given(st.integers(0, 10**6))
def test_centerness_is_a_fraction_that_mirrors(seed: int) -> None:
    boxes = objects_of(seed)
    points = np.random.default_rng(seed).random((20, 2)) * 64
    found = centerness(points, boxes)
    assert ((found >= 0) & (found <= 1)).all()
    for j, box in enumerate(boxes):
        mirrored = box[:2] + box[2:] - points
        np.testing.assert_allclose(centerness(mirrored, boxes)[:, j], found[:, j], atol=1e-12)


# --- the middle of objects


@given(st.integers(0, 10**6), st.sampled_from([0.5, 1.5, 2.5]))
def test_centre_assignment_by_its_rule(seed: int, radius: float) -> None:
    targets, points = objects_of(seed), grid(8)
    found = centre_assign(points, targets, 8, radius)
    for i, (x, y) in enumerate(points):
        mine = []
        for j, (x1, y1, x2, y2) in enumerate(targets):
            inside = x1 < x < x2 and y1 < y < y2
            off = max(abs(x - (x1 + x2) / 2), abs(y - (y1 + y2) / 2))
            if inside and off < radius * 8:
                mine.append(((x2 - x1) * (y2 - y1), j))
        assert found[i] == (min(mine)[1] if mine else -1)


def test_a_point_in_two_objects_learns_the_smaller() -> None:
    assert centre_assign([[4, 4]], [[0, 0, 8, 8], [3, 3, 5, 5]], 8).tolist() == [1]


# --- ATSS


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_atss_is_its_naive_twin(seed: int, nearest: int) -> None:
    anchors = np.concatenate([anchors_on(8, 8), anchors_on(16, 4), anchors_on(32, 2)])
    levels = np.repeat([0, 1, 2], [64, 16, 4])
    targets = objects_of(seed)
    found = atss_assign(anchors, levels, targets, nearest)
    np.testing.assert_array_equal(found, atss_naive(anchors, levels, targets, nearest))


def test_atss_finds_the_level_that_fits() -> None:
    anchors = np.concatenate([anchors_on(8, 16), anchors_on(16, 8), anchors_on(32, 4)])
    levels = np.repeat([0, 1, 2], [256, 64, 16])
    target = [[32.0, 32, 96, 96]]  # as large as an anchor of the middle level
    found = atss_assign(anchors, levels, target)
    assert set(levels[found == 0].tolist()) == {1}
    assert iou(anchors[found == 0], target).min() > 0.5


def test_atss_with_one_candidate_and_none() -> None:
    assert atss_assign([[0, 0, 4, 4]], [0], [[0, 0, 4, 4]]).tolist() == [0]
    assert atss_assign([[0, 0, 4, 4]], [0], []).tolist() == [-1]
    assert atss_assign([], [], [[0, 0, 4, 4]]).tolist() == []


# --- SimOTA


@given(st.integers(0, 10**6))
def test_simota_by_its_rule(seed: int) -> None:
    random = np.random.default_rng(seed)
    targets, points = objects_of(seed), grid(8)
    reach = random.random((64, 4)) * 25
    boxes = np.hstack([points - reach[:, :2], points + reach[:, 2:]])
    scores, labels = random.random((64, 2)) * 0.98 + 0.01, random.integers(0, 2, 3)
    found = simota_assign(scores, boxes, points, labels, targets, 8)
    overlap = iou(boxes, targets)
    wanted: dict[int, list[tuple[float, int]]] = {}
    for j, (x1, y1, x2, y2) in enumerate(targets):
        near = [
            i
            for i, (x, y) in enumerate(points)
            if x1 < x < x2
            and y1 < y < y2
            and abs(x - (x1 + x2) / 2) < 20
            and abs(y - (y1 + y2) / 2) < 20
        ]
        cost = {
            i: -math.log(scores[i, labels[j]]) - 3 * math.log(overlap[i, j] + 1e-8) for i in near
        }
        count = max(1, int(sum(sorted(overlap[:, j])[::-1][:10])))
        for i in sorted(near, key=lambda i: cost[i])[:count]:
            wanted.setdefault(i, []).append((cost[i], j))
    expected = [min(wanted[i])[1] if i in wanted else -1 for i in range(64)]
    assert found.tolist() == expected


def test_better_predictions_make_more_positives() -> None:
    target, points = [[0.0, 0, 64, 64]], grid(8)
    scores = np.full((64, 1), 0.5)
    exact = np.tile(target, (64, 1))
    rough = np.tile([[0.0, 0, 64, 12.8]], (64, 1))  # IoU 0.2
    counts = [
        int((simota_assign(scores, boxes, points, [0], target, 8) >= 0).sum())
        for boxes in (exact, rough)
    ]
    assert counts == [10, 2]


# --- arguments

UNIT = [[0.0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: centerness([1, 2], UNIT), r"points must have shape \(N, 2\)"),
        (lambda: centre_assign([[0, 0]], UNIT, 0), "stride must be positive"),
        (lambda: centre_assign([[0, 0]], UNIT, 1, 0), "radius must be positive"),
        (lambda: atss_assign(UNIT, [0, 1], UNIT), r"levels must have shape \(1,\)"),
        (lambda: atss_assign(UNIT, [0], UNIT, 0), "nearest must be a whole number"),
        (
            lambda: simota_assign([[0]], UNIT, [[0, 0]], [0], UNIT, 1),
            r"scores\[0, 0\] is outside \(0, 1\]",
        ),
        (
            lambda: simota_assign([[1]], UNIT * 2, [[0, 0]], [0], UNIT, 1),
            "scores, boxes and points must be as many, not 1, 2 and 1",
        ),
        (lambda: simota_assign([[1]], UNIT, [[0, 0]], [0], UNIT, -1), "stride must be positive"),
        (
            lambda: simota_assign([[1]], UNIT, [[0, 0]], [0], UNIT, 1, 0),
            "top must be a whole number",
        ),
    ],
)
def test_unusable_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_never_changed() -> None:
    anchors, targets = anchors_on(8, 4), objects_of(1)
    anchors.flags.writeable = targets.flags.writeable = False
    atss_assign(anchors, np.zeros(16, dtype=int), targets)
    centre_assign(anchors[:, :2], targets, 8)
    assert centerness(anchors[:, :2], targets).shape == (16, 3)

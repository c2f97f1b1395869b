"""Anchors by clustering, boxes as distributions, task alignment: oracles, twins and laws."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.boxes import iou
from figures.numerics.dense_heads import (
    dfl_decode,
    distribution_focal_loss,
    distribution_focal_loss_grad,
    kmeans_anchors,
    points_inside,
    shape_iou,
    task_aligned_assign,
)
from tests.figures.golden.asking import value_and_gradient
from tests.figures.golden.dense_heads import loss as in_torch


def close(actual: Any, expected: Any, tolerance: float = 4e-15) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# --- anchors


def sizes_of(seed: int, count: int = 60) -> Any:
    return np.random.default_rng(seed).lognormal(3, 0.6, (count, 2))


def test_shape_iou_is_iou_on_one_corner() -> None:
    sizes, anchors = sizes_of(1, 7), sizes_of(2, 4)
    laid = (np.hstack([np.zeros_like(each), each]) for each in (sizes, anchors))
    close(shape_iou(sizes, anchors), iou(*laid))


@given(st.integers(0, 10**6), st.integers(1, 6))
def test_at_the_end_each_anchor_is_the_mean_of_its_boxes(seed: int, count: int) -> None:
    sizes = sizes_of(seed, 30)
    anchors = kmeans_anchors(sizes, count, seed)
    nearest = shape_iou(sizes, anchors).argmax(axis=1)
    for k in set(nearest.tolist()):
        close(anchors[k], sizes[nearest == k].mean(axis=0))
    assert (np.diff(anchors.prod(axis=1)) >= 0).all()


def test_two_heaps_are_found_as_sklearn_finds_them(oracle: Any) -> None:
    random = np.random.default_rng(3)
    heaps = np.concatenate([random.normal(20, 1, (30, 2)), random.normal(90, 2, (30, 2))])
    theirs = oracle("sklearn.cluster").KMeans(2, n_init=1, random_state=0).fit(heaps)
    centres = theirs.cluster_centers_
    close(kmeans_anchors(heaps, 2), centres[np.argsort(centres.prod(axis=1))], 1e-12)


def test_one_anchor_an_empty_anchor_and_few_rounds() -> None:
    sizes = sizes_of(4)
    close(kmeans_anchors(sizes, 1), sizes.mean(axis=0)[None])
    assert kmeans_anchors(sizes, 5, rounds=1).shape == (5, 2)
    crowded = [[1.0, 1.0]] * 5 + [[1.2, 1.2], [1.1, 1.1], [50, 50], [60, 60], [52, 55]]
    for seed in range(30):  # some start leaves an anchor without boxes
        anchors = kmeans_anchors(crowded, 5, seed)
        assert np.isfinite(anchors).all()


def test_more_anchors_fit_better() -> None:
    sizes = sizes_of(5, 300)
    fits = [shape_iou(sizes, kmeans_anchors(sizes, k)).max(axis=1).mean() for k in (1, 3, 9)]
    assert fits[0] < fits[1] < fits[2]


# --- boxes as distributions


def test_dfl_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("dense_heads")
    arguments = case["logits"], case["targets"]
    close(distribution_focal_loss(*arguments), case["loss"]["value"])
    close(distribution_focal_loss_grad(*arguments), case["loss"]["grad"])


def test_dfl_agrees_with_torch_live(torch: Any) -> None:
    random = np.random.default_rng(6)
    logits, targets = random.normal(0, 3, (50, 17)), random.random(50) * 16
    told = value_and_gradient(partial(in_torch, torch, targets), logits)
    close(distribution_focal_loss(logits, targets), told["value"], 1e-14)
    close(distribution_focal_loss_grad(logits, targets), told["grad"], 1e-14)


def test_dfl_gradient_by_central_differences(gradient: Any) -> None:
    random = np.random.default_rng(7)
    logits, targets = random.normal(size=(3, 5)), [0.0, 2.3, 4.0]
    expected = gradient(lambda z: distribution_focal_loss(z, targets).sum(), logits)
    np.testing.assert_allclose(distribution_focal_loss_grad(logits, targets), expected, atol=1e-10)


@given(st.floats(0, 15), st.integers(0, 10**6))
def test_the_best_distribution_decodes_to_the_target(target: float, seed: int) -> None:
    lower = min(int(target), 14)
    share = target - lower
    p = np.full(16, 1e-300)
    p[[lower, lower + 1]] = max(1 - share, 1e-300), max(share, 1e-300)
    best = np.log(p)
    assert dfl_decode(best) == pytest.approx(target, abs=1e-9)
    other = best + np.random.default_rng(seed).normal(0, 1, 16)
    loss = [float(distribution_focal_loss([z], [target])[0]) for z in (best, other)]
    assert loss[0] <= loss[1] + 1e-9
    assert abs(distribution_focal_loss_grad([best], [target])).max() < 1e-9


def test_decoding_a_flat_and_a_two_peaked_distribution() -> None:
    assert dfl_decode(np.zeros(17)) == pytest.approx(8)
    two = np.full(17, -50.0)
    two[[4, 12]] = 50
    assert dfl_decode(two) == pytest.approx(8)  # the same place, and no more sure
    assert dfl_decode(np.zeros((2, 4, 16))).shape == (2, 4)


# --- task alignment


def scene(seed: int, count: int = 40, wanted: int = 3) -> Any:
    random = np.random.default_rng(seed)
    corner = random.random((wanted, 2)) * 40
    targets = np.hstack([corner, corner + 20 + random.random((wanted, 2)) * 20])
    points = random.random((count, 2)) * 80
    reach = 5 + random.random((count, 4)) * 20
    boxes = np.hstack([points - reach[:, :2], points + reach[:, 2:]])
    return random.random((count, 2)), boxes, points, random.integers(0, 2, wanted), targets


@given(st.integers(0, 10**6), st.integers(1, 8))
def test_task_alignment_by_its_rule(seed: int, top: int) -> None:
    scores, boxes, points, labels, targets = scene(seed)
    found = task_aligned_assign(scores, boxes, points, labels, targets, top)
    overlap = iou(boxes, targets)
    wanted: dict[int, list[int]] = {}
    for j, target in enumerate(targets):
        inside = [
            i
            for i, (x, y) in enumerate(points)
            if target[0] < x < target[2] and target[1] < y < target[3]
        ]
        t = {i: scores[i, labels[j]] * overlap[i, j] ** 6 for i in inside}
        for i in sorted((i for i in t if t[i] > 0), key=lambda i: -t[i])[:top]:
            wanted.setdefault(i, []).append(j)
    expected = [max(wanted.get(i, [-1]), key=lambda j: overlap[i, j]) for i in range(len(points))]
    assert found.objects.tolist() == expected
    for j in range(len(targets)):
        mine = found.objects == j
        if mine.any():
            assert found.scores[mine].max() == pytest.approx(overlap[mine, j].max())
    assert not found.scores[found.objects < 0].any()


def test_class_and_place_must_both_be_good() -> None:
    target = [[0.0, 0, 10, 10]]
    boxes = [[0, 0, 10, 10], [0, 0, 10, 9], [0, 0, 10, 5], [0, 0, 10, 10]]
    points = [[5, 5], [5, 4], [5, 2], [20, 20]]
    scores = [[0.01], [0.9], [0.99], [1.0]]  # well placed, both, well classified, outside
    assert task_aligned_assign(scores, boxes, points, [0], target, top=1).objects.tolist() == [
        -1,
        0,
        -1,
        -1,
    ]
    three = task_aligned_assign(scores, boxes, points, [0], target, top=9)
    assert three.objects.tolist() == [0, 0, 0, -1]
    assert three.scores.argmax() == 1
    by_class = task_aligned_assign(scores, boxes, points, [0], target, 1, beta=0)
    assert by_class.objects.tolist() == [-1, -1, 0, -1]


def test_nothing_to_find() -> None:
    found = task_aligned_assign([[0.5]], [[0, 0, 1, 1]], [[0.5, 0.5]], np.empty(0, int), [])
    assert (found.objects.tolist(), found.scores.tolist()) == ([-1], [0])


def test_distances_to_the_sides() -> None:
    assert points_inside([[3, 4]], [[1, 1, 5, 9]]).tolist() == [[[2, 3, 2, 5]]]
    assert points_inside([[0, 4]], [[1, 1, 5, 9]]).min() == -1


# --- arguments

UNIT = [[0.0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shape_iou([[1, 2, 3]], [[1, 1]]), r"sizes must have shape \(N, 2\) with N > 0"),
        (lambda: shape_iou([[1, 0]], [[1, 1]]), r"sizes\[0, 1\] is not positive"),
        (lambda: kmeans_anchors([[1, 1], [1, 1]], 2), "count is 2, but there are 1 distinct sizes"),
        (lambda: kmeans_anchors([[1, 1]], 1, rounds=0), "rounds must be a whole number"),
        (lambda: distribution_focal_loss([[1.0]], [0]), "do not fit"),
        (lambda: distribution_focal_loss([[1.0, 2]], [0, 1]), "do not fit"),
        (lambda: distribution_focal_loss([[1.0, 2]], [1.5]), r"targets\[0\] is outside \[0, 1\]"),
        (lambda: points_inside([[1, 2, 3]], UNIT), r"points must have shape \(N, 2\)"),
        (
            lambda: task_aligned_assign([[2]], UNIT, [[0, 0]], [0], UNIT),
            r"scores\[0, 0\] is outside",
        ),
        (lambda: task_aligned_assign([[1]], UNIT, [], [0], UNIT), "points must have shape"),
        (
            lambda: task_aligned_assign([[1]], UNIT * 2, [[0, 0]], [0], UNIT),
            "scores, boxes and points must be as many, not 1, 2 and 1",
        ),
        (lambda: task_aligned_assign([[1]], UNIT, [[0, 0]], [0], UNIT, 0), "top must be a whole"),
        (
            lambda: task_aligned_assign([[1]], UNIT, [[0, 0]], [0], UNIT, 1, -1),
            "alpha must be finite",
        ),
    ],
)
def test_unusable_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_never_changed() -> None:
    case = scene(8)
    for each in case:
        each.flags.writeable = False
    task_aligned_assign(*case)
    sizes = sizes_of(9)
    sizes.flags.writeable = False
    assert not np.shares_memory(kmeans_anchors(sizes, 3), sizes)

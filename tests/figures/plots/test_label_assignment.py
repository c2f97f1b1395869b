"""The numbers of figure ``label-assignment``."""

from __future__ import annotations

import numpy as np

from figures.numerics.assignment import atss_naive
from figures.numerics.boxes import iou
from figures.plots import label_assignment
from figures.plots.label_assignment import TARGETS


def counts(rule: int) -> list[list[int]]:
    """Of each object, the positives at stride 8 and at stride 16."""
    data = label_assignment.compute(rule)
    return [
        [int(((data.objects == j) & (data.strides == s)).sum()) for s in (8, 16)] for j in (0, 1)
    ]


def test_what_caption_and_alt_say() -> None:
    assert (TARGETS[:, 2:] - TARGETS[:, :2]).tolist() == [[30, 30], [96, 36]]
    assert counts(0)[1] == [0, 0]
    assert sum(counts(0)[0]) > 0
    for rule in (1, 2):
        (small, small_coarse), (long_fine, long) = counts(rule)
        assert min(small, long) > 0 == small_coarse == long_fine


def test_each_rule_anew() -> None:
    data = label_assignment.compute(2)
    half = 2.0 * data.strides[:, None]
    anchors = np.hstack([data.points - half, data.points + half])
    np.testing.assert_array_equal(data.objects, atss_naive(anchors, data.strides, TARGETS))
    overlap = iou(anchors, TARGETS)
    fixed = label_assignment.compute(0).objects
    np.testing.assert_array_equal(fixed >= 0, (overlap >= 0.5).any(axis=1))
    assert overlap[data.objects == 1, 1].max() < 0.5  # the threshold of the long one is lower
    middle = label_assignment.compute(1)
    for j, stride in enumerate((8, 16)):
        near = middle.points[middle.objects == j] - (TARGETS[j, :2] + TARGETS[j, 2:]) / 2
        assert np.abs(near).max() < 1.5 * stride

"""The numbers of figure ``anchors``."""

from __future__ import annotations

import numpy as np

from figures.numerics.boxes import iou
from figures.plots import anchors


def test_anchors_of_the_middle_cell_have_the_scales_and_ratios_named() -> None:
    data = anchors.compute()
    size = 16 * (data.of_cell[..., 2:] - data.of_cell[..., :2])
    np.testing.assert_allclose(np.sqrt(size.prod(axis=-1)), [[128] * 3, [256] * 3, [512] * 3])
    np.testing.assert_allclose(size[..., 1] / size[..., 0], [[0.5, 1, 2]] * 3)
    assert data.cell.tolist() == [31, 18, 32, 19]
    centre = (data.of_cell[..., :2] + data.of_cell[..., 2:]) / 2
    np.testing.assert_allclose(centre, np.broadcast_to([31.5, 18.5], (3, 3, 2)))
    assert (data.of_cell[2] < 0).any(), "the large ones leave the image, as the words say"


def test_of_twenty_thousand_anchors_a_handful_is_positive() -> None:
    data = anchors.compute()
    assert data.positive.shape == data.ignored.shape == (37, 62)
    boxes = []
    for i, j in np.ndindex(37, 62):
        x, y = 16 * j + 8, 16 * i + 8
        for side in (128, 256, 512):
            for ratio in (0.5, 1, 2):
                w, h = side / ratio**0.5 / 2, side * ratio**0.5 / 2
                boxes.append([x - w, y - h, x + w, y + h])
    overlap = iou(boxes, data.objects * 16)
    best = (overlap >= overlap.max(axis=0) - 1e-12).any(axis=1)
    positive = best | (overlap.max(axis=1) > 0.7)
    negative = ~positive & (overlap.max(axis=1) < 0.3)
    ignored = len(boxes) - positive.sum() - negative.sum()
    assert data.counts == (positive.sum(), ignored, negative.sum())
    assert sum(data.counts) == 20646
    np.testing.assert_array_equal(data.positive, positive.reshape(37, 62, 9).sum(axis=-1))
    assert data.ignored.sum() == ignored
    assert data.counts[0] < 30
    assert data.counts[2] > 0.9 * 20646


def test_the_positive_ones_lie_in_the_middle_of_the_objects() -> None:
    data = anchors.compute()
    rows, columns = np.nonzero(data.positive)
    x1, y1, x2, y2 = data.objects.T
    for x, y in zip(columns + 0.5, rows + 0.5, strict=True):
        off = np.hypot((x - (x1 + x2) / 2) / (x2 - x1), (y - (y1 + y2) / 2) / (y2 - y1))
        assert off.min() < 0.2

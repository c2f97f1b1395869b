"""The numbers of figure ``nms``."""

from __future__ import annotations

import numpy as np

from figures.numerics.boxes import nms_naive
from figures.plots import nms


def test_nms_keeps_the_best_box_of_each_object() -> None:
    data = nms.compute()
    np.testing.assert_array_equal(data.keep, nms_naive(data.boxes, data.scores, data.iou_threshold))
    clusters = np.arange(len(data.boxes)).reshape(3, -1)
    best = [cluster[np.argmax(data.scores[cluster])] for cluster in clusters]
    assert sorted(data.keep) == best
    assert (np.diff(data.scores[data.keep]) < 0).all()

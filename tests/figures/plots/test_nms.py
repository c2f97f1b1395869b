"""The numbers of figure ``nms``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.data import coins
from figures.numerics.boxes import iou, nms_greedy
from figures.plots import nms


@pytest.mark.parametrize("threshold", nms.SLIDER.values)
def test_what_is_kept_at_each_threshold(threshold: float) -> None:
    data = nms.compute(threshold)
    scene, pair = coins.load()
    assert data.iou_threshold == threshold
    for one, kept in ((scene, data.kept), (pair, data.pair_kept)):
        expected = nms_greedy(one.boxes, one.scores, threshold)
        np.testing.assert_array_equal(kept, one.boxes[expected])
    assert data.counts[nms.SLIDER.values.index(threshold)] == len(data.kept)


def test_it_starts_with_one_box_for_each_of_the_24_coins() -> None:
    data = nms.compute()
    assert (data.iou_threshold, len(data.kept), len(data.pair_kept)) == (0.5, 24, 2)
    centres = (data.kept[:, :2] + data.kept[:, 2:]) / 2
    rows = [centres[np.abs(centres[:, 1] - y) < 25] for y in (48, 122, 190, 263)]
    assert [len(row) for row in rows] == [6, 6, 6, 6]  # coins lie in four rows of six
    for row in rows:
        assert (np.diff(np.sort(row[:, 0])) > 40).all()


def test_too_low_loses_a_coin_and_too_high_keeps_copies() -> None:
    # as caption and alt text say
    assert [len(nms.compute(t).pair_kept) for t in (0.2, 0.3, 0.5)] == [1, 2, 2]
    counts = dict(zip(nms.SLIDER.values, nms.compute().counts, strict=True))
    assert {counts[t] for t in counts if t <= 0.5} == {24}
    assert 24 < counts[0.6] < counts[0.7] < counts[0.8]
    assert counts[0.8] > 400


def test_the_raw_boxes_drawn_are_some_of_all() -> None:
    data = nms.compute()
    scene, _ = coins.load()
    assert data.raw_count == len(scene.boxes)
    assert len(np.unique(data.raw, axis=0)) == len(data.raw) == 240
    everything = {tuple(box) for box in scene.boxes.tolist()}
    assert {tuple(box) for box in data.raw.tolist()} <= everything
    assert (iou(data.raw, data.kept).max(axis=1) > 0.2).all()  # each lies around a coin

"""The ways through ``fast_nms``, each forced upon small cases by other limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from figures.numerics import fast_nms
from figures.numerics.boxes import nms, nms_greedy
from figures.numerics.fast_nms import AlongX
from tests.figures.crowds import large_set, on_a_grid

ONE_STEP = {"_FEW_LEFT": 0, "_WORTH_A_STEP": -1}
WAYS = {
    "plain steps to the end": {"_FEW_LEFT": 50},
    "plain steps while they pay": {"_FEW_LEFT": 0, "_WORTH_A_STEP": 8},
    "two heads at once": {**ONE_STEP, "_HEADS": 4, "_AT_ONCE": 2},
    "one head at once": {**ONE_STEP, "_HEADS": 4, "_MANY": 0},
    "walk at once": {**ONE_STEP, "_HEADS": 1, "_FEW": 1.0, "_PAIRS": 1000, "_STRIP": 1},
    "walk late": {**ONE_STEP, "_HEADS": 2, "_FEW": 0.2, "_STRIP": 4},
    "walks given up": {**ONE_STEP, "_HEADS": 1, "_FEW": 1.0, "_PAIRS": 1, "_STRIP": 2},
    "never walk": {**ONE_STEP, "_HEADS": 3, "_FEW": -10.0},
}


@pytest.mark.parametrize("limits", WAYS.values(), ids=WAYS.keys())
def test_every_way_leads_to_the_same_boxes(
    monkeypatch: pytest.MonkeyPatch, limits: dict[str, Any]
) -> None:
    for name, value in limits.items():
        monkeypatch.setattr(fast_nms, name, value)
    random = np.random.default_rng(22)
    for _ in range(150):
        boxes, scores = on_a_grid(random, int(random.integers(0, 50)))
        threshold = float(random.choice([0, 0.25, 1 / 3, 0.5, 0.75, 1]))
        expected = nms_greedy(boxes, scores, threshold)
        np.testing.assert_array_equal(nms(boxes, scores, threshold), expected)


def test_a_crowd_behind_lonely_heads_is_never_held_as_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walks: list[bool] = []
    walk = fast_nms._pairs_above

    def counted(*arguments: Any) -> Any:
        pairs = walk(*arguments)
        walks.append(pairs is not None)
        return pairs

    monkeypatch.setattr(fast_nms, "_pairs_above", counted)
    lonely = [[1000 + 10 * i, 0, 1005 + 10 * i, 5] for i in range(40)]
    boxes = np.array(lonely + [[0, 0, 50, 50]] * 2000, dtype=float)
    scores = np.r_[np.linspace(1, 0.9, 40), np.linspace(0.8, 0.1, 2000)]
    assert nms(boxes, scores).tolist() == list(range(41))
    assert walks == [False]  # 40 kept heads dropped nothing, then the crowd was found


def test_spread_boxes_are_settled_by_one_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    walks: list[int] = []
    walk = fast_nms._pairs_above

    def counted(row: AlongX, threshold: float) -> Any:
        walks.append(len(row.given))
        return walk(row, threshold)

    monkeypatch.setattr(fast_nms, "_pairs_above", counted)
    boxes, scores = large_set("spread", 2000)
    np.testing.assert_array_equal(nms(boxes, scores), nms_greedy(boxes, scores))
    assert len(walks) == 1
    assert walks[0] > 1900


def test_boxes_along_x_know_all_that_they_can_meet() -> None:
    random = np.random.default_rng(22)
    for _ in range(200):
        boxes, _ = on_a_grid(random, int(random.integers(1, 30)))
        row = AlongX.sort(boxes)
        stays = random.random(len(boxes)) < 0.7
        for line in (row, row.only(stays)):
            np.testing.assert_array_equal(boxes[line.given], line.columns[:4].T)
            np.testing.assert_array_equal(line.given[line.place], np.sort(line.given))
            x1, x2 = line.columns[0], line.columns[2]
            places = np.arange(len(x1))
            for i in places:
                meets = (np.minimum(x2[i], x2) - np.maximum(x1[i], x1)) > 0
                near = (places >= line.first[i]) & (places < line.stop[i])
                assert not (meets & ~near).any()


def test_neighbours_are_few_where_boxes_are_spread() -> None:
    row = AlongX.sort(large_set("spread", 2000)[0])
    assert (row.stop - row.first).mean() < 200


def test_areas_at_the_edge_of_the_numbers_are_not_walked_past(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fast_nms, "_HEADS", 1)
    monkeypatch.setattr(fast_nms, "_STRIP", 1)
    # Each area, and what is common to both, rounds to the smallest number there is: IoU is 1,
    # though by their sides it would be 0.43.
    w, h = 3e-162, 2e-162
    boxes: list[list[float]] = [[5, 5, 6, 6], [0, 0, w, h], [0.4 * w, 0, 1.4 * w, h]]
    expected = nms_greedy(boxes, [0.9, 0.8, 0.7], 0.7).tolist()
    assert nms(boxes, [0.9, 0.8, 0.7], 0.7).tolist() == expected == [0, 1]


def test_a_box_that_begins_where_the_threshold_ends_is_walked_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fast_nms, "_HEADS", 1)
    monkeypatch.setattr(fast_nms, "_STRIP", 1)
    random = np.random.default_rng(22)
    for threshold in (0.25, 0.5, 0.75):
        width, far = 2.0 ** -random.integers(0, 20, 200), 1e3
        inner = (1 - threshold) * width  # inside the other from here on: IoU is the threshold
        for w, x in zip(width, inner, strict=True):
            boxes = [[0, 0, 1, 1], [far, 5, far + w, 6], [far + x, 5, far + w, 6]]
            below = np.nextafter(threshold, 0)
            assert nms(boxes, [0.9, 0.8, 0.7], threshold).tolist() == [0, 1, 2]
            assert nms(boxes, [0.9, 0.8, 0.7], below).tolist() == [0, 1]

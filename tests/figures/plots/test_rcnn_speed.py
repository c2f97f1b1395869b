"""The papers' numbers in figure ``rcnn-speed``, and the sums that its words make of them."""

from __future__ import annotations

import pytest

from figures.data.rcnn_family import DETECTORS
from figures.plots import rcnn_speed


def test_the_numbers_of_the_papers() -> None:
    data = rcnn_speed.compute()
    assert [each.name for each in DETECTORS] == ["R-CNN", "Fast R-CNN", "Faster R-CNN"]
    assert data.seconds.tolist() == [47, 0.32, 0.198]
    assert data.accuracy.tolist() == [66.0, 68.1, 69.9]
    assert data.complete.tolist() == [False, False, True]
    assert [each.accuracy for each in DETECTORS] == [66.0, 66.9, 69.9]
    gain = data.accuracy[2] - data.accuracy[1]
    assert f"高 {gain:.1f}。" in rcnn_speed.CAPTION
    assert "68.1（用 Faster R-CNN 的代码重跑，原报告 66.9）" in rcnn_speed.ALT
    panel = rcnn_speed.draw(data).axes[0]
    assert "原报告 66.9，重跑 68.1" in [text.get_text() for text in panel.texts]


def test_with_selective_search_fast_takes_a_second_and_a_half_more() -> None:
    data = rcnn_speed.compute()
    fast, faster = data.seconds_in_all[1:]
    assert fast == pytest.approx(0.32 + 1.51, abs=0.005)
    assert fast / faster == pytest.approx(9.2, abs=0.1)
    assert data.seconds_in_all[0] == 47, "no paper tells R-CNN's time with proposals"

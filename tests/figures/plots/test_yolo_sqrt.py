"""The numbers of figure ``yolo-sqrt``."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.plots import yolo_sqrt


def test_the_roots_differ_as_the_notes_say() -> None:
    data = yolo_sqrt.compute()
    assert [f"{each:.5f}" for each in data.point_root] == ["0.00505", "0.00068"]
    assert data.point_root[0] / data.point_root[1] == pytest.approx(7.5, abs=0.05)
    expected = [(math.sqrt(w + 0.05) - math.sqrt(w)) ** 2 for w in data.width]
    np.testing.assert_allclose(data.root, expected, rtol=1e-12)
    np.testing.assert_allclose(data.plain, 0.0025, rtol=1e-15)


def test_the_small_box_loses_more_iou() -> None:
    data = yolo_sqrt.compute()
    np.testing.assert_allclose(data.overlap, [0.10 / 0.15, 0.90 / 0.95], rtol=1e-14)

"""The numbers of figure ``iou-losses``."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.box_losses import KINDS, box_loss_naive
from figures.plots import iou_losses
from figures.plots.iou_losses import SLIDER

TARGET = [-3.0, -3, 3, 3]


@pytest.mark.parametrize("value", SLIDER.values)
def test_losses_are_those_of_the_naive_twin(value: float) -> None:
    data = iou_losses.compute(value)
    assert data.here == value
    assert data.box.tolist() == [value - 1.5, -1, value + 1.5, 1]
    expected = [box_loss_naive(data.box.tolist(), TARGET, kind) for kind in KINDS[:3]]
    np.testing.assert_allclose(data.here_loss, expected, rtol=1e-14)
    assert data.enclosing.tolist() == [-3, -3, max(3, value + 1.5), 3]


def test_curves_and_pulls_are_of_one_piece() -> None:
    data = iou_losses.compute()
    for place, losses in zip(data.distance[::20], data.loss.T[::20], strict=True):
        box = [place - 1.5, -1, place + 1.5, 1]
        expected = [box_loss_naive(box, TARGET, kind) for kind in KINDS[:3]]
        np.testing.assert_allclose(losses, expected, rtol=1e-14)
    slopes = np.gradient(data.loss, data.distance, axis=1)
    smooth = np.abs(data.distance - np.array([[1.5], [4.5], [0], [9]])).min(axis=0) > 0.06
    np.testing.assert_allclose(data.pull[:, smooth], slopes[:, smooth], atol=1e-3)


def test_what_caption_and_alt_say() -> None:
    data = iou_losses.compute()
    within, apart = data.distance < 1.5, data.distance > 4.5
    iou, giou, diou = data.pull
    assert not iou[within].any()
    assert not iou[apart].any()
    np.testing.assert_allclose(giou[within], 0, atol=1e-15)
    np.testing.assert_allclose(data.loss[0, within], data.loss[1, within])
    assert (giou[apart] > 0).all()
    assert (diou[1:] > 0).all()
    assert diou[0] < 1e-8

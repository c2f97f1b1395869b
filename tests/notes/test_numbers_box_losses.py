"""Numbers in the note on losses of boxes, computed anew."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.box_losses import (
    Kind,
    box_loss_grad,
    ciou,
    diou,
    eiou,
    giou,
    paired_iou,
)
from figures.plots import iou_losses
from tests.notes.says import says


def test_squares_side_by_side() -> None:
    pair = [[0.0, 0, 1, 1]], [[2.0, 0, 3, 1]]
    assert (giou(*pair)[0], diou(*pair)[0]) == (pytest.approx(-1 / 3), pytest.approx(-4 / 10))
    says("giou-by-hand", f"损失约 {1 - giou(*pair)[0]:.3f}", f"损失 {1 - diou(*pair)[0]:.1f}")
    far = [[0.0, 0, 1, 1]], [[1e9, 0, 1e9 + 1, 1]]
    assert (1 - giou(*far)[0], 1 - diou(*far)[0]) == (pytest.approx(2), pytest.approx(2))
    says("giou-by-hand", "都趋于 2")


def test_giou_grows_the_box_on_its_way() -> None:
    kinds: tuple[Kind, ...] = ("giou", "diou", "eiou")
    (of_giou, giou_steps), (of_diou, diou_steps), (of_eiou, eiou_steps) = map(descended, kinds)
    says("giou-slow", f"GIoU 最大到 {of_giou:.2f}，DIoU 到 {of_diou:.2f}，EIoU 只到 {of_eiou:.2f}")
    says("giou-slow", f"分别用了 {giou_steps}、{diou_steps}、{eiou_steps} 步")


def descended(kind: Kind) -> tuple[float, int]:
    """The greatest width on the way to an IoU of 0.9, and the steps."""
    target = np.array([[6.0, 0, 8, 2]])
    centre, size, widest = np.array([1.0, 1]), np.array([2.0, 2]), 0.0
    for step in range(1000):
        box = np.concatenate([centre - size / 2, centre + size / 2])[None]
        if paired_iou(box, target)[0] >= 0.9:
            return widest, step
        low, high = box_loss_grad(box, target, kind)[0].reshape(2, 2)
        centre, size = centre - 0.2 * (low + high), size - 0.2 * (high - low) / 2
        widest = max(widest, size[0])
    raise AssertionError(kind)


def test_within_the_target_the_loss_is_flat() -> None:
    data = iou_losses.compute(0.75)
    np.testing.assert_array_equal(data.here_loss[0], data.here_loss[1])
    says("giou-contained", f"损失都是 {data.here_loss[0]:.3f}")


def test_ten_pixels_on_a_small_and_a_large_box() -> None:
    lost = [1 - paired_iou([[10.0, 0, 10 + s, s]], [[0.0, 0, s, s]])[0] for s in (20, 200)]
    says("iou-loss-scale", f"损失 {lost[0]:.3f}；", f"只损失 {lost[1]:.3f}")
    assert lost[0] == pytest.approx(2 / 3)


def test_the_ratio_does_not_see_the_size() -> None:
    pair = [[0.0, 0, 2, 1]], [[0.0, 0, 4, 2]]
    assert ciou(*pair) == diou(*pair)
    assert eiou(*pair)[0] < diou(*pair)[0]
    says("ciou-ratio", "比值对上了，惩罚就是零")
    other = [[0.0, 0, 4, 2]], [[0.0, 0, 5, 5]]
    by_edge = (box_loss_grad(*other, "ciou") - box_loss_grad(*other, "diou"))[0, 2:]
    assert by_edge[0] == pytest.approx(-2 / 4 * by_edge[1])
    says("ciou-ratio", r"=-\dfrac hw\cdot")

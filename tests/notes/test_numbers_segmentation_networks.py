"""Numbers in the note on networks of segmentation, computed anew."""

from __future__ import annotations

import numpy as np
import pytest

from figures.numerics.losses import binary_cross_entropy, binary_cross_entropy_grad
from figures.numerics.segmentation import (
    confusion_matrix,
    dice_loss,
    dice_loss_grad,
    dilated_footprint,
    mean_iou,
    tversky_loss,
)
from tests.notes.formats import default
from tests.notes.says import says


def test_pixels_that_are_seen() -> None:
    same, mixed = dilated_footprint(3, [2, 2, 2]), dilated_footprint(3, [1, 2, 3])
    used = int((same > 0).sum())
    says("gridding", f"感受野 {len(same)}×{len(same)} 里只用到 {used} 个像素")
    says(
        "gridding", f"{int((mixed > 0).sum())} 个都用到", f"只有 {used / same.size:.0%} 的像素参与"
    )
    assert mixed.shape == same.shape
    assert dilated_footprint(3, [1, 2, 5]).all()


def test_size_of_the_first_u_net() -> None:
    def twice(size: int) -> int:
        return size - 4  # two 3×3 convolutions without padding

    size = 572
    for _ in range(4):
        size = twice(size) // 2
    for _ in range(4):
        size = twice(size) * 2
    says("unet-skip", f"输入 572 输出 {twice(size)}")


def test_all_background() -> None:
    truth = np.repeat([0, 1], [95, 5])
    counts = confusion_matrix(np.zeros_like(truth), truth, 2)
    says("pixel-accuracy", f"就有 {np.diag(counts).sum() / counts.sum():.0%} 的准确率")
    says("pixel-accuracy", f"mIoU 只有 {mean_iou(counts)[0]:.1%}")


def test_one_in_a_thousand() -> None:
    targets = (np.arange(100_000) < 100).astype(float)[None]
    logits = np.full(targets.shape, np.log(0.05 / 0.95))
    entropy, dice = binary_cross_entropy(logits, targets).mean(), dice_loss(logits, targets, 0)[0]
    of_entropy, of_dice = (
        np.abs(each * targets).sum() / np.abs(each).sum()
        for each in (binary_cross_entropy_grad(logits, targets), dice_loss_grad(logits, targets, 0))
    )
    says("dice-loss", f"交叉熵只有 {entropy:.3f}，前景占梯度的 {of_entropy:.1%}")
    says("dice-loss", f"Dice 损失是 {dice:.3f}，前景占 {of_dice:.0%}")


def test_tversky_defaults_and_dice() -> None:
    alpha, beta = default(tversky_loss, "alpha"), default(tversky_loss, "beta")
    says("tversky", rf"$\alpha={alpha}$、$\beta={beta}$")
    logits, targets = [[1.0, -2, 3]], [[1, 0, 0]]
    half = tversky_loss(logits, targets, 0.5, 0.5, 0.5)
    assert half == pytest.approx(dice_loss(logits, targets, 1.0))

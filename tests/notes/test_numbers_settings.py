"""Sizes, ranges and settings that notes name in passing, computed anew or asked of who sets them."""

from __future__ import annotations

import importlib
from typing import Literal

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from figures.numerics.attention import kv_cache_bytes
from figures.numerics.evaluation import COCO_THRESHOLDS
from figures.numerics.precision import round_to_format, training_memory
from figures.numerics.segmentation import dilated_footprint
from figures.numerics.vit import patchify
from figures.plots import dice_vs_cross_entropy, iou_losses
from tests.conftest import missing
from tests.notes.says import says


def test_where_the_gradients_of_iou_losses_begin_and_end() -> None:
    data = iou_losses.compute()
    iou, giou, _ = np.abs(data.pull)
    distance = data.distance
    alone = float(distance[(giou > 1e-12) & (distance > 0)].min())
    apart = float(distance[iou > 1e-12].max())
    step = float(np.diff(distance).max())
    # The side of the true box and the width of the other one, halved, and their sum.
    inside, outside = (6 - 3) / 2, (6 + 3) / 2
    assert alone == pytest.approx(inside, abs=step)
    assert apart == pytest.approx(outside, abs=step)
    says("iou-losses", "GT 框边长 6，预测框 3×2")
    says("iou-losses", f"距离不到 {inside} 时 GIoU 与 IoU 相同、都没有梯度")
    says("iou-losses", f"超过 {outside} 之后 IoU 的梯度为零")
    says("giou-contained", f"距离不到 {inside} 的一段")


def test_tokens_of_an_image() -> None:
    small, large = (len(patchify(np.zeros((side, side, 3)), 16)) for side in (224, 384))
    fine = len(patchify(np.zeros((224, 224, 3)), 8))
    sides = f"{round(small**0.5)}×{round(small**0.5)}", f"{round(large**0.5)}×{round(large**0.5)}"
    says("vit-resolution", f"token 从 {sides[0]} 变成 {sides[1]}", f"token 从 {small} 变成 {large}")
    says("patch-embedding", f"patch 从 16 减到 8，token 变 {fine // small} 倍")
    says("patch-embedding", f"注意力的矩阵乘变 {(fine // small) ** 2} 倍")
    says("mae-mask-ratio", f"224×224 的图按 16×16 切成 {small} 个 patch")
    first_of_swin = round(len(patchify(np.zeros((224, 224, 3)), 4)) ** 0.5)
    says("swin", f"第一级是 {first_of_swin}×{first_of_swin} 个 token")
    says("swin", f"步长是 {'、'.join(str(4 * 2**level) for level in range(4))}")


def test_memory_of_the_cache_and_of_adam() -> None:
    cache = kv_cache_bytes(32, 32, 128, 4096)
    says("kv-cache", f"一条序列要 {cache / 2**30:g} GiB（约 {cache / 1e9:.1f} GB）")
    says("training-memory-7b", "纯 fp32 是 4+4+8，也是 16")
    precisions: tuple[Literal["mixed", "single"], ...] = ("mixed", "single")
    for precision in precisions:
        memory = training_memory(1, precision=precision)
        assert memory.weights + memory.gradients + memory.optimiser == 16


def test_what_formats_can_hold() -> None:
    half, single = np.finfo(np.float16), np.finfo(np.float32)
    says("loss-scaling", f"最小值 $2^{{{round(np.log2(float(half.smallest_subnormal)))}}}$")
    assert round_to_format([2.0**-25], "fp16").item() == 0
    assert round_to_format([2.0**-24], "fp16").item() > 0
    says("loss-scaling", f"下限约 $10^{{{round(np.log10(float(single.tiny)))}}}$")
    says("layer-norm-fp16", f"$256^2={256**2}>{float(half.max):.0f}$")
    assert 256**2 > float(half.max) > 255**2
    # Numbers from 1 to 2 that bf16 tells apart: 2 to the power of its bits, less the first.
    apart = np.unique(round_to_format(np.linspace(1, 2, 4096, endpoint=False), "bf16"))
    bits = 1 + round(np.log2(len(apart[apart < 2])))
    says("layer-norm-fp16", f"bf16 不会溢出，但只有 {bits} 位有效精度")


def test_receptive_field_of_the_gridding() -> None:
    field = len(dilated_footprint(3, [2, 2, 2]))
    says("gridding", f"感受野 {field}×{field}，只有", f"2-2-2 的感受野 {field}×{field}")
    assert len(dilated_footprint(3, [1, 2, 3])) == field


def test_dice_of_a_network_that_says_the_same_everywhere() -> None:
    data = dice_vs_cross_entropy.compute()
    assert (float(data.share.max()), float(data.share.min())) == (0.5, 0.0001)
    says("dice-loss", f"网络给每个像素 {dice_vs_cross_entropy.P}：前景从 50% 缩到 0.01%")
    says("dice-loss", f"Dice 损失始终在 {np.floor(10 * data.dice.min()) / 10} 以上")
    assert (np.diff(data.cross_entropy) < 0).all()


def test_greedy_matching_pays_more() -> None:
    cost = np.array([[1, 2], [2, 100]])
    best = int(cost[linear_sum_assignment(cost)].sum())
    says("hungarian-vs-greedy", f"只剩 100，总共 {1 + 100}；最优是两个 2，总共 {best}")


def test_points_of_deformable_attention() -> None:
    pixels = (800 // 8) * -(-1333 // 8)
    says("deformable-attention", f"在 4 层上各取 4 个点，共 {4 * 4} 个")
    says("deformable-attention", f"约有 {pixels / 1e4:.2f} 万个像素")
    says(
        "deformable-attention",
        f"{pixels**2 / 1e8:.1f} 亿个元素",
        f"只要 {16 * pixels / 1e4:.0f} 万个",
    )


def test_pixels_of_a_class_that_nobody_finds() -> None:
    says("pixel-accuracy", "背景占 95%", f"两类的 mIoU 只有 {100 * (0.95 + 0) / 2:.1f}%")


def test_settings_of_coco_are_those_of_its_own_code() -> None:
    try:
        evaluation = importlib.import_module("pycocotools.cocoeval")
    except ImportError:
        missing("pycocotools (the extra `oracles`)")
    settings = evaluation.Params(iouType="bbox")
    low, high = settings.iouThrs[0], settings.iouThrs[-1]
    assert np.allclose(settings.iouThrs, COCO_THRESHOLDS)
    says("average-precision", f"COCO 还对 {low:g} 到 {high:g} 十个 IoU 阈值取平均")
    says("average-precision", f"COCO 取 {len(settings.recThrs)} 个召回率的平均")
    says("ap-50-95", f"COCO 的 AP 为什么要对 {low:g} 到 {high:g} 十个 IoU 阈值取平均")
    most = settings.maxDets[-1]
    says("ap-code", f"COCO 默认每张图只看得分最高的 {most} 个框")
    says("ap-low-scores", f"COCO 限定每张图 {most} 个框")
    small, medium = (round(settings.areaRng[size][1] ** 0.5) for size in (1, 2))
    says("ap-50-95", f"分界是 ${small}^2$ 和 ${medium}^2$ 像素")

"""Numbers in the notes on detectors, computed anew: anchors, RoIs, pyramids, grids."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from figures.data.rcnn_family import DETECTORS
from figures.numerics.anchors import (
    IGNORED,
    MOST_LOG_SIZE,
    anchors,
    decode_boxes,
    encode_boxes,
    label_anchors,
    rpn_loss,
)
from figures.numerics.boxes import iou
from figures.numerics.convolution import conv_parameters, dense_parameters, receptive_field
from figures.numerics.losses import l1_grad, l2_grad, smooth_l1, smooth_l1_grad
from figures.numerics.pyramid import assign_level
from figures.numerics.roi import pool_bins, roi_align, roi_pool
from figures.numerics.yolo import class_scores, encode_grid, responsible_boxes, yolo_loss
from figures.plots import anchors as anchors_figure
from figures.plots import fpn_levels, yolo_sqrt
from tests.notes.formats import default, minus, numeral
from tests.notes.says import says

R_CNN, FAST, FASTER = DETECTORS
STRIDES = (4, 8, 16, 32, 64)  # of P2 to P6


# Faster R-CNN


def test_anchors_of_a_cell() -> None:
    sizes = np.diff(anchors(1, 1, 16).reshape(-1, 2, 2), axis=1)[:, 0]
    scales = len(np.unique(np.sqrt(sizes.prod(axis=1)).round(6)))
    ratios = len(np.unique((sizes[:, 1] / sizes[:, 0]).round(6)))
    says("faster-rcnn", f"放 $k={len(sizes)}$ 个 anchor（{scales} 种尺度 × {ratios} 种宽高比）")
    says("rpn-anchor-count", f"每个位置 {len(sizes)} 个")


def test_anchors_of_an_image() -> None:
    rows, columns = 600 // 16, 1000 // 16
    count = len(anchors(rows, columns, 16))
    says("rpn-anchor-count", f"约为 {columns}×{rows}，", rf"${columns}\times{rows}\times9={count}$")
    says("rpn-anchor-count", rf"$60\times40\times9\approx{round(len(anchors(40, 60, 16)), -4)}$")
    says("rpn-anchor-count", f"约{numeral(count / 10_000)}万个".replace("二", "两"))


def test_labels_of_the_anchors_in_the_figure() -> None:
    positive, ignored, _ = anchors_figure.compute().counts
    says("faster-rcnn", f"两万多个 anchor 里只有 {positive} 个是正样本")
    says("rpn-ignored-anchors", f"正样本 {positive} 个，", f"之间的有 {ignored} 个")
    says("rpn-ignored-anchors", f"两万多个 anchor 里 {positive} 个正样本")


def test_anchors_that_are_ignored_for_their_iou_alone() -> None:
    height, width = anchors_figure.HEIGHT, anchors_figure.WIDTH
    stride = anchors_figure.STRIDE
    boxes = anchors(height // stride, width // stride, stride, anchors_figure.SCALES)
    labels, _ = label_anchors(boxes, anchors_figure.OBJECTS)
    inside = (boxes >= 0).all(axis=1) & (boxes <= [width, height, width, height]).all(axis=1)
    ignored = labels == IGNORED
    says("rpn-ignored-anchors", f"其中 {(ignored & ~inside).sum()} 个越过图像边界")
    says("rpn-ignored-anchors", f"的是图内的 {(ignored & inside).sum()} 个")


def test_thresholds_of_labels() -> None:
    high, low = default(label_anchors, "positive_iou"), default(label_anchors, "negative_iou")
    says("faster-rcnn", f"IoU 大于 {high} 时为 1", f"IoU 都小于 {low} 时为 0")
    says("rpn-label-rule", f"{{{{c1::{high}}}}}", f"{{{{c3::{low}}}}}")
    says("rpn-ignored-anchors", f"IoU 在 {low} 与 {high} 之间")
    says("rpn-best-anchor", f"IoU 大于 {high} 的", f"能达到 {high}。", f"负样本的阈值 {low} 还低")
    says("iou-ten-percent", f"够不到 {high} 的正样本线", f"{high} 是 RPN 取正样本的阈值")


def test_an_object_in_the_middle_of_a_large_anchor() -> None:
    overlap = iou([[0, 0, 128, 128]], [[32, 32, 96, 96]]).item()
    assert overlap < default(label_anchors, "negative_iou")
    says("rpn-best-anchor", f"$64^2/128^2={overlap:g}$")


def test_normalisers_of_the_rpn_loss() -> None:
    n_cls, n_reg, weight = (default(rpn_loss, name) for name in ("n_cls", "n_reg", "weight"))
    says("faster-rcnn", rf"$N_{{\text{{cls}}}}={n_cls}$", rf"$N_{{\text{{reg}}}}\approx {n_reg}$")
    says("faster-rcnn", rf"$\lambda={weight:g}$")


def test_log_of_sizes() -> None:
    unit = [[0, 0, 1, 1]]
    twice, half = (encode_boxes([[0, 0, w, 1]], unit)[0, 2].item() for w in (2, 0.5))
    says("box-log-size", f"宽成两倍是 {twice:+.3f}，减半是 {minus(half, 3)}")
    says("box-log-size", f"则是 {2 - 1:+d} 和 {minus(0.5 - 1, 1)}")


def test_clamp_of_log_sizes() -> None:
    grown = np.diff(decode_boxes([[0, 0, 10, 0]], [[0, 0, 1, 1]])[:, ::2]).item()
    says("box-offset-clamp", rf"$\log(1000/16)\approx{MOST_LOG_SIZE:.3f}$", f"放大 {grown:.1f} 倍")
    wide = numeral(math.exp(10) // 10_000).replace("二", "两")
    says("box-offset-clamp", f"$t_w$ 到 10 宽就放大{wide}万多倍")
    overflows = math.floor(math.log(np.finfo(np.float32).max)) + 1
    says("box-offset-clamp", f"到 {overflows} 单精度就溢出")


def test_smooth_l1_joins() -> None:
    value, slope = smooth_l1(1).item(), smooth_l1_grad(1).item()
    half = {0.5: "½"}[value]
    says("faster-rcnn", f"在 $|x|=1$ 处，两段的值都是 {half}、斜率都是 {slope:g}")
    says("faster-rcnn", f"斜率会从 {2 * l2_grad(1).item():g} 突变为 {l1_grad(1).item():g}")


def test_slope_of_smooth_l1_near_zero() -> None:
    wide, narrow = (smooth_l1_grad(0.05, beta).item() for beta in (1, 1 / 9))
    says("smooth-l1-beta", f"误差 0.05 时，梯度从 {wide:g} 变成 {narrow:g}")


# RoI Pool and RoI Align


def test_bins_of_a_region() -> None:
    pooled = roi_pool(np.zeros((1, 20, 20)), [[0, 0, 100, 100]])
    says("faster-rcnn", "池化成 {}×{}".format(*pooled.shape[2:]))
    says("roi-pool-rounding", "把框分成 {}×{} 时".format(*pooled.shape[2:]))


def test_rounding_of_a_region() -> None:
    says("roi-pool-rounding", f"最多偏半格，也就是 {16 / 2:g} 个像素")
    cell = pool_bins([200 / 16], [400 / 16], 7, 60)[0, 0, 0].item()
    says("roi-pool-rounding", f"$200/16={200 / 16:g}$ 取整成 {cell}，等于移到第 {cell * 16} 像素")
    says("roi-pool-rounding", f"错开恰好 {cell * 16 - 200} 个")


def test_rounding_of_the_bins_of_a_region() -> None:
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 800, 200_000)
    high = low + rng.uniform(16, 600, low.shape)
    cells = 16 * pool_bins(low / 16, high / 16, 7, 100)
    exact = low[:, None] + (high - low)[:, None] * np.arange(8) / 7
    first, last = (np.abs(cells[..., i] - exact[:, i : i + 7]).max() for i in (0, 1))
    says("roi-pool-rounding", f"起点最多偏 {first:.1f} 个像素", f"最多偏 {last:.1f} 个")


def test_samples_of_a_bin() -> None:
    says("roi-align-samples", f"每格均匀取 {default(roi_align, 'samples') ** 2} 个点")


def test_bilinear_interpolation_by_hand() -> None:
    def at(x: float, y: float, features: Any) -> Any:
        roi = [[x - 0.25, y - 0.25, x + 0.25, y + 0.25]]
        return roi_align(features, roi, (1, 1), 1, 1)[0, :, 0, 0]

    values = [[[1, 2], [3, 4]]]
    upper, middle, lower = (at(0.75, y, values).item() for y in (0.5, 1, 1.5))
    says("roi-align-by-hand", rf"$0.75\times1+0.25\times2={upper:g}$")
    says("roi-align-by-hand", rf"$0.75\times3+0.25\times4={lower:g}$", f"得 {middle:g}。")
    weights = at(0.75, 1, np.eye(4).reshape(4, 2, 2))
    says("roi-align-by-hand", "、".join(f"{weight:g}" for weight in weights))


def test_receptive_field_of_the_rpn_on_vgg16() -> None:
    kernels = [3, 3, 2] * 2 + [3, 3, 3, 2] * 2 + [3] * 3 + [3]
    *_, vgg, rpn = receptive_field(kernels, [2 if kernel == 2 else 1 for kernel in kernels])
    says("rpn-receptive-field", f"RPN 的感受野是 {rpn} 像素", f"{rpn} 的来历", f"感受野是 {vgg}，")
    says("rpn-receptive-field", rf"$2\times16={rpn - vgg}$")


# The R-CNN family


def test_table_of_the_family() -> None:
    for row in DETECTORS:
        star = "" if row.with_proposals else " *"
        says("rcnn-family", f"| {row.seconds:g}{star} | {row.accuracy:.1f}")
    assert FAST.seconds_in_all is not None
    says("rcnn-family", f"一张图要 {FAST.seconds_in_all} 秒")
    says("rcnn-family", f"{FAST.seconds} 与 {FASTER.seconds} 不能直接相比")
    ratio = FAST.seconds_in_all / FASTER.seconds
    says("rcnn-family", f"{FAST.seconds_in_all} 对 {FASTER.seconds}，约 {ratio:.0f} 倍")
    rerun = 68.1  # Fast R-CNN in the code of the authors of Faster R-CNN, their table 3
    says("rcnn-family", f"重跑得到 {rerun}，", f"提升是 {FASTER.accuracy - rerun:.1f} 个点")
    says("fast-rcnn-bottleneck", f"从 {FAST.seconds} 秒移到 {FAST.seconds_in_all} 秒")


def test_the_bottleneck_of_fast_r_cnn() -> None:
    whole, network = FAST.seconds_in_all, FAST.seconds
    assert whole is not None
    search, halved = whole - network, whole - network / 2
    says(
        "fast-rcnn-bottleneck",
        f"每图 {network} 秒，再加速",
        f"proposal 的 {search:.2f} 秒，端到端是 {whole} 秒",
    )
    says("fast-rcnn-bottleneck", f"只省 {network / 2:.2f} 秒，从 {whole} 到 {halved:.2f} 秒")
    says(
        "fast-rcnn-bottleneck",
        f"约 {whole / halved:.1f} 倍",
        f"只快约{numeral(10 * (whole / halved - 1))}成",
    )
    says("fast-rcnn-bottleneck", f"{search:.2f}/{whole} 约 {search / whole:.0%}")
    says(
        "fast-rcnn-bottleneck",
        f"占了{numeral(10 * search // whole)}成多",
        f"约 {whole / search:.2f} 倍",
    )


def test_accuracy_of_faster_r_cnn() -> None:
    says("rpn-shared-training", f"average precision）是 {FASTER.accuracy}，")


# FPN


@pytest.mark.parametrize(
    ("side", "said"), [(224, "这么大的框用 $P_{}$"), (112, "下移一层：112 用 $P_{}$")]
)
def test_level_of_a_square(side: int, said: str) -> None:
    says("fpn", said.format(*assign_level([[0, 0, side, side]])))


def test_constants_of_the_level() -> None:
    usual, size = default(assign_level, "usual"), default(assign_level, "usual_size")
    low, high = default(assign_level, "lowest"), default(assign_level, "highest")
    says("fpn", f"k_0={usual}\n$$", rf"\sqrt{{wh}}}}{{{size:g}}}", f"截断到 {low} 到 {high} 之间")
    says("fpn-level-formula", f"{{{{c2::{usual}}}}}", f"{{{{c3::{low} 到 {high}}}}}", f"/{size:g})")


def test_levels_of_the_figure() -> None:
    data = fpn_levels.compute()
    free = (data.formula >= 3) & (data.formula < 5)  # neither cut nor the coarsest, which holds all
    says("fpn-long-box", f"{'、'.join(f'{side:g}' for side in fpn_levels.BORDERS)} 各升一级")
    says("fpn-long-box", f"大多占 {data.cells[free].min():.0f} 到 {data.cells[free].max():.0f} 格")
    says("fpn-long-box", f"从 {data.cells_single.min():.0f} 格到 {data.cells_single.max():.0f} 格")


def test_level_of_a_long_box() -> None:
    level = assign_level([[0, 0, 100, 400]]).item()
    side = math.sqrt(100 * 400)
    assert (
        level
        == assign_level([[0, 0, side, side]]).item()
        == assign_level([[0, 0, 112, 112]]).item()
    )
    says("fpn-long-box", f"从 $P_{level}$。", rf"$\sqrt{{100\times400}}={side:g}$")
    says(
        "fpn-long-box",
        rf"$4+\log_2(200/224)\approx{4 + math.log2(side / 224):.2f}$，向下取整是 {level}",
    )
    says("fpn-long-box", f"步长是 {2**level}，", f"只有 {100 / 2**level:g}×{400 / 2**level:g} 格")


def test_recalls_of_ablations_differ_as_said() -> None:
    says("fpn-no-lateral", "完整的 FPN 是 56.3", "一层的 48.3")
    says("fpn", f"比单层基线高 {56.3 - 48.3:.1f} 个点")


def test_weights_after_adding_and_after_concatenating() -> None:
    added, joined = (conv_parameters(c, 256, 3, bias=False) for c in (256, 512))
    says("fpn-add-vs-concat", rf"$3\times3\times256\times256={added}$")
    says("fpn-add-vs-concat", rf"$3\times3\times512\times256={joined}$")


def test_anchors_of_a_pyramid() -> None:
    sides = [1024 // stride for stride in STRIDES]
    counts = [
        len(anchors(n, n, 8 * stride, [8 * stride]))
        for n, stride in zip(sides, STRIDES, strict=True)
    ]
    total, each = sum(counts), counts[0] // sides[0] ** 2
    says("fpn-anchor-share", f"每个位置 {each} 个", f"边长是 {'、'.join(map(str, sides))}，")
    says("fpn-anchor-share", f"总占约四分之{numeral(4 * counts[0] / total)}")
    says("fpn-anchor-share", f"位置又是 $P_2$ 的 {(STRIDES[0] // 2) ** 2} 倍")
    says(
        "fpn-anchor-share",
        rf"${each}\times{total // each}={total}$",
        f"$P_2$ 占约 {counts[0] / total:.0%}",
    )


def test_sides_of_the_anchors_of_a_pyramid() -> None:
    says("fpn", f"从 $P_2$ 的 {8 * STRIDES[0]}² 到 $P_6$ 的 {8 * STRIDES[-1]}²")
    says(
        "fpn-p6",
        f"$P_2$ 步长 4 配 {8 * STRIDES[0]}",
        f"$P_6$ 步长 {STRIDES[-1]} 配 {8 * STRIDES[-1]}",
    )


# YOLO v1


def test_size_of_the_output() -> None:
    grid = encode_grid([[0, 0, 0.5, 0.5]], [0])
    scores = class_scores(grid)
    said = "×".join(map(str, grid.shape))
    says("yolo-v1", f"输出是 {said} 的张量", f"即 {said} = {grid.size} 个数")
    says("yolo-v1", f"每格预测 {scores.shape[2]} 个框和一组 {scores.shape[3]} 类的条件概率")
    says("yolo-v1", f"这一格的 {grid.shape[2]} 个数")
    says("yolo-v1", f"{scores[..., 0].size} 个框乘 {scores.shape[-1]} 类")
    says("yolo-v1", f"$S={grid.shape[0]}$，$B={scores.shape[2]}$，$K={scores.shape[3]}$")
    says(
        "yolo-flock",
        f"一张图有 {scores[..., 0].size} 个预测框",
        f"{scores[..., 0].size} 个框平均分给",
    )
    says("yolo-flock", f"分给 {grid.shape[0] ** 2} 格", f"一格是 {448 // 7}×{448 // 7} 像素")


def test_size_of_another_output() -> None:
    grid = encode_grid([[0, 0, 0.5, 0.5]], [0], boxes_per_cell=3, classes=80)
    says(
        "yolo-output-coco",
        rf"$5\times3+80={grid.shape[2]}$",
        rf"$7\times7\times{grid.shape[2]}={grid.size}$",
    )
    says("yolo-output-coco", f"会得到 {7 * 7 * 3 * (5 + 80)}")


def test_weights_of_the_yolo_loss() -> None:
    coordinates, nothing = default(yolo_loss, "coordinates"), default(yolo_loss, "no_object")
    says(
        "yolo-v1",
        rf"\lambda_{{\text{{coord}}}}={coordinates:g}$，$\lambda_{{\text{{noobj}}}}={nothing}$",
    )
    says("yolo-output-formula", f"{{{{c3::{coordinates:g}}}}}", f"{{{{c4::{nothing}}}}}")
    says("yolo-responsible-box", rf"$\lambda_{{\text{{noobj}}}}={nothing}$")


def test_square_roots_of_widths() -> None:
    data = yolo_sqrt.compute()
    small, large = data.point_root
    says("yolo-v1", f"后者的约 {small / large:.1f} 倍（{small:.5f} 对 {large:.5f}）")
    says("yolo-v1", f"小框的 IoU 掉到 {data.overlap[0]:.2f}，大框仍有 {data.overlap[1]:.2f}")
    says("yolo-v1", f"平方误差是大框的约 {small / large:.1f} 倍")


def test_score_of_a_box() -> None:
    grid = np.zeros((1, 1, 6))
    grid[0, 0, 4:] = 0.6, 0.9
    says("yolo-confidence-test", rf"$0.9\times0.6={class_scores(grid, 1).item():g}$")


def test_boxes_that_hold_nothing() -> None:
    grid = encode_grid([[0.4, 0.4, 0.6, 0.6]], [0])
    responsible, _ = responsible_boxes(grid, grid)
    others = (~responsible).sum().item()
    nothing = default(yolo_loss, "no_object")
    says("yolo-v1", f"{responsible.size} 个框里有 {others} 个是这样")
    says("yolo-v1", f"乘 {nothing} 之后仍是 {nothing * others:g} 比 1")


def test_neighbours_that_share_a_cell() -> None:
    cell = 448 // 7
    for side in (40, 60):
        share = (cell - side) / cell  # of the places of the first centre
        says("yolo-flock", f"{side} 像素")
        says("yolo-flock", {40: f"中心同格的可能性是 {share:.0%}", 60: f"只有 {share:.0%}"}[side])


def test_weights_of_the_first_dense_layer() -> None:
    count = dense_parameters([7, 7, 1024], [4096], bias=False)
    says("yolo-fixed-input", rf"$7\times7\times1024\times4096\approx{count / 1e8:.2f}$ 亿")

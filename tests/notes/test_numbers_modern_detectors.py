"""Numbers in the note on modern detectors, computed anew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.numerics.assignment import centerness, simota_assign
from figures.numerics.boxes import iou
from figures.numerics.dense_heads import (
    dfl_decode,
    distribution_focal_loss_grad,
    task_aligned_assign,
)
from figures.numerics.matching import greedy_matching, hungarian, match_cost
from figures.plots import label_assignment
from tests.notes.formats import default
from tests.notes.says import says

# YOLO


def test_power_of_the_overlap() -> None:
    near, far = 0.9**6, 0.8**6
    says("task-alignment", f"从 {near:.3f} 降到 {far:.3f}，少了一半")
    assert far / near == pytest.approx(0.5, abs=0.02)
    kept = {name: default(task_aligned_assign, name) for name in ("top", "alpha", "beta")}
    assert kept == {"top": 13, "alpha": 1, "beta": 6}
    says(
        "task-alignment",
        rf"$\alpha={kept['alpha']:g}$、$\beta={kept['beta']:g}$、每个物体 {kept['top']} 个",
    )


def test_farthest_side_of_sixteen_numbers() -> None:
    logits = np.full(16, -1e3)
    logits[15] = 1e3
    says("dfl", f"最远只能到 {32 * dfl_decode(logits):.0f} 像素")


def test_the_best_distribution_has_the_target_as_its_expectation() -> None:
    p = np.log(np.maximum([0, 0.4, 0.6, 0], 1e-300))
    assert dfl_decode(p) == pytest.approx(1.6)
    assert abs(distribution_focal_loss_grad([p], [1.6])).max() < 1e-12
    says("dfl-formula", "期望恰好是{{c4::$y$}}")


# Label assignment


def test_centerness_a_quarter_of_the_way() -> None:
    across, both = centerness([[2, 4], [2, 2]], [[0, 0, 8, 8]])[:, 0]
    says("why-centerness", rf"$\sqrt{{1/3}}\approx{across:.3f}$")
    assert both == pytest.approx(1 / 3)


def test_positives_of_the_long_object() -> None:
    data = label_assignment.compute(0)
    half = 2.0 * data.strides[:, None]
    anchors = np.hstack([data.points - half, data.points + half])
    most = iou(anchors, label_assignment.TARGETS[1:]).max()
    says("atss", f"IoU 最高只有 {most:.2f}")
    assert not (data.objects == 1).any()
    found = label_assignment.compute(2).objects
    says("atss", f"ATSS 选到 {int((found == 1).sum())} 个")


def test_how_many_simota_takes() -> None:
    middle = 4.0 + 8 * np.arange(8)
    points = np.stack([each.ravel() for each in np.meshgrid(middle, middle)], axis=1)
    counts = []
    for bottom in (64.0, 12.8):  # IoU 1 and 0.2
        boxes = np.tile([0, 0, 64, bottom], (64, 1))
        found = simota_assign(np.full((64, 1), 0.5), boxes, points, [0], [[0, 0, 64, 64]], 8)
        counts.append(int((found == 0).sum()))
    says("simota", f"都是 1 时 $k={counts[0]}$，都是 0.2 时 $k={counts[1]}$")


# DETR


def test_greedy_matching_of_two_by_two() -> None:
    cost = np.array([[1, 2], [2, 100]])
    greedy, best = (cost[each(cost)].sum() for each in (greedy_matching, hungarian))
    says("hungarian-vs-greedy", f"总共 {greedy}；最优是两个 2，总共 {best}")


def test_weights_of_the_cost_are_the_defaults_of_our_code() -> None:
    assert match_cost.__defaults__ == ((1.0, 5.0, 2.0),)
    says("detr-match-cost", "类别 1，L1 是{{c4::5}}，GIoU 是{{c5::2}}")


def test_points_of_deformable_attention() -> None:
    pixels = math.ceil(800 / 8) * math.ceil(1333 / 8)
    says("deformable-attention", f"约有 {pixels / 1e4:.2f} 万个像素")
    says("deformable-attention", f"有 {pixels**2 / 1e8:.1f} 亿个元素")
    says("deformable-attention", f"16 个点只要 {16 * pixels / 1e4:.0f} 万个")

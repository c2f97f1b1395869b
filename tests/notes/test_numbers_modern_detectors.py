"""Numbers in the note on modern detectors, computed anew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figures.numerics.dense_heads import (
    dfl_decode,
    distribution_focal_loss_grad,
    task_aligned_assign,
)
from figures.numerics.matching import greedy_matching, hungarian, match_cost
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

"""Numbers in the note on modern detectors, computed anew."""

from __future__ import annotations

import math

import numpy as np

from figures.numerics.matching import greedy_matching, hungarian, match_cost
from tests.notes.says import says

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

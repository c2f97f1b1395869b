"""Numbers in the note on evaluation, computed anew."""

from __future__ import annotations

import numpy as np

from figures.numerics.evaluation import (
    COCO_THRESHOLDS,
    average_precision,
    match_detections,
    precision_recall,
)
from figures.plots import pr_curve
from tests.notes.says import says


def test_ap_of_the_figure() -> None:
    at = {t: pr_curve.compute(t).ap for t in COCO_THRESHOLDS}
    says("average-precision", f"IoU 阈值 0.5 时 AP 是 {at[0.5]:.3f}")
    mean = float(np.mean(list(at.values())))
    says("ap-50-95", f"AP50 是 {at[0.5]:.3f}，AP75 降到 {at[0.75]:.3f}，十个阈值平均是 {mean:.3f}")
    assert len(at) == 10
    says("ap-50-95", "十个 IoU 阈值")


def test_ap_by_hand() -> None:
    curve = precision_recall([3, 2, 1], [1, 0, 1], 3)
    eleven, exact, coco = (average_precision(*curve, m) for m in ("eleven", "all", "coco"))
    says("ap-by-hand", rf"\frac59\approx{exact:.3f}", f"得 {eleven:.3f}", f"得 {coco:.3f}")
    assert abs(exact - 5 / 9) < 1e-15


def test_false_positives_at_the_end_cost_nothing() -> None:
    scores, right = [5, 4, 3, 2], [1, 0, 1, 1]
    before = average_precision(*precision_recall(scores, right, 5), "all")
    after = average_precision(*precision_recall([*scores, 1, 0], [*right, 0, 0], 5), "all")
    assert before == after
    says("ap-low-scores", "面积一点不减")


def test_scores_matter_by_their_order_only() -> None:
    scores, right = np.array([0.9, 0.5, 0.3, 0.1]), [1, 0, 1, 0]
    of_roots = precision_recall(np.sqrt(scores), right, 3)
    np.testing.assert_array_equal(precision_recall(scores, right, 3), of_roots)
    says("ap-not-deployment", "全部开平方，AP 不变")


def test_precision_and_false_positive_rate() -> None:
    found, wrong, negatives = 100, 1000, 100_000
    says("pr-vs-roc", f"假阳率只有 {wrong / negatives:.0%}")
    says("pr-vs-roc", f"精确率却只有 {found / (found + wrong):.1%}")


def test_the_two_rules_of_matching() -> None:
    truths = [[0, 0, 10, 10], [0, 0, 10, 14]]
    boxes, scores = [[0, 0, 10, 10], [0, 0, 10, 11]], [0.9, 0.8]
    assert match_detections(boxes, scores, truths, 0.5, "voc").tolist() == [0, -1]
    assert match_detections(boxes, scores, truths, 0.5, "coco").tolist() == [0, 1]
    says("voc-coco-matching", "VOC 记为 FP，COCO 会把它配给另一个 GT 框")

"""Twelve ranked boxes, which of them are right at an IoU threshold, and the curve they walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.boxes import iou
from figures.numerics.evaluation import average_precision, match_detections, precision_recall
from figures.slider import Slider
from figures.style import (
    add_panel,
    bars,
    new_figure,
    plot,
    segments,
    shade,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：十二个预测框按得分从高到低排成一行，柱高是它与最接近的 GT 框的 IoU，横线是阈值；"
    "过线且第一个占到 GT 框的是 TP，没过线或重复的是 FP，没有柱子的两个落在背景上。"
    "下图：横轴召回率，纵轴精确率，细虚线是逐个框走出来的锯齿，粗线取右侧的最大值，阴影面积是 AP；"
    "阈值从 0.5 提到 0.95，TP 从八个减到一个，阴影几乎消失。"
)
CAPTION = "每遇到一个 TP 曲线向右走一步，每遇到一个 FP 向下掉一截；阈值越严，同一批框的 AP 越低。"

SLIDER = Slider(
    label="IoU", values=(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95), start=0
)

# The true box that each prediction covers, the surest first, and how much of it; −1 is background.
_COVERED = (0, 1, 0, 2, 3, -1, 4, 5, -1, 6, 3, 7)
_SHARE = (0.92, 0.78, 0.71, 0.88, 0.62, 0.5, 0.97, 0.56, 0.5, 0.83, 0.54, 0.68)
_TRUTHS = 8


@dataclass(frozen=True, slots=True)
class Data:
    """Boxes in order of their scores: overlaps, what each is, and the curve after each.

    Attributes:
        threshold: of the IoU.
        overlap: (12,) each box's largest IoU with a true box.
        right: (12,) whether it is a true positive.
        precision: (12,) after each box.
        recall: (12,) after each box.
        ap: the area, ``all`` points.
    """

    threshold: float
    overlap: NDArray[np.float64]
    right: NDArray[np.bool_]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    ap: float


def compute(value: float = SLIDER.default) -> Data:
    """Match the boxes at this threshold."""
    left = np.arange(_TRUTHS) * 30.0
    truths = np.stack([left, 0 * left, left + 20, 0 * left + 20], axis=1)
    boxes = np.array([truths[j] for j in _COVERED])
    boxes[:, 2] = boxes[:, 0] + 20 * np.array(_SHARE)
    boxes[np.array(_COVERED) < 0] += [0, 100, 0, 100]
    scores = np.linspace(0.95, 0.4, len(boxes))
    right = match_detections(boxes, scores, truths, value) >= 0
    precision, recall = precision_recall(scores, right, _TRUTHS)
    return Data(
        threshold=value,
        overlap=iou(boxes, truths).max(axis=1),
        right=right,
        precision=precision,
        recall=recall,
        ap=average_precision(precision, recall, "all"),
    )


def draw(data: Data) -> Figure:
    """The ranked boxes above, the curve below."""
    figure = new_figure(height=484)
    ranked = add_panel(figure, left=44, top=34, width=346, height=120)
    curve = add_panel(figure, left=44, top=234, width=346, height=200)
    ranks = np.arange(1, len(data.right) + 1)
    style_axes(
        ranked,
        title="与 GT 框的 IoU",
        x_label="按得分排序的预测框",
        x_ticks=ranks.tolist(),
        y_ticks=[0, 0.5, 1],
    )
    bars(ranked, ranks, np.where(data.right, data.overlap, 0), "a")
    bars(ranked, ranks, np.where(data.right, 0, data.overlap), "b", thickness=0.3)
    line = np.array([0.4, len(ranks) + 0.6])
    plot(ranked, line, np.full(2, data.threshold), "ink")
    write(ranked, 1, 1, "TP", "a", offset=(-28, 13), horizontal="right", of_panel=True)
    write(ranked, 1, 1, "FP", "b", offset=(0, 13), horizontal="right", of_panel=True)
    ranked.set_xlim(*line)
    ranked.set_ylim(0, 1.05)

    ticks = [0, 0.25, 0.5, 0.75, 1]
    style_axes(
        curve, title="精确率 precision", x_label="召回率 recall", x_ticks=ticks, y_ticks=ticks
    )
    envelope = np.maximum.accumulate(data.precision[::-1])[::-1]
    x = np.repeat(np.append(0.0, data.recall), 2)[1:-1]
    y = np.repeat(envelope, 2)
    shade(curve, x, 0, y, "a")
    plot(curve, x, y, "a")
    plot(curve, data.recall, data.precision, "muted")
    fall = data.recall[-1]
    segments(curve, [(fall, 0)], [(fall, envelope[-1])], "a")
    text = f"AP = {data.ap:.3f}"
    write(curve, 1, 1, text, "a", offset=(0, 13), horizontal="right", of_panel=True)
    curve.set_xlim(0, 1)
    curve.set_ylim(0, 1.04)
    return figure

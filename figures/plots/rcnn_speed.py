"""Seconds an image and accuracy of three R-CNNs, and what the reported seconds leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data.rcnn_family import DETECTORS
from figures.style import Role, add_panel, arrow, mark, new_figure, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "横轴是每张图的秒数（对数刻度），纵轴是 VOC07 的 mAP。方点的时间不含提 proposal："
    "R-CNN 47 秒、66.0，Fast R-CNN 0.32 秒、68.1（用 Faster R-CNN 的代码重跑，原报告 66.9）。"
    "圆点是全部时间：Fast R-CNN 加上 selective search 后移到 1.83 秒，"
    "Faster R-CNN 0.198 秒、69.9，在最左上方。"
)
CAPTION = (
    "0.32 秒不含提 proposal，算上要 1.83 秒，"
    "端到端比较 Faster R-CNN 快约 9 倍，同一套代码下 mAP 高 1.8。"
)


@dataclass(frozen=True, slots=True)
class Data:
    """One value a detector.

    Attributes:
        seconds: an image, as reported.
        complete: whether these include finding the regions.
        seconds_in_all: an image, all included; as reported where no paper tells.
        accuracy: mAP, percent; where a paper was run again, what that gave.
    """

    seconds: NDArray[np.float64]
    complete: NDArray[np.bool_]
    seconds_in_all: NDArray[np.float64]
    accuracy: NDArray[np.float64]


def compute() -> Data:
    """The papers' numbers as arrays."""
    return Data(
        seconds=np.array([each.seconds for each in DETECTORS]),
        complete=np.array([each.with_proposals for each in DETECTORS]),
        seconds_in_all=np.array([each.seconds_in_all or each.seconds for each in DETECTORS]),
        accuracy=np.array([each.rerun or each.accuracy for each in DETECTORS]),
    )


def draw(data: Data) -> Figure:
    """Better is up and to the left."""
    figure = new_figure(height=312)
    panel = add_panel(figure, left=34, top=34, width=352, height=222)
    panel.set_xscale("log")
    style_axes(
        panel,
        title="VOC07 的 mAP（%）",
        x_label="每张图的秒数",
        x_ticks=[0.1, 1, 10, 100],
        y_ticks=[66, 67, 68, 69, 70],
    )
    partial = ~data.complete
    told = data.complete | (data.seconds_in_all > data.seconds)
    for x, end, y in zip(data.seconds, data.seconds_in_all, data.accuracy, strict=True):
        if end > x:
            arrow(panel, (1.14 * x, y), (0.86 * end, y), "muted")
    mark(panel, data.seconds[partial], data.accuracy[partial], "b", size=9)
    mark(panel, data.seconds_in_all[told], data.accuracy[told], "a", size=9)
    for each, x, y in zip(DETECTORS, data.seconds, data.accuracy, strict=True):
        write(panel, x, y, each.name, "ink", offset=(0, 18), horizontal="center")
        if each.rerun:
            history = f"原报告 {each.accuracy:g}，重跑 {each.rerun:g}"
            write(panel, x, y, history, "muted", offset=(-20, -34))
    below: tuple[tuple[NDArray[np.bool_], NDArray[np.float64], Role], ...] = (
        (partial, data.seconds, "b"),
        (told, data.seconds_in_all, "a"),
    )
    for chosen, seconds, role in below:
        for x, y in zip(seconds[chosen], data.accuracy[chosen], strict=True):
            write(panel, x, y, f"{x:g} 秒", role, offset=(0, -16), horizontal="center")
    write(panel, 4, 69.7, "圆：全部算上", "a")
    write(panel, 4, 69.3, "方：不含提 proposal", "b")
    panel.set_xlim(0.1, 100)
    panel.set_ylim(65.2, 70.9)
    return figure

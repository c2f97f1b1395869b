"""Who is compared with whom in five kinds of self-supervision, and through what gradients go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures.style import Role, add_panel, arrow, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALT = (
    "五行示意图，实线框有梯度，虚线框没有梯度。SimCLR：两个增强过同一个编码器和投影头，"
    "InfoNCE，负样本在同一个 batch 里。MoCo：第二路换成动量编码器和队列。"
    "BYOL：第一路多一个 predictor，第二路是动量编码器，损失是均方误差，没有负样本。"
    "DINO：第二路是动量教师，输出做 centering 和 sharpening，损失是交叉熵。"
    "MAE：只有一路，四分之一的 patch 过编码器和解码器，对被遮的像素算均方误差。"
)
CAPTION = "实线框回传梯度，虚线框不回传（动量更新或停止梯度）；右边是损失和负样本的来历。"

# Name, the boxes of both ways, whether gradients go through the second, two lines on the loss.
_ROWS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], bool, tuple[str, str]], ...] = (
    (
        "SimCLR",
        ("增强 1", "编码器", "投影头"),
        ("增强 2", "编码器", "投影头"),
        True,
        ("InfoNCE", "batch 负样本"),
    ),
    (
        "MoCo",
        ("增强 1", "编码器", "投影头"),
        ("增强 2", "动量编码器", "队列"),
        False,
        ("InfoNCE", "队列作负样本"),
    ),
    (
        "BYOL",
        ("增强 1", "编码器", "predictor"),
        ("增强 2", "动量编码器", "投影头"),
        False,
        ("均方误差", "没有负样本"),
    ),
    (
        "DINO",
        ("小裁剪", "学生", "softmax"),
        ("大裁剪", "动量教师", "居中、锐化"),
        False,
        ("交叉熵", "没有负样本"),
    ),
    ("MAE", ("¼ patch", "编码器", "解码器"), (), True, ("均方误差", "被遮的像素")),
)
_LEFTS, _WIDTHS = (4.0, 84.0, 192.0), (62.0, 90.0, 90.0)
_LINE, _BOX, _ROW = 30.0, 23.0, 92.0


@dataclass(frozen=True, slots=True)
class Data:
    """Where each row begins, from the top."""

    tops: tuple[float, ...]


def compute() -> Data:
    """Rows of one height."""
    return Data(tuple(_ROW * row for row in range(len(_ROWS))))


def draw(data: Data) -> Figure:
    """Five rows of boxes."""
    figure = new_figure(height=448)
    axes = add_panel(figure, left=8, top=4, width=404, height=440)
    style_scene(axes, (0, 404), (0, 440))
    for top, (name, first, second, gradient, (loss, about)) in zip(data.tops, _ROWS, strict=True):
        write(axes, 4, top + 10, name, "ink")
        _draw_way(axes, first, top + 24, gradient=True)
        _draw_way(axes, second, top + 24 + _LINE, gradient=gradient)
        middle = top + 24 + (_LINE + _BOX if second else _BOX) / 2
        for line in range(2 if second else 1):
            y = top + 24 + _LINE * line + _BOX / 2
            arrow(axes, (_LEFTS[2] + _WIDTHS[2] + 2, y), (302, middle), "muted", 0.5)
        write(axes, 306, middle - 9, loss, "ink")
        write(axes, 306, middle + 9, about, "muted")
    return figure


def _draw_way(axes: Axes, boxes: tuple[str, ...], top: float, *, gradient: bool) -> None:
    for i, name in enumerate(boxes):
        left, width = _LEFTS[i], _WIDTHS[i]
        role: Role = "muted" if not i else "a" if gradient else "b"
        box = (left, top, left + width, top + _BOX)
        outline(axes, box, role, width=0.7, dashed=bool(i) and not gradient)
        write(axes, left + width / 2, top + _BOX / 2, name, role, horizontal="center")
        if i:
            before = _LEFTS[i - 1] + _WIDTHS[i - 1]
            y = top + _BOX / 2
            arrow(axes, (before + 2, y), (left - 2, y), "muted", 0.5)

"""DETR from the picture to its set of predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures.numerics.convolution import output_size
from figures.style import Role, add_panel, arrow, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALT = (
    "流程图，从上到下：图像经过 CNN backbone 得到步长 32 的特征，1×1 卷积降到 256 维，"
    "展平成 850 个 token 并加位置编码，进入六层编码器。"
    "左侧 100 个 object query 进入六层解码器，解码器从编码器的输出取信息。"
    "解码器的每个输出接共享的前馈网络，给出类别和框，多数是“无物体”；"
    "训练时用匈牙利匹配把它们与 GT 框一对一对应。"
)
CAPTION = "编码器看全图，一百个 query 在解码器里各取所需，每个给出一个框或“无物体”。"

_HIGH, _WIDE, _STAGES = 800, 1066, 5
WIDTH = 256
QUERIES = 100


@dataclass(frozen=True, slots=True)
class Data:
    """Rows and columns of the last feature map, and how many tokens that makes."""

    rows: int
    columns: int
    tokens: int


def compute() -> Data:
    """Halve the picture five times, as a ResNet does."""
    rows, columns = _HIGH, _WIDE
    for _ in range(_STAGES):
        rows, columns = (output_size(side, 3, stride=2, padding=1) for side in (rows, columns))
    return Data(rows=rows, columns=columns, tokens=rows * columns)


def draw(data: Data) -> Figure:
    """One box a stage; the queries come in from the left."""
    figure = new_figure(height=500)
    axes = add_panel(figure, left=14, top=10, width=392, height=480)
    style_scene(axes, (0, 392), (0, 480))
    steps: tuple[tuple[int, str, Role], ...] = (
        (0, f"图像 {_HIGH}×{_WIDE}", "muted"),
        (60, f"CNN backbone，{data.rows}×{data.columns}", "b"),
        (120, f"1×1 卷积，展平：{data.tokens}×{WIDTH}", "b"),
        (180, "Transformer 编码器 ×6", "b"),
        (264, "Transformer 解码器 ×6", "a"),
        (324, "前馈网络（各 query 共享）", "a"),
        (384, f"{QUERIES} 个：类别与框，或无物体", "a"),
    )
    for (top, text, role), after in zip(steps, (*steps[1:], None), strict=True):
        _block(axes, 152, top, 240, text, role)
        if after:
            arrow(axes, (272, top + 36), (272, after[0] - 2), "ink")
    _block(axes, 0, 180, 112, "位置编码", "muted")
    arrow(axes, (112, 197), (150, 197), "ink")
    _block(axes, 0, 264, 112, "object query", "a")
    arrow(axes, (112, 281), (150, 281), "ink")
    write(axes, 280, 239, "key 和 value", "muted")
    _block(axes, 0, 444, 112, "GT 框", "muted")
    write(axes, 272, 461, "匈牙利匹配，一对一（训练）", "ink", horizontal="center")
    arrow(axes, (272, 420), (272, 448), "ink")
    arrow(axes, (112, 461), (150, 461), "ink")
    return figure


def _block(axes: Axes, left: float, top: float, width: float, text: str, role: Role) -> None:
    outline(axes, [left, top, left + width, top + 34], role, fill=0.1, width=0.7)
    write(axes, left + width / 2, top + 17, text, "ink", horizontal="center")

"""The first U-Net: what each level holds, and what is handed across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.convolution import output_size
from figures.style import Role, add_panel, arrow, new_figure, outline, style_scene, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "U 形的结构图。左边一列是编码器，从上到下五级，边长 568、280、136、64、28，"
    "通道 64、128、256、512、1024，级与级之间是 2×2 最大池化。"
    "右边一列是解码器，从下到上边长 52、100、196、388，通道 512 到 64，级与级之间是上采样。"
    "四条水平箭头把同一级的编码器特征裁剪后拼接到解码器，右上角输出分割图。"
)
CAPTION = "左边逐级变小、通道变多，右边逐级放大，四条跳跃连接把同一级的细节拼接过去。"

LEVELS = 5
_INPUT = 572
_FIRST = 64

_WIDE, _TALL, _STEP = 116, 34, 76


@dataclass(frozen=True, slots=True)
class Data:
    """Sides and channels of the encoder (5,) and of the decoder (4,), both from the top."""

    encoder: NDArray[np.int64]
    decoder: NDArray[np.int64]
    channels: NDArray[np.int64]


def compute() -> Data:
    """Two 3×3 convolutions without padding at each level, halved on the way down."""
    side, encoder, decoder = _INPUT, [], []
    for level in range(LEVELS):
        side = _twice(side if level == 0 else output_size(side, 2, stride=2))
        encoder.append(side)
    for _ in range(LEVELS - 1):
        side = _twice(2 * side)
        decoder.append(side)
    channels = _FIRST * 2 ** np.arange(LEVELS)
    return Data(np.array(encoder), np.array(decoder[::-1]), channels)


def draw(data: Data) -> Figure:
    """Down on the left, up on the right, across at each level."""
    figure = new_figure(height=402)
    axes = add_panel(figure, left=14, top=36, width=392, height=352)
    style_scene(axes, (0, 392), (0, 352))
    right = 392 - _WIDE
    for level, (side, channels) in enumerate(zip(data.encoder, data.channels, strict=True)):
        left = 0 if level < LEVELS - 1 else 138
        _block(axes, left, level, f"{side}² × {channels}", "b")
    for level, (side, channels) in enumerate(zip(data.decoder, data.channels[:-1], strict=True)):
        _block(axes, right, level, f"{side}² × {channels}", "a")
        middle = level * _STEP + _TALL / 2
        arrow(axes, (_WIDE + 6, middle), (right - 6, middle), "ink")
        if level:
            above, below = (level - 1) * _STEP + _TALL + 4, level * _STEP - 4
            arrow(axes, (right + 58, below), (right + 58, above), "a")
            arrow(axes, (58, above), (58, below), "b")
    low = (LEVELS - 2) * _STEP + _TALL
    arrow(axes, (58, low + 4), (134, low + 52), "b")
    arrow(axes, (258, low + 52), (right + 58, low + 4), "a")
    write(axes, 0, 0, "编码器", "b", offset=(0, 14))
    write(axes, 392, 0, "解码器", "a", offset=(0, 14), horizontal="right")
    write(axes, 196, _TALL / 2, "裁剪，拼接", "ink", offset=(0, 12), horizontal="center")
    write(axes, 66, _STEP - 21, "池化", "muted")
    write(axes, right + 50, _STEP - 21, "上采样", "muted", horizontal="right")
    return figure


def _block(axes: Axes, left: float, level: int, text: str, role: Role) -> None:
    top = level * _STEP
    outline(axes, [left, top, left + _WIDE, top + _TALL], role, fill=0.1, width=0.7)
    write(axes, left + _WIDE / 2, top + _TALL / 2, text, role, horizontal="center")


def _twice(side: int) -> int:
    return output_size(output_size(side, 3), 3)

"""Coarse scores on a photo, and what a fully connected CRF makes of them by iteration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from figures.data.dense_crf import ITERATIONS, load
from figures.outlines import dash_edge, fill_mask
from figures.slider import Slider
from figures.style import (
    add_panel,
    new_figure,
    outline,
    show_photo,
    style_scene,
    write,
)

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：一张咖啡杯照片，判为桌面的像素被淡化，虚线是粗糙得分图给出的轮廓，"
    "10 次迭代后留下的是杯子和碟子，边缘贴着物体。"
    "下排四张小图：只用一元项时是一团模糊的斑块，1、3、10 次迭代后轮廓逐次清晰。"
)
CAPTION = (
    "一元项的得分每 8×8 像素才有一个，放大后只是一团；"
    "CRF 让又近又像的像素取相同标签，几次迭代就把边界拉回到杯碟的轮廓，"
    "成块的错误（杯口上方）却修不好。"
)
SLIDER = Slider(label="迭代次数", values=ITERATIONS, start=10)

STAGES = (0, 1, 3, 10)
_LEVELS = (1 / 3, 2 / 3)
_EVEN = 255 / 2


@dataclass(frozen=True, slots=True)
class Data:
    """The cup as it stands after some iterations.

    Attributes:
        iterations: how many were made.
        photo: (H, W, 3) uint8.
        cup: (H, W) whether a pixel is of the cup, after these iterations.
        before: (H, W) the same without any.
        stages: (4, H, W) uint8; 255 · P(cup) after each number of ``STAGES``.
    """

    iterations: int
    photo: NDArray[np.uint8]
    cup: NDArray[np.bool_]
    before: NDArray[np.bool_]
    stages: NDArray[np.uint8]


def compute(value: float = SLIDER.default) -> Data:
    """Read what the recipe computed."""
    result = load()
    return Data(
        iterations=int(value),
        photo=result.photo,
        cup=result.cup[ITERATIONS.index(int(value))] > _EVEN,
        before=result.cup[0] > _EVEN,
        stages=result.cup[[ITERATIONS.index(stage) for stage in STAGES]],
    )


def draw(data: Data) -> Figure:
    """The photo with all but the cup faded; below, P(cup) at four stages."""
    figure = new_figure(height=406)
    height, width = data.cup.shape
    photo = add_panel(figure, left=12, top=34, width=396, height=264)
    style_scene(photo, (0, width), (0, height))
    show_photo(photo, data.photo)
    fill_mask(photo, ~data.cup, "paper", 0.82)
    dash_edge(photo, data.before)
    write(photo, 0, 0, f"迭代 {data.iterations} 次后的杯子", "ink", offset=(0, 12))
    write(photo, width, 0, "虚线：只用一元项", "ink", offset=(0, 12), horizontal="right")
    for i, (stage, probability) in enumerate(zip(STAGES, data.stages, strict=True)):
        panel = add_panel(figure, left=12 + 100 * i, top=330, width=96, height=64)
        style_scene(panel, (0, width), (0, height))
        outline(panel, (0, 0, width, height), "grid", width=0.5)
        for level in _LEVELS:
            fill_mask(panel, probability > 255 * level, "b", 0.6)
        write(panel, 0, 0, f"{stage} 次" if stage else "一元项", "muted", offset=(0, 10))
    return figure

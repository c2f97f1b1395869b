"""Digits under more and more noise, and how much of them two schedules leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.diffusion import ddpm_schedule, q_sample
from figures.slider import Slider
from figures.style import (
    add_panel,
    heat,
    label_end,
    mark,
    new_figure,
    outline,
    plot,
    segments,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图是四个手写数字在第 t 步的样子：t=0 清楚，t=200 已很花，t=500 几乎认不出，t=1000 只剩噪声。"
    "下图是剩余的信号随 t 的变化：线性 schedule 前半段就掉得差不多，后三分之一几乎都是零；"
    "余弦 schedule 降得均匀。竖线是当前的 t。"
)
CAPTION = "任意一步都可以从原图一步算出：原图缩小，噪声放大，图中用线性 schedule。"
SLIDER = Slider(label="第 t 步", values=(0, 50, 100, 200, 300, 400, 500, 700, 1000), start=3)

STEPS = 1000
_DIGITS = (3, 6, 16, 25)


@dataclass(frozen=True, slots=True)
class Data:
    """Noised digits (4, 8, 8) in about [−1, 1], and what is left (1001,) by both schedules."""

    t: int
    pictures: NDArray[np.float64]
    linear: NDArray[np.float64]
    cosine: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Jump from the digits to step t, always with the same noise."""
    clean = digits.load().pixels[list(_DIGITS)].reshape(-1, 8, 8) / 8 - 1
    noise = np.random.default_rng(0).normal(size=clean.shape)
    linear = ddpm_schedule(STEPS)
    return Data(
        int(value),
        q_sample(clean, int(value), noise, linear),
        linear,
        ddpm_schedule(STEPS, "cosine"),
    )


def draw(data: Data) -> Figure:
    """Four pictures above, the schedules below."""
    figure = new_figure(height=352)
    for i, picture in enumerate(data.pictures):
        panel = add_panel(figure, left=14 + 100 * i, top=14, width=92, height=92)
        style_scene(panel, (0, 8), (0, 8))
        heat(panel, np.clip((picture + 1) / 2, 0, 1), "ink")
        outline(panel, (0, 0, 8, 8), "grid", width=0.5)
    axes = add_panel(figure, left=34, top=150, width=302, height=148)
    style_axes(
        axes,
        title="剩余的信号",
        x_label="t",
        x_ticks=[0, 250, 500, 750, 1000],
        y_ticks=[0, 0.5, 1],
    )
    t = np.arange(0, STEPS + 1, 20)
    segments(axes, [(data.t, 0)], [(data.t, 1)], "muted", 1.2)
    plot(axes, t, data.cosine[t], "b")
    plot(axes, t, data.linear[t], "a")
    left = float(data.linear[data.t])
    mark(axes, data.t, left, "a", size=9)
    write(axes, 1, 1, f"剩余 {left:.3f}", "a", offset=(0, 12), horizontal="right", of_panel=True)
    write(axes, 560, 0.62, "余弦", "b")
    write(axes, 350, 0.47, "线性", "a", horizontal="center")
    label_end(axes, t, data.linear[t], "全是噪声", "muted")
    axes.set_xlim(0, STEPS)
    axes.set_ylim(0, 1)
    return figure

"""What classifier-free guidance makes of a conditional distribution, by its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.diffusion import guided_noise
from figures.slider import Slider
from figures.style import add_panel, new_figure, plot, shade, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "三条密度曲线：全部数据由左右两团重叠而成，条件分布是右边一团，引导后的分布涂色。"
    "s=1 时引导后与条件分布重合；s 越大，它离左边那团越远，也越窄。"
)
CAPTION = "引导把样本推离“不像这个条件”的地方：更符合提示词，但多样性变小，s 太大就偏离真实分布。"
SLIDER = Slider(label="引导强度 s", values=(0, 1, 2, 3, 5, 7.5, 10), start=3)

_MEAN, _REACH, _POINTS = 1.0, 5.0, 401


@dataclass(frozen=True, slots=True)
class Data:
    """Densities (401,) by place (401,), and mean and deviation of the guided one."""

    x: NDArray[np.float64]
    everything: NDArray[np.float64]
    conditional: NDArray[np.float64]
    guided: NDArray[np.float64]
    mean: float
    deviation: float


def compute(value: float = SLIDER.default) -> Data:
    """Guide log densities, whose slopes are the noise estimates up to a factor."""
    x = np.linspace(-_REACH, _REACH, _POINTS)
    here, there = (np.exp(-((x - m) ** 2) / 2) / np.sqrt(2 * np.pi) for m in (_MEAN, -_MEAN))
    both = (here + there) / 2
    log = guided_noise(np.log(here), np.log(both), value)
    guided = np.exp(log - log.max())
    guided /= guided.sum() * (x[1] - x[0])
    share = guided / guided.sum()
    mean = float(share @ x)
    return Data(x, both, here, guided, mean, float(np.sqrt(share @ (x - mean) ** 2)))


def draw(data: Data) -> Figure:
    """The three densities on one panel."""
    figure = new_figure(height=272)
    axes = add_panel(figure, left=20, top=36, width=380, height=182)
    style_axes(axes, title="概率密度", x_label="x", x_ticks=[-4, -2, 0, 2, 4], y_ticks=[])
    shade(axes, data.x, 0 * data.x, data.guided, "a")
    plot(axes, data.x, data.everything, "b")
    plot(axes, data.x, data.conditional, "c")
    plot(axes, data.x, data.guided, "a")
    write(axes, -3.1, 0.14, "全部数据", "b", horizontal="right")
    written = f"引导后：均值 {data.mean:.2f}，标准差 {data.deviation:.2f}".replace("-", "−")
    write(axes, 1, 1, written, "a", offset=(0, 12), horizontal="right", of_panel=True)
    write(axes, 2.9, 0.14, "条件分布", "c")
    axes.set_xlim(-_REACH, _REACH)
    axes.set_ylim(0, 0.62)
    return figure

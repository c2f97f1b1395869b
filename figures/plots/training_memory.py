"""What each device keeps while a model of seven billion weights is trained, by ZeRO's stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.precision import training_memory
from figures.style import Role, add_panel, new_figure, outline, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "四根横条，每根分三段：权重、梯度、优化器状态，单位 GB。普通数据并行每卡 112 GB，"
    "其中优化器占 84；ZeRO-1 把优化器分到 8 张卡上，降到 38.5；ZeRO-2 再分梯度，26.3；"
    "ZeRO-3 连权重也分，14。"
)
CAPTION = "7B 模型、Adam、混合精度、8 张卡，不含激活：先切最大的优化器状态，最划算。"

PARAMETERS, DEVICES = 7e9, 8
_NAMES = ("数据并行", "ZeRO-1", "ZeRO-2", "ZeRO-3")
_ROLES: tuple[Role, ...] = ("b", "c", "a")
_PARTS = ("权重", "梯度", "优化器状态")


@dataclass(frozen=True, slots=True)
class Data:
    """Gigabytes (4, 3) by stage and part."""

    gigabytes: NDArray[np.float64]


def compute() -> Data:
    """Ask for all four stages."""
    found = [training_memory(PARAMETERS, DEVICES, stage) for stage in (0, 1, 2, 3)]
    return Data(np.array([(m.weights, m.gradients, m.optimiser) for m in found]) / 1e9)


def draw(data: Data) -> Figure:
    """One bar a stage, its parts side by side."""
    figure = new_figure(height=262)
    axes = add_panel(figure, left=72, top=50, width=300, height=156)
    style_axes(
        axes,
        title="",
        x_label="每张卡的 GB",
        x_ticks=[0, 40, 80, 120],
        y_ticks=range(len(_NAMES)),
        y_names=_NAMES,
    )
    axes.grid(visible=False)  # it would run through the numbers
    for place, (name, role) in enumerate(zip(_PARTS, _ROLES, strict=True)):
        write(axes, 0, 1, f"■ {name}", role, offset=(66 * place, 16), of_panel=True)
    for row, parts in enumerate(data.gigabytes):
        ends = np.cumsum(parts)
        for start, end, role in zip(ends - parts, ends, _ROLES, strict=True):
            outline(axes, (start, row - 0.3, end, row + 0.3), role, width=0.4, fill=0.55)
        write(axes, float(ends[-1]), row, f"{ends[-1]:.4g}", "ink", offset=(6, 0))
    axes.set_xlim(0, 120)
    axes.set_ylim(len(_NAMES) - 0.5, -0.5)
    return figure

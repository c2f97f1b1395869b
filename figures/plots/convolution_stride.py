"""A window that steps over a picture with stride 1 and 2, and what layers of it come to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.convolution import conv2d, receptive_field
from figures.slider import Slider
from figures.style import (
    Role,
    add_panel,
    heat,
    label_end,
    lattice,
    new_figure,
    outline,
    plot,
    style_axes,
    style_scene,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：3×3 的窗口在 7×7 的输入上从左到右、从上到下移动，步长 1 得 5×5 个输出，"
    "步长 2 每次跳两格，只得 3×3 个；走到第九个窗口时步长 2 已经走完，步长 1 才走到第二行。"
    "下图：3×3 卷积逐层堆叠的感受野，步长 1 每层只加 2，五层为 11，步长 2 每层翻倍，五层为 63。"
)
CAPTION = "步长 2 把 25 个输出减到 9 个（大图约四分之一），感受野逐层成倍增长，代价是丢掉位置细节。"

SLIDER = Slider(label="窗口", values=tuple(range(1, 10)), start=5)

STRIDES = (1, 2)
_ROLES: tuple[Role, ...] = ("b", "a")
_SIDE, _KERNEL, _LAYERS = 7, 3, 5
_CELL = 15  # pixels
PICTURE = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
    ],
    dtype=np.float64,
)


@dataclass(frozen=True, slots=True)
class Data:
    """Outputs with stride 1 and 2 up to one window, where that window is, and what layers see.

    Attributes:
        fine: (5, 5) share of ink in each window, 0 for those to come.
        coarse: (3, 3) likewise, every second window.
        places: (2, 2) row and column of the window looked at in each output.
        layers: (6,) numbers of layers, from 0.
        fields: (2, 6) sides of their receptive fields, a row a stride.
    """

    fine: NDArray[np.float64]
    coarse: NDArray[np.float64]
    places: NDArray[np.intp]
    layers: NDArray[np.intp]
    fields: NDArray[np.intp]


def compute(window: float = SLIDER.default) -> Data:
    """The first windows of a kernel that takes the mean."""
    kernel = np.full((1, 1, _KERNEL, _KERNEL), 1 / _KERNEL**2)
    fine, coarse = (conv2d(PICTURE[None, None], kernel, stride=stride)[0, 0] for stride in STRIDES)
    at = int(window) - 1
    kernels = [_KERNEL] * _LAYERS
    fields = [receptive_field(kernels, [stride] * _LAYERS) for stride in STRIDES]
    return Data(
        fine=_up_to(fine, at),
        coarse=_up_to(coarse, at),
        places=np.array([np.unravel_index(at, y.shape) for y in (fine, coarse)], dtype=np.intp),
        layers=np.arange(_LAYERS + 1),
        fields=np.array([[1, *field] for field in fields], dtype=np.intp),
    )


def draw(data: Data) -> Figure:
    """Input and output for each stride side by side; receptive fields below."""
    figure = new_figure(height=412)
    left = 14
    for i, output in enumerate((data.fine, data.coarse)):
        role, stride = _ROLES[i], STRIDES[i]
        row, column = (int(place) for place in data.places[i])
        side = len(output)
        scene = _grid(figure, left, 34, PICTURE, "ink", levels=2)
        write(
            scene, 0, 1, f"步长 {stride}", role, offset=(0, 8), vertical="baseline", of_panel=True
        )
        x, y = column * stride, row * stride
        outline(scene, (x, y, x + _KERNEL, y + _KERNEL), role, fill=0.18)
        left += _SIDE * _CELL + 14
        scene = _grid(figure, left, 34 + _KERNEL // 2 * _CELL, output, role, levels=9)
        outline(scene, (column, row, column + 1, row + 1), role)
        name = f"{side}×{side}"
        write(scene, 0, 0, name, role, offset=(0, -14), of_panel=True)
        left += side * _CELL + 30
    panel = add_panel(figure, left=40, top=204, width=270, height=156)
    style_axes(
        panel,
        title="感受野的边长（像素）",
        x_label="3×3 卷积的层数",
        x_ticks=data.layers.tolist(),
        y_ticks=[1, 15, 31, 63],
    )
    for role, stride, field in zip(_ROLES, STRIDES, data.fields, strict=True):
        plot(panel, data.layers, field, role, markers=range(_LAYERS + 1))
        label_end(panel, data.layers, field, f"步长 {stride}：{field[-1]}", role)
    panel.set_xlim(0, _LAYERS)
    panel.set_ylim(0, 66)
    return figure


def _grid(
    figure: Figure, left: float, top: float, values: NDArray[np.float64], role: Role, levels: int
) -> Axes:
    """Cells shaded by their values, with the lines between them."""
    side = len(values)
    scene = add_panel(figure, left=left, top=top, width=side * _CELL, height=side * _CELL)
    style_scene(scene, (0, side), (0, side))
    heat(scene, values, role, levels=levels)
    lattice(scene, np.arange(side + 1), np.arange(side + 1), "muted", width=0.4)
    return scene


def _up_to(output: NDArray[np.float64], last: int) -> NDArray[np.float64]:
    """The same with zeros after the window ``last``, in reading order."""
    return np.where(np.arange(output.size).reshape(output.shape) <= last, output, 0.0)

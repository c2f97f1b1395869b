"""What batch normalisation does to a layer's values, and to their spread in a deep network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.data import digits
from figures.numerics.activations import relu
from figures.numerics.networks import initialise
from figures.numerics.normalisation import batch_norm
from figures.slider import Slider
from figures.style import Role, add_panel, label_end, new_figure, plot, style_axes

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：第一层四个通道在一个 batch 里的分布，中心与宽窄各不相同。中图：BN 之后四条曲线"
    "几乎重合，均值 0、标准差 1。下图（对数纵轴）：十层网络里进入 ReLU 的数值的均方根，"
    "没有 BN 时随权重的倍数逐层放大或缩小，有 BN 时始终是 1。"
)
CAPTION = "BN 把每个通道拉到均值 0、标准差 1，因此权重的尺度不再逐层累积成爆炸或消失。"

SLIDER = Slider(label="权重 ×", values=(0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.4, 1.7, 2), start=7)

_CHANNELS = (26, 5, 28, 60)  # of the first layer: four that lie apart
_ROLES: tuple[Role, ...] = ("a", "b", "c", "d")
_DEPTH, _WIDTH, _BATCH = 10, 64, 256
_LEAST, _MOST = -5.0, 6.0
_BANDWIDTH = 0.3  # of the smoothing, in standard deviations of the channel


@dataclass(frozen=True, slots=True)
class Data:
    """Densities of four channels, and the root mean square of all values by layer.

    Attributes:
        before: (4, 2, 41) places and densities of each channel.
        after: (4, 2, 41) the same of what is normalised.
        size: (2, 10) without and with BN.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    size: NDArray[np.float64]


def compute(scale: float = SLIDER.default) -> Data:
    """256 digits through ten layers of ReLU; He's weights times ``scale``."""
    pixels = digits.load().pixels[:_BATCH] / 16
    weights = [scale * w for w, _ in initialise([_WIDTH] * (_DEPTH + 1), seed=0)]
    first = pixels @ weights[0].T
    return Data(
        before=np.stack([_density(first[:, i]) for i in _CHANNELS]),
        after=np.stack([_density(_normalised(first)[:, i]) for i in _CHANNELS]),
        size=np.array(
            [_sizes(pixels, weights, normalise) for normalise in (_as_it_is, _normalised)]
        ),
    )


def draw(data: Data) -> Figure:
    """Densities before and after on one scale, and the sizes below."""
    figure = new_figure(height=506)
    before = add_panel(figure, left=20, top=34, width=380, height=96)
    after = add_panel(figure, left=20, top=186, width=380, height=96)
    size = add_panel(figure, left=44, top=338, width=262, height=116)
    for panel, title, densities in (
        (before, "BN 前：第 1 层的四个通道，一个 batch", data.before),
        (after, "BN 后：减均值，除以标准差", data.after),
    ):
        style_axes(panel, title=title, x_label="", x_ticks=[-4, -2, 0, 2, 4, 6], y_ticks=[])
        for role, (x, density) in zip(_ROLES, densities, strict=True):
            plot(panel, x, density, role)
        panel.set_xlim(_LEAST, _MOST)
        panel.set_ylim(0, 1.1 * densities[:, 1].max())
    size.set_yscale("log")
    layers = np.arange(1, _DEPTH + 1)
    style_axes(
        size,
        title="ReLU 输入的均方根（RMS）",
        x_label="层",
        x_ticks=[1, 4, 7, 10],
        y_ticks=[1e-3, 1, 1e3],
        y_names=["10⁻³", "1", "10³"],
    )
    plot(size, layers, data.size[0], "b")
    plot(size, layers, data.size[1], "a")
    apart = float(np.log10(data.size[0, -1]))
    aside = (9 if apart >= 0 else -9) if abs(apart) < 1.2 else 0  # where the ends meet
    label_end(size, layers, data.size[0], "无 BN", "b", rise=aside)
    label_end(size, layers, data.size[1], "有 BN", "a", rise=-aside)
    size.set_xlim(1, _DEPTH)
    size.set_ylim(2e-4, 5e3)
    return figure


def _as_it_is(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return z


def _normalised(z: NDArray[np.float64]) -> NDArray[np.float64]:
    ones, zeros = np.ones(z.shape[1]), np.zeros(z.shape[1])
    y, _, _ = batch_norm(z, gamma=ones, beta=zeros, running_mean=zeros, running_var=ones)
    return y


def _sizes(
    x: NDArray[np.float64],
    weights: list[NDArray[np.float64]],
    normalise: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> list[float]:
    """Root mean square of what enters each layer's ReLU."""
    found = []
    for w in weights:
        z = normalise(x @ w.T)
        found.append(float(np.sqrt((z**2).mean())))
        x = relu(z)
    return found


def _density(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smoothed histogram, (2, 41) places and densities: a normal curve around each value."""
    width = _BANDWIDTH * values.std()
    x = np.linspace(values.min() - 2 * width, values.max() + 2 * width, 41)
    away = (x[:, None] - values) / width
    density = np.exp(-(away**2) / 2).mean(axis=1) / (width * np.sqrt(2 * np.pi))
    return np.stack([x, density])

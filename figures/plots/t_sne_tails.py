"""Why t-SNE has a Student kernel in the plane: crowding, and the room that a heavy tail gives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.style import Role, add_panel, arrow, mark, new_figure, plot, shade, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：高斯数据两点间距离的分布，2 维时又宽又散，10 维和 50 维时越来越窄，挤在平均距离附近。"
    "下图：相似度随距离下降，高斯核很快到零，t 分布的尾巴长得多；"
    "同样的相似度 0.05，高斯核在距离 1.7 处，t 分布在 4.4 处。"
)
CAPTION = (
    "高维里多数点对都差不多远，平面上放不下这么多中等距离；"
    "t 分布的重尾让同样的相似度对应更远的距离，簇间就空了出来。"
)

DIMENSIONS = (2, 10, 50)
SIMILARITY = 0.05
_ROLES: tuple[Role, ...] = ("d", "c", "b")
_NAMES_AT = ((0.22, 1.05), (1.25, 1.2), (1.1, 3.4))


@dataclass(frozen=True, slots=True)
class Data:
    """What is drawn.

    Attributes:
        ratio: (N,) distance of two points over its root mean square.
        density: (3, N) its density for Gaussian points, one row a dimension of ``DIMENSIONS``.
        distance: (M,) distance in the plane.
        gaussian: (M,) exp(−d²), the kernel of SNE.
        student: (M,) 1 / (1 + d²), that of t-SNE.
        reach: (2,) where each of them is ``SIMILARITY``.
    """

    ratio: NDArray[np.float64]
    density: NDArray[np.float64]
    distance: NDArray[np.float64]
    gaussian: NDArray[np.float64]
    student: NDArray[np.float64]
    reach: NDArray[np.float64]


def compute() -> Data:
    """Densities of distances in 2, 10 and 50 dimensions, and both kernels."""
    ratio, distance = np.linspace(0, 2.5, 101), np.linspace(0, 6, 97)
    return Data(
        ratio=ratio,
        density=np.stack([_density(ratio, dimension) for dimension in DIMENSIONS]),
        distance=distance,
        gaussian=np.exp(-(distance**2)),
        student=1 / (1 + distance**2),
        reach=np.sqrt([-math.log(SIMILARITY), 1 / SIMILARITY - 1]),
    )


def draw(data: Data) -> Figure:
    """The crowd above; below, how far each kernel lets it move apart."""
    figure = new_figure(height=470)
    crowd = add_panel(figure, left=36, top=34, width=352, height=150)
    tails = add_panel(figure, left=36, top=258, width=352, height=166)
    style_axes(
        crowd,
        title="高斯点对的距离分布",
        x_label="距离 ÷ 它的均方根",
        x_ticks=[0, 1, 2],
        y_ticks=[0, 2, 4],
    )
    style_axes(
        tails,
        title="平面上的相似度",
        x_label="距离",
        x_ticks=range(7),
        y_ticks=[0, 0.5, 1],
    )
    for role, density in zip(_ROLES, data.density, strict=True):
        plot(crowd, data.ratio, density, role)
    for (x, y), dimension, role in zip(_NAMES_AT, DIMENSIONS, _ROLES, strict=True):
        write(crowd, x, y, f"{dimension} 维", role)
    shade(tails, data.distance, data.gaussian, data.student, "a")
    plot(tails, data.distance, data.gaussian, "b")
    plot(tails, data.distance, data.student, "a")
    write(tails, 1.05, 0.62, "t 分布：1 / (1 + d²)", "a")
    write(tails, 0.04, 0.2, "高斯：", "b")
    write(tails, 0.04, 0.08, "exp(−d²)", "b")
    near, far = data.reach.tolist()
    arrow(tails, (near + 0.15, SIMILARITY), (far - 0.12, SIMILARITY), "ink")
    mark(tails, [near], [SIMILARITY], "b")
    mark(tails, [far], [SIMILARITY], "a")
    write(tails, 3.05, 0.35, f"相似度同为 {SIMILARITY:g}，", "ink")
    write(tails, 3.05, 0.23, f"距离是 {far / near:.1f} 倍", "ink")
    crowd.set_xlim(0, 2.5)
    crowd.set_ylim(-0.1, 4.4)
    tails.set_xlim(0, 6)
    tails.set_ylim(-0.02, 1.03)
    return figure


def _density(ratio: NDArray[np.float64], dimension: int) -> NDArray[np.float64]:
    """Of r = ‖a − b‖ / √(2D), a and b standard Gaussian: r √D has the chi distribution of D."""
    scaled = ratio * math.sqrt(dimension)
    norm = math.sqrt(dimension) * 2 ** (1 - dimension / 2) / math.gamma(dimension / 2)
    density: NDArray[np.float64] = norm * scaled ** (dimension - 1) * np.exp(-(scaled**2) / 2)
    return density

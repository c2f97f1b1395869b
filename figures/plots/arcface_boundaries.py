"""Where two classes meet in the plane of the angles, without a margin and with each of three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.margins import Kind, target_logit
from figures.style import add_panel, fill, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "四张小图，横轴 θ₁ 是与类 1 权重的夹角，纵轴 θ₂ 是与类 2 的夹角，左上属于类 1，右下属于类 2。"
    "softmax 的两块在对角线相接；其余三种中间空出一条带：SphereFace 的带在原点收成一点，越远越宽；"
    "CosFace 的带宽窄不一；ArcFace 的带处处一样宽。"
)
CAPTION = "只有 ArcFace 的空带处处等宽，也就是角间隔恒为 m，SphereFace 的在两类靠近时趋于零。"

PANELS: tuple[tuple[str, Kind, float], ...] = (
    ("softmax", "arcface", 0.0),
    ("SphereFace，m = 4", "sphereface", 4),
    ("CosFace，m = 0.35", "cosface", 0.35),
    ("ArcFace，m = 0.5", "arcface", 0.5),
)
"""Title, loss and margin of each panel; without a margin all three are one."""

_POINTS = 25  # of a boundary


@dataclass(frozen=True, slots=True)
class Data:
    """Where class 1 just wins, in degrees: pairs (N, 2) of θ₁ and θ₂ for each of PANELS."""

    softmax: NDArray[np.float64]
    sphereface: NDArray[np.float64]
    cosface: NDArray[np.float64]
    arcface: NDArray[np.float64]


def compute() -> Data:
    """θ₂ whose cosine is the target logit at θ₁, both up to 90°."""
    return Data(*(_boundary(kind, margin) for _, kind, margin in PANELS))


def draw(data: Data) -> Figure:
    """Two by two; what lies beyond a boundary is shaded with the class that wins there."""
    figure = new_figure(height=468)
    boundaries = (data.softmax, data.sphereface, data.cosface, data.arcface)
    for i, ((title, _, _), one) in enumerate(zip(PANELS, boundaries, strict=True)):
        panel = add_panel(
            figure, left=38 + 198 * (i % 2), top=34 + 218 * (i // 2), width=160, height=160
        )
        style_axes(
            panel,
            title=title,
            x_label="θ₁" if i > 1 else "",
            x_ticks=[0, 45, 90],
            y_ticks=[0, 45, 90],
            x_names=["0°", "45°", "90°"],
            y_names=["0°", "45°", "90°"] if i % 2 == 0 else ["", "", ""],
        )
        corners = np.concatenate([one, [[0, 90]]])
        fill(panel, corners, "a")
        fill(panel, corners[:, ::-1], "b")
        plot(panel, one[:, 0], one[:, 1], "a")
        plot(panel, one[:, 1], one[:, 0], "b")
        word = "类 " if i == 0 else ""
        write(panel, 5, 80, f"{word}1", "a")
        write(panel, 86, 9, f"{word}2", "b", horizontal="right")
        if i % 2 == 0:
            write(panel, 0, 68, "θ₂", "muted", offset=(-5, 0), horizontal="right")
        panel.set_xlim(0, 90)
        panel.set_ylim(0, 90)
    return figure


def _boundary(kind: Kind, margin: float) -> NDArray[np.float64]:
    fine = np.linspace(0, np.pi / 2, 1441)
    within = np.flatnonzero(target_logit(fine, kind, margin) >= 0)  # θ₂ up to 90°
    theta_1 = fine[np.linspace(0, within[-1], _POINTS).astype(int)]
    theta_2 = np.arccos(target_logit(theta_1, kind, margin))
    return np.asarray(np.degrees(np.stack([theta_1, theta_2], axis=1)))

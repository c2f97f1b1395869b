"""What stands for the cosine of the true class, by its angle: softmax and three margins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.margins import target_logit
from figures.slider import Slider
from figures.style import Role, add_panel, new_figure, plot, style_axes, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图：横轴是与真实类权重的夹角 θ，纵轴是代替 cos θ 的 logit；CosFace 是整条下移 0.35 的余弦，"
    "ArcFace 是左移 m 的余弦，过了 180° − m 处略微一跳改为下移，SphereFace 陡降到图外。"
    "下图：比 cos θ 低多少；CosFace 是水平线，ArcFace 随夹角先升后降，SphereFace 很快超出。"
)
CAPTION = "三种间隔都把真实类的 logit 压低，CosFace 各处压得一样多，ArcFace 相当于角度多转了 m。"

SLIDER = Slider(label="m", values=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0), start=5)
SPHEREFACE_MARGIN, COSFACE_MARGIN = 4, 0.35
_LEAST, _MOST_LOWERED = -2.5, 1.1
_Y_TICKS = ((-2, -1, 0, 1), (0, 0.5, 1))


@dataclass(frozen=True, slots=True)
class Data:
    """Target logits, unscaled, by ``theta`` in radians; ArcFace with ``margin``."""

    theta: NDArray[np.float64]
    margin: float
    cosine: NDArray[np.float64]
    sphereface: NDArray[np.float64]
    cosface: NDArray[np.float64]
    arcface: NDArray[np.float64]


def compute(margin: float = SLIDER.default) -> Data:
    """Angles from 0 to 180° a degree apart; the other margins are those of their papers."""
    theta = np.radians(np.arange(181.0))
    theta[-1] = math.pi
    return Data(
        theta=theta,
        margin=margin,
        cosine=np.cos(theta),
        sphereface=target_logit(theta, "sphereface", SPHEREFACE_MARGIN),
        cosface=target_logit(theta, "cosface", COSFACE_MARGIN),
        arcface=target_logit(theta, "arcface", margin),
    )


def draw(data: Data) -> Figure:
    """The logits above; below, by how much they lie under the cosine."""
    figure = new_figure(height=500)
    logit = add_panel(figure, left=36, top=34, width=300, height=212)
    lowered = add_panel(figure, left=36, top=304, width=300, height=134)
    titles = ("真实类的 logit ÷ s", "比 cos θ 低多少")
    for panel, title, y_ticks in zip((logit, lowered), titles, _Y_TICKS, strict=True):
        style_axes(
            panel,
            title=title,
            x_label="θ，与真实类权重的夹角" if panel is lowered else "",
            x_ticks=[0, 45, 90, 135, 180],
            x_names=["0°", "45°", "90°", "135°", "180°"],
            y_ticks=y_ticks,
        )
        panel.set_xlim(0, 180)
    degrees = np.degrees(data.theta)
    after = int(np.searchsorted(data.theta, math.pi - data.margin, side="right"))
    curves: list[tuple[NDArray[np.float64], Role]] = [
        (data.sphereface, "d"),
        (data.cosface, "b"),
        (data.arcface, "a"),
    ]
    plot(logit, degrees, data.cosine, "ink")
    for values, role in curves:
        # ArcFace steps down between two angles; a gap shows that nothing lies between
        gap = after if role == "a" else len(degrees)
        x = np.insert(degrees, gap, np.nan)
        plot(logit, x, np.insert(values, gap, np.nan), role)
        plot(lowered, x, np.insert(data.cosine - values, gap, np.nan), role)
    end = float(degrees[-1])
    write(logit, end, float(data.cosine[-1]), "softmax", "ink", offset=(7, 9))
    write(logit, end, float(data.cosface[-1]), "CosFace", "b", offset=(7, -9))
    write(logit, 80, -2.15, f"SphereFace，m = {SPHEREFACE_MARGIN}", "d")
    write(
        logit,
        1,
        1,
        f"ArcFace，m = {data.margin:g}",
        "a",
        offset=(0, -14),
        horizontal="right",
        of_panel=True,
    )
    write(lowered, end, COSFACE_MARGIN, f"{COSFACE_MARGIN:g}", "b", offset=(7, 0))
    logit.set_ylim(_LEAST, 1.05)
    lowered.set_ylim(-0.03, _MOST_LOWERED)
    return figure

"""One cloud: the line by vertical residuals, the line by perpendicular ones, and a turning one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.regression import (
    ols,
    principal_angle,
    projected_variance,
    total_least_squares,
)
from figures.slider import Slider
from figures.style import (
    Role,
    add_panel,
    dots,
    mark,
    new_figure,
    plot,
    segments,
    style_axes,
    write,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上排是同一片散点的两条直线：左边最小二乘，残差是竖直的短线，直线较平；"
    "右边总体最小二乘（主成分），残差垂直于直线，直线较陡。"
    "下排左边是过中心、可以转动的方向和各点的投影，右边是投影方差随角度变化的曲线，"
    "在主成分的角度最大，与它垂直处最小。"
)
CAPTION = "最小二乘减小竖直的误差，主成分减小垂直的距离，也就是让投影的方差最大。"
SLIDER = Slider(
    label="φ",
    values=tuple(range(-90, 91, 10)),
    start=9,
    names=tuple(f"{angle}°".replace("-", "−") for angle in range(-90, 91, 10)),
)

_POINTS = 22
_REACH = 3.6  # half the side of a panel, in units of the data


@dataclass(frozen=True, slots=True)
class Data:
    """Points (N, 2) about their mean, and where each line has them (N, 2).

    ``angle`` is the slider's, ``best`` that of the first principal direction, in radians.
    """

    points: NDArray[np.float64]
    slope: float
    vertical: NDArray[np.float64]
    best: float
    perpendicular: NDArray[np.float64]
    angle: float
    projections: NDArray[np.float64]
    angles: NDArray[np.float64]
    variances: NDArray[np.float64]
    variance: float
    largest: float


def compute(value: float = SLIDER.default) -> Data:
    """Noisy points about a line; every fit goes through their mean."""
    random = np.random.default_rng(3)
    true = np.linspace(-2.4, 2.4, _POINTS)
    points = np.stack([true, 0.7 * true], axis=1) + random.normal(0, 0.7, (_POINTS, 2))
    points -= points.mean(axis=0)
    slope, intercept = ols(points)
    centre, direction = total_least_squares(points)
    angle = np.radians(value)
    turned = np.array([np.cos(angle), np.sin(angle)])
    angles = np.radians(np.linspace(-90, 90, 91))
    best = principal_angle(points)
    return Data(
        points=points,
        slope=slope,
        vertical=np.stack([points[:, 0], intercept + slope * points[:, 0]], axis=1),
        best=best,
        perpendicular=centre + np.outer((points - centre) @ direction, direction),
        angle=float(angle),
        projections=centre + np.outer((points - centre) @ turned, turned),
        angles=angles,
        variances=projected_variance(points, angles),
        variance=float(projected_variance(points, angle)),
        largest=float(projected_variance(points, best)),
    )


def draw(data: Data) -> Figure:
    """The two fits above; below the direction that turns, and the variance along it."""
    figure = new_figure(height=482)
    steep = float(np.tan(data.best))
    _draw_fit(
        figure, 30, "b", f"OLS：斜率 {data.slope:.2f}", data.slope, data.points, data.vertical
    )
    _draw_fit(figure, 238, "a", f"PCA：斜率 {steep:.2f}", steep, data.points, data.perpendicular)

    cloud = _scene(figure, 30, 260, "投影到方向 φ（projection）", "c")
    segments(cloud, data.points, data.projections, "muted")
    dots(cloud, data.points[:, 0], data.points[:, 1], "ink", size=4)
    end = 1.25 * _REACH * np.array([np.cos(data.angle), np.sin(data.angle)])
    plot(cloud, [-end[0], end[0]], [-end[1], end[1]], "c")
    dots(cloud, data.projections[:, 0], data.projections[:, 1], "c", size=5)

    curve = add_panel(figure, left=246, top=260, width=146, height=166)
    best = np.degrees(data.best)
    style_axes(
        curve,
        title=f"方差 {data.variance:.2f}（最大 {data.largest:.2f}）",
        x_label="角度 φ",
        x_ticks=[-90, 0, best, 90],
        x_names=["−90°", "0°", f"{best:.0f}°", "90°"],
        y_ticks=[0, 1, 2, 3],
    )
    plot(curve, np.degrees(data.angles), data.variances, "a")
    mark(curve, np.degrees(data.angle), data.variance, "c", size=9)
    curve.set_xlim(-90, 90)
    curve.set_ylim(0, 3.6)
    return figure


def _draw_fit(
    figure: Figure,
    left: float,
    role: Role,
    name: str,
    slope: float,
    points: NDArray[np.float64],
    feet: NDArray[np.float64],
) -> None:
    axes = _scene(figure, left, 34, name, role)
    segments(axes, points, feet, "muted")
    dots(axes, points[:, 0], points[:, 1], "ink", size=4)
    plot(axes, [-_REACH, _REACH], [-slope * _REACH, slope * _REACH], role)


def _scene(figure: Figure, left: float, top: float, title: str, role: Role) -> Axes:
    """A panel for the cloud, its unit as long on both axes, with a title in the line's colour."""
    axes = add_panel(figure, left, top, width=166, height=166)
    ticks = [-2, 0, 2]
    style_axes(axes, title="", x_label="x", x_ticks=ticks, y_ticks=ticks)
    write(axes, 0, 1, title, role, offset=(0, 8), vertical="baseline", of_panel=True)
    write(axes, 0, 1, "y", "muted", offset=(-6, -6), horizontal="right", of_panel=True)
    axes.set_xlim(-_REACH, _REACH)
    axes.set_ylim(-_REACH, _REACH)
    return axes

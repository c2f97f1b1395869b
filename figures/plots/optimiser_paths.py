"""Gradient descent, momentum and Adam on their way through a ravine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.optimisers import adam_step, momentum_step
from figures.slider import Slider
from figures.style import (
    Role,
    add_panel,
    label_end,
    mark,
    new_figure,
    plot,
    style_axes,
    thin,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = (
    "上图是狭长山谷的等高线和三条路径，都从左上角出发：不带动量的 SGD 在谷壁之间来回折，"
    "沿谷底走得很慢；带动量的 SGD 折返少、沿谷底加速，动量太大时会冲过终点再绕回来；"
    "Adam 一开始斜着走向谷底，到了终点附近绕一圈才停。下图是三者的损失（对数纵轴）随步数的变化。"
)
CAPTION = "学习率相同时，动量抵消来回的分量、累加同向的分量，太大就刹不住车，这里 0.6 左右最快。"
SLIDER = Slider(label="动量 μ", values=(0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95), start=4)

CURVATURES = np.array([1.0, 30.0])
RATE = 0.05
_ADAM_RATE = 0.4
_START = np.array([-9.0, 1.2])
_STEPS = 50
_LEVELS = (1.5, 6.0, 15.0, 28.0, 45.0)
_HEIGHT = 140
_LEAST = 1e-9  # what is smaller is drawn here
_MOST = 100.0
_DECADE = _HEIGHT / np.log10(_MOST / _LEAST)  # pixels


@dataclass(frozen=True, slots=True)
class Data:
    """Paths (K + 1, 2) and losses (K + 1,) of the three, and contours (5, 121, 2)."""

    momentum: float
    plain: NDArray[np.float64]
    heavy: NDArray[np.float64]
    adam: NDArray[np.float64]
    contours: NDArray[np.float64]


def compute(value: float = SLIDER.default) -> Data:
    """Fifty steps on ½ (x² + 30 y²), whose gradient is exact."""
    return Data(
        momentum=value,
        plain=descend(0),
        heavy=descend(value),
        adam=_adam(),
        contours=np.stack([_ellipse(level) for level in _LEVELS]),
    )


def loss(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """½ (x² + 30 y²) at each point."""
    values: NDArray[np.float64] = (CURVATURES * path**2).sum(axis=-1) / 2
    return values


def descend(momentum: float, steps: int = _STEPS) -> NDArray[np.float64]:
    """The places of gradient descent with momentum, the start first."""
    places, velocity = [_START], np.zeros(2)
    for _ in range(steps):
        place, velocity = momentum_step(
            places[-1], CURVATURES * places[-1], velocity, RATE, momentum
        )
        places.append(place)
    return np.array(places)


def draw(data: Data) -> Figure:
    """The ravine above, losses below."""
    figure = new_figure(height=430)
    ravine = add_panel(figure, left=16, top=62, width=388, height=128)
    losses = add_panel(figure, left=40, top=238, width=266, height=_HEIGHT)
    ravine.set_axis_off()
    ravine.set_xlim(-9.6, 8.4)
    ravine.set_ylim(-1.6, 1.6)
    for contour in data.contours:
        thin(ravine, contour[:, 0], [contour[:, 1]], "grid", 1.2)
    series: tuple[tuple[Role, NDArray[np.float64], str], ...] = (
        ("b", data.plain, "SGD，不带动量"),
        ("a", data.heavy, f"SGD，动量 {data.momentum:g}"),
        ("c", data.adam, "Adam"),
    )
    for place, (role, path, name) in zip((0.0, 0.36, 0.72), series, strict=True):
        plot(ravine, path[:, 0], path[:, 1], role)
        write(ravine, place, 1, f"● {name}", role, offset=(0, 18), of_panel=True)
    mark(ravine, 0, 0, "ink", size=11)
    write(ravine, 1, 0, "竖线处是最低点", "ink", offset=(0, -4), horizontal="right", of_panel=True)
    mark(ravine, _START[0], _START[1], "d", size=8)
    losses.set_yscale("log")
    style_axes(
        losses,
        title="损失",
        x_label="步数",
        x_ticks=[0, 10, 20, 30, 40, 50],
        y_ticks=[1e-8, 1e-4, 1],
        y_names=["10⁻⁸", "10⁻⁴", "1"],
    )
    steps = np.arange(_STEPS + 1)
    ends = {}
    for role, path, name in series:
        values = np.maximum(loss(path), _LEAST)
        plot(losses, steps, values, role)
        ends[role] = (values, name)
    rises = _apart([float(np.log10(values[-1])) for values, _ in ends.values()])
    for (role, (values, name)), rise in zip(ends.items(), rises, strict=True):
        label_end(
            losses,
            steps,
            values,
            name.replace("，不带动量", "").replace("SGD，", ""),
            role,
            rise=rise,
        )
    losses.set_xlim(0, _STEPS)
    losses.set_ylim(_LEAST, _MOST)
    return figure


def _apart(logs: list[float]) -> list[float]:
    """How many pixels to move each label so that they stand a line apart in their order."""
    pixels = [_DECADE * each for each in logs]
    order = sorted(range(len(pixels)), key=lambda i: -pixels[i])
    moved = list(pixels)
    for upper, lower in pairwise(order):
        moved[lower] = min(moved[lower], moved[upper] - 18)
    lift = max(0.0, _DECADE * np.log10(_LEAST) - min(moved))
    return [there + lift - here for there, here in zip(moved, pixels, strict=True)]


def _adam() -> NDArray[np.float64]:
    places, mean, square = [_START], np.zeros(2), np.zeros(2)
    for step in range(1, _STEPS + 1):
        place, mean, square = adam_step(
            places[-1], CURVATURES * places[-1], mean, square, step, _ADAM_RATE
        )
        places.append(place)
    return np.array(places)


def _ellipse(level: float) -> NDArray[np.float64]:
    angle = np.linspace(0, 2 * np.pi, 121)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return circle * np.sqrt(2 * level / CURVATURES)

"""Regions of pixels: their outline as a path that costs little in an SVG, and how it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from figures.style import Role, colour

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Point: TypeAlias = tuple[int, int]


def fill_mask(axes: Axes, mask: NDArray[np.bool_], role: Role, opacity: float) -> None:
    """A region in the colour of its role."""
    axes.add_patch(PathPatch(traced(mask), facecolor=colour(role), alpha=opacity, linewidth=0))


def dash_edge(axes: Axes, mask: NDArray[np.bool_]) -> None:
    """A region's edge as dashes of ink on paper, to be seen on light and on dark."""
    path = traced(mask)
    axes.add_patch(PathPatch(path, fill=False, edgecolor=colour("paper"), linewidth=2.4))
    dashes = PathPatch(path, fill=False, edgecolor=colour("ink"), linewidth=1.6)
    dashes.set_linestyle((0, (4, 2)))
    axes.add_patch(dashes)


def traced(mask: NDArray[np.bool_]) -> Path:
    """The edges of a mask (H, W) on the grid of its pixels, x to the right and y downwards.

    Closed loops with the region at their right hand, so that holes stay open when it is filled.
    """
    following = _edges(np.pad(mask, 1))
    vertices: list[Point] = []
    codes: list[np.uint8] = []
    while following:
        loop = _corners(_loop(following))
        vertices += [*loop, loop[0]]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(loop) - 1), Path.CLOSEPOLY]
    return Path(np.array(vertices, dtype=np.float64).reshape(-1, 2), codes)


def _edges(padded: NDArray[np.bool_]) -> dict[Point, list[Point]]:
    """Where the sides between a pixel inside and one outside lead, by where they start."""
    inside = padded[1:-1, 1:-1]
    following: dict[Point, list[Point]] = {}
    sides = (
        (padded[:-2, 1:-1], (0, 0), (1, 0)),  # the neighbour above: along the top, to the right
        (padded[1:-1, 2:], (1, 0), (1, 1)),
        (padded[2:, 1:-1], (1, 1), (0, 1)),
        (padded[1:-1, :-2], (0, 1), (0, 0)),
    )
    for neighbour, start, end in sides:
        for y, x in np.argwhere(inside & ~neighbour).tolist():
            following.setdefault((x + start[0], y + start[1]), []).append((x + end[0], y + end[1]))
    return following


def _loop(following: dict[Point, list[Point]]) -> list[Point]:
    """Take one closed walk out of the edges."""
    point = next(iter(following))
    loop = []
    while point in following:
        loop.append(point)
        ends = following[point]
        point = ends.pop()
        if not ends:
            del following[loop[-1]]
    return loop


def _corners(loop: list[Point]) -> list[Point]:
    """The points at which a walk turns."""
    before, after = [loop[-1], *loop[:-1]], [*loop[1:], loop[0]]
    return [
        point
        for last, point, end in zip(before, loop, after, strict=True)
        if (point[0] - last[0], point[1] - last[1]) != (end[0] - point[0], end[1] - point[1])
    ]

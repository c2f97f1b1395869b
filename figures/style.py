"""How every figure looks: one size, one hand, the colours of the palette.

One unit of the SVG is one pixel when the figure is shown at its own size, so lengths here are in
pixels, counted from the top left. Readers have other fonts than the machine that draws, so labels
keep slack to their right. Chinese needs no font here: text stays text in the SVG, and to lay it out
each of its characters counts as a square. Matplotlib's ``Figure`` is used directly: pyplot keeps
global state and takes twice as long to import.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
from matplotlib.path import Path

from figures import PALETTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

WIDTH = 420
TEXT = 13.0
HAIRLINE = 0.8
STROKE = 2.0

_DOTS_PER_INCH = 72  # one point is one unit of the SVG

_FULL_WIDTH = re.compile("[\u2e80-\uffff]")
_SQUARE = "—"  # in Matplotlib's own font exactly as wide as it is high

Role = Literal["ink", "muted", "grid", "paper", "a", "b", "c", "d"]
Horizontal = Literal["left", "center", "right"]
Vertical = Literal["top", "center", "bottom", "baseline"]

# Colour is never the only difference: each series has its own dash and its own marker.
_DASHES: dict[Role, Any] = {
    "ink": (0, (1, 1.6)),
    "muted": (0, (2, 2)),
    "a": "solid",
    "b": (0, (5, 2)),
    "c": (0, (2.2, 1.4)),
    "d": (0, (6, 1.6, 1.4, 1.6)),
}
_MARKERS: dict[Role, str] = {"ink": "|", "a": "o", "b": "s", "c": "D", "d": "^"}


def colour(role: Role) -> str:
    """The light colour of a role; the engine gives the dark one its turn."""
    return PALETTE[role][0]


class Sheet(Figure):
    """A figure that lays out Chinese without a font for it, the same on every machine."""

    def draw(self, renderer: Any) -> None:
        """Draw everything; whatever asks how wide a text is gets squares for full-width signs."""
        measure = renderer.get_text_width_height_descent

        def with_squares(text: str, *rest: Any) -> Any:
            return measure(_FULL_WIDTH.sub(_SQUARE, text), *rest)

        renderer.get_text_width_height_descent = with_squares
        super().draw(renderer)


def new_figure(height: int) -> Figure:
    """An empty, transparent figure, ``WIDTH`` × ``height`` pixels."""
    figure = Sheet(figsize=(WIDTH / _DOTS_PER_INCH, height / _DOTS_PER_INCH), dpi=_DOTS_PER_INCH)
    figure.patch.set_visible(False)
    return figure


def add_panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in pixels from the figure's top left, without background."""
    total = figure.get_figheight() * _DOTS_PER_INCH
    axes = figure.add_axes(
        (left / WIDTH, (total - top - height) / total, width / WIDTH, height / total)
    )
    axes.patch.set_visible(False)
    return axes


def style_axes(
    axes: Axes,
    *,
    title: str,
    x_label: str,
    x_ticks: Sequence[float],
    y_ticks: Sequence[float],
    x_names: Sequence[str] | None = None,
    y_names: Sequence[str] | None = None,
) -> None:
    """Hairline axes with few ticks; the title tells what runs upwards, so no text stands on end."""
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(colour("muted"))
        spine.set_linewidth(HAIRLINE)
    axes.spines["bottom"].set_position(("outward", 5))
    axes.set_axisbelow(True)
    axes.set_xticks(x_ticks, _names(x_ticks) if x_names is None else x_names)
    axes.set_yticks(y_ticks, _names(y_ticks) if y_names is None else y_names)
    axes.minorticks_off()
    axes.grid(axis="y", color=colour("grid"), linewidth=HAIRLINE)
    axes.tick_params(
        labelsize=TEXT, labelcolor=colour("muted"), color=colour("muted"), width=HAIRLINE, length=3
    )
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(x_label, fontsize=TEXT, color=colour("muted"), labelpad=3)
    write(axes, 0, 1, title, "ink", offset=(0, 8), vertical="baseline", of_panel=True)


def plot(axes: Axes, x: Any, y: Any, role: Role, *, markers: Sequence[int] | None = None) -> None:
    """A curve in the colour and dash of its role, with its marker at some of the points."""
    axes.plot(
        x,
        y,
        color=colour(role),
        linestyle=_DASHES[role],
        linewidth=STROKE,
        zorder=2 if _DASHES[role] == "solid" else 3,  # where curves meet, both are to be seen
        marker=_MARKERS[role] if markers is not None else "none",
        markevery=None if markers is None else list(markers),
        markersize=6,
        markeredgewidth=0,
    )


def mark(axes: Axes, x: Any, y: Any, role: Role, size: float = 7) -> None:
    """Points in the colour and marker of their role."""
    axes.plot(
        x,
        y,
        color=colour(role),
        linestyle="none",
        marker=_MARKERS[role],
        markersize=size,
        markeredgewidth=2 if _MARKERS[role] == "|" else 0,
        clip_on=False,
    )


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    role: Role,
    *,
    offset: tuple[float, float] = (0, 0),
    horizontal: Horizontal = "left",
    vertical: Vertical = "center",
    of_panel: bool = False,
) -> None:
    """Text at a point of the data, or of the panel (0…1), moved by ``offset`` pixels."""
    axes.annotate(
        text,
        (x, y),
        xycoords="axes fraction" if of_panel else "data",
        xytext=offset,
        textcoords="offset points",
        fontsize=TEXT,
        color=colour(role),
        ha=horizontal,
        va=vertical,
        annotation_clip=False,
    )


def dots(axes: Axes, x: Any, y: Any, role: Role, size: float = 3) -> None:
    """Many round points as one path: a point costs a dozen bytes of the SVG."""
    places = np.repeat(np.stack([np.asarray(x), np.asarray(y)], axis=-1), 2, axis=0)
    codes = np.tile([Path.MOVETO, Path.LINETO], len(places) // 2)  # lines of no length, round ends
    path = Path(places, codes)
    path.should_simplify = False
    patch = PathPatch(path, fill=False, edgecolor=colour(role), linewidth=size, capstyle="round")
    patch.set_clip_on(False)
    axes.add_patch(patch)


def crosses(axes: Axes, x: Any, y: Any, role: Role, size: float = 4) -> None:
    """Many small × as one path, ``size`` pixels wide on axes whose unit is a pixel."""
    middle = np.stack([np.asarray(x), np.asarray(y)], axis=-1)[:, None]
    reach = np.array([[1, 1], [1, -1]]) * size / 2  # the two strokes of one follow each other
    starts, ends = ((middle + sign * reach).reshape(-1, 2) for sign in (-1, 1))
    segments(axes, starts, ends, role, width=1.3)


def segments(axes: Axes, starts: Any, ends: Any, role: Role, width: float = HAIRLINE) -> None:
    """Straight lines from points (N, 2) to points (N, 2), hairlines at first, as one path."""
    places = np.stack([np.asarray(starts), np.asarray(ends)], axis=1).reshape(-1, 2)
    path = Path(places, np.tile([Path.MOVETO, Path.LINETO], len(places) // 2))
    path.should_simplify = False
    axes.add_patch(PathPatch(path, fill=False, edgecolor=colour(role), linewidth=width))


def thin(axes: Axes, x: Any, curves: Any, role: Role = "muted", width: float = HAIRLINE) -> None:
    """Curves (M, N) over the same ``x`` as hairlines behind the others, all as one path."""
    paths = [Path(np.stack([x, y], axis=-1)) for y in np.asarray(curves)]
    path = Path.make_compound_path(*paths)
    axes.add_patch(PathPatch(path, fill=False, edgecolor=colour(role), linewidth=width, zorder=1))


def shade(axes: Axes, x: Any, low: Any, high: Any, role: Role, opacity: float = 0.18) -> None:
    """The area between two curves."""
    axes.fill_between(x, low, high, color=colour(role), alpha=opacity, linewidth=0, zorder=1)


def fill(axes: Axes, corners: Any, role: Role, opacity: float = 0.18) -> None:
    """The inside of a closed curve, (N, 2) corners in order."""
    patch = PathPatch(Path(corners), facecolor=colour(role), alpha=opacity, linewidth=0, zorder=1)
    axes.add_patch(patch)


def bars(
    axes: Axes,
    places: Any,
    lengths: Any,
    role: Role,
    thickness: float = 0.6,
    *,
    lying: bool = False,
) -> None:
    """Filled bars from zero, upwards or lying."""
    draw = axes.barh if lying else axes.bar
    draw(places, lengths, thickness, color=colour(role), linewidth=0)


def arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], role: Role, width: float = 0.7
) -> None:
    """An arrow from point to point of the data; ``width`` is in strokes."""
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>,head_length=4,head_width=2.2",
            color=colour(role),
            linewidth=STROKE * width,
            shrinkA=0,
            shrinkB=0,
            mutation_scale=1,
        )
    )


def show_photo(axes: Axes, photo: Any, opacity: float = 1) -> None:
    """A picture, (H, W) grey or (H, W, 3) colours of uint8, over ``[0, W] × [0, H]`` of a scene.

    Half transparent, it turns lighter on light paper and darker on dark, as lines over it need.
    """
    axes.imshow(
        photo,
        cmap="gray",
        vmin=0,
        vmax=255,
        extent=(0, photo.shape[1], photo.shape[0], 0),
        interpolation="none",
        alpha=opacity,
    )


def heat(axes: Axes, values: Any, role: Role, levels: int = 8) -> None:
    """A map (H, W) of values in [0, 1] over ``[0, W] × [0, H]``: the more, the fuller the colour.

    Unlike a picture it takes its page's colours. One path holds all cells of a level, neighbours in
    a row as one, for size.
    """
    steps = np.rint(np.asarray(values) * levels).astype(int)
    outside = np.full((len(steps), 1), -1)
    row, change = np.nonzero(np.diff(steps, axis=1, prepend=outside, append=outside))
    starts, ends = change < steps.shape[1], change > 0
    row, first, last = row[starts], change[starts], change[ends]
    for step in np.unique(steps[steps > 0]):
        runs = steps[row, first] == step
        x1, x2, y = first[runs], last[runs], row[runs]
        corners = np.stack([x1, y, x2, y, x2, y + 1, x1, y + 1, x1, y], axis=-1).reshape(-1, 2)
        codes = np.tile([Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY], len(y))
        path = Path(corners, codes)
        path.should_simplify = False
        patch = PathPatch(path, facecolor=colour(role), linewidth=0, alpha=step / levels, zorder=1)
        axes.add_patch(patch)


def lattice(axes: Axes, x: Any, y: Any, role: Role = "grid", width: float = HAIRLINE) -> None:
    """Lines at every ``x`` and every ``y``, as one path: the cells of a grid."""
    starts = [(each, y[0]) for each in x] + [(x[0], each) for each in y]
    ends = [(each, y[-1]) for each in x] + [(x[-1], each) for each in y]
    segments(axes, starts, ends, role, width)


def label_end(axes: Axes, x: Any, y: Any, text: str, role: Role, rise: float = 0) -> None:
    """The name of a curve right of its last point, moved up by ``rise`` pixels."""
    write(axes, float(x[-1]), float(y[-1]), text, role, offset=(7, rise))


def outline(
    axes: Axes, box: Any, role: Role, *, dashed: bool = False, width: float = 1, fill: float = 0
) -> None:
    """A box ``x1, y1, x2, y2``; ``width`` is in strokes, ``fill`` an opacity."""
    x1, y1, x2, y2 = (float(v) for v in box)
    if fill:
        inside = Rectangle((x1, y1), x2 - x1, y2 - y1, facecolor=colour(role), alpha=fill)
        inside.set_linewidth(0)
        axes.add_patch(inside)
    edge = Rectangle((x1, y1), x2 - x1, y2 - y1, fill=False, edgecolor=colour(role), clip_on=False)
    edge.set_linewidth(STROKE * width)
    edge.set_linestyle(_DASHES[role] if dashed else "solid")
    axes.add_patch(edge)


def outlines(axes: Axes, boxes: Any, role: Role, width: float = 1) -> None:
    """Many boxes ``x1, y1, x2, y2`` as one path; ``width`` is in strokes."""
    x1, y1, x2, y2 = np.asarray(boxes).T
    corners = np.stack([x1, y1, x2, y1, x2, y2, x1, y2, x1, y1], axis=1).reshape(-1, 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
    path = Path(corners, codes)
    path.should_simplify = False
    patch = PathPatch(path, fill=False, edgecolor=colour(role), linewidth=STROKE * width)
    patch.set_clip_on(False)
    axes.add_patch(patch)


def style_scene(axes: Axes, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
    """A place for boxes: no axes, equal scales, y downwards as in an image."""
    axes.set_axis_off()
    axes.set_xlim(*x_range)
    axes.set_ylim(y_range[1], y_range[0])
    axes.set_aspect("equal")


def _names(ticks: Sequence[float]) -> list[str]:
    return [f"{tick:g}".replace("-", "−") for tick in ticks]
